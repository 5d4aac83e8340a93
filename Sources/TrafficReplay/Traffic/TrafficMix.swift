import RoutingCore

/// The shares of everything that no public trace records; lengths follow the shipped traces.
enum TrafficMix {
  static let lengths: [(LengthDistribution, Double)] = [(.conversation, 50), (.code, 25), (.longContext, 25)]
  static let capabilities: [(CapabilitySet, Double)] = [
    ([], 60), (CapabilitySet([.tools]), 20), (CapabilitySet([.vision]), 8), (CapabilitySet([.jsonSchema]), 8),
    (CapabilitySet([.tools, .reasoning]), 4),
  ]
  /// Of chats; nothing else is streamed.
  static let streaming = 0.5
  /// Of requests that name a model.
  static let hints = 0.15
  /// Of requests that name a model which does not exist.
  static let unknownHints = 0.02
  static let unknownHint: ModelReference = "no-such-model"
  private static let kindShares: [(ModelKind, Double)] = [(.chat, 94), (.embedding, 4), (.image, 1.5), (.video, 0.5)]

  /// Asking a registry for what it cannot make would only measure refusals.
  static func kinds(of registry: ModelRegistry) -> [(ModelKind, Double)] {
    let made = kindShares.filter { kind, _ in registry.models.contains { $0.kinds.contains(kind) } }
    return made.isEmpty ? [(.chat, 1)] : made
  }

  /// Seconds of video, or pictures.
  static func units(of kind: ModelKind) -> Int { kind == .video ? 5 : 1 }
}
