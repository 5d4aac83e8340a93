/// What a model makes, and so which endpoint it can serve.
public enum ModelKind: UInt8, CaseIterable, Hashable, Sendable {
  /// Text from a conversation.
  case chat
  /// Vectors from text.
  case embedding
  /// Pictures, priced per image.
  case image
  /// Moving pictures, priced per second.
  case video
  /// Jobs that run several steps on their own.
  case agent

  /// The name used on the wire.
  public var name: String {
    switch self {
    case .chat: "chat"
    case .embedding: "embedding"
    case .image: "image"
    case .video: "video"
    case .agent: "agent"
    }
  }

  /// Makes the kind with this wire name, or nil where there is none.
  public init?(name: String) {
    guard let kind = ModelKind.allCases.first(where: { $0.name == name }) else { return nil }
    self = kind
  }

  /// Whether work of this kind is priced per unit instead of per token.
  public var isPricedPerUnit: Bool {
    switch self {
    case .chat, .embedding: false
    case .image, .video, .agent: true
    }
  }
}

/// A set of kinds.
public struct ModelKindSet: OptionSet, Hashable, Sendable {
  /// One bit for each kind, at the kind's own raw value.
  public let rawValue: UInt8

  /// Makes a set from its bits.
  public init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  /// Makes the set of these kinds.
  public init(_ kinds: [ModelKind]) {
    self.init(rawValue: kinds.reduce(0) { $0 | 1 << $1.rawValue })
  }

  /// Only chat, which is what a model does unless its record says otherwise.
  public static let chat = ModelKindSet([.chat])

  /// Whether `kind` is in the set.
  public func contains(_ kind: ModelKind) -> Bool {
    rawValue & (1 << kind.rawValue) != 0
  }

  /// The kinds in the set, in the order of their declaration.
  public var kinds: [ModelKind] { ModelKind.allCases.filter(contains) }
}
