/// What a caller wants most from a choice.
public enum RoutingMode: CaseIterable, Hashable, Sendable {
  /// A bit of everything.
  case normal
  /// Low cost.
  case cheap
  /// The most capable model.
  case highConfidence
  /// A capable, reliable model for making plans.
  case planning
  /// A capable, reliable model for criticism.
  case adversarial
  /// Learned choice; without a sampler it scores as ``normal``.
  case thompson

  /// The name used on the wire.
  public var name: String {
    switch self {
    case .normal: "normal"
    case .cheap: "cheap"
    case .highConfidence: "high_confidence"
    case .planning: "planning"
    case .adversarial: "adversarial"
    case .thompson: "thompson"
    }
  }

  /// Makes the mode with this wire name, or nil where there is none.
  public init?(name: String) {
    guard let mode = RoutingMode.allCases.first(where: { $0.name == name }) else { return nil }
    self = mode
  }
}

/// A coarse preference that stands in for a mode where none is given.
public enum RoutingStrategy: CaseIterable, Hashable, Sendable {
  /// Scores as ``RoutingMode/cheap``.
  case costFirst
  /// Scores mostly by latency, and by its tail where that was measured.
  case latencyFirst

  /// The name used on the wire.
  public var name: String {
    switch self {
    case .costFirst: "cost_first"
    case .latencyFirst: "latency_first"
    }
  }

  /// Makes the strategy with this wire name, or nil where there is none.
  public init?(name: String) {
    guard let strategy = RoutingStrategy.allCases.first(where: { $0.name == name }) else { return nil }
    self = strategy
  }
}
