/// The modes that a directive may name: those of a request, and two ways to orchestrate several calls (R-1403).
public enum DirectiveMode: Hashable, Sendable {
  /// A mode that any request may ask for.
  case routing(RoutingMode)
  /// Several models answer and the best answer wins.
  case vote
  /// Several models improve on one answer.
  case refine

  /// The name used on the wire.
  public var name: String {
    switch self {
    case .routing(let mode): mode.name
    case .vote: "vote"
    case .refine: "refine"
    }
  }

  /// The mode by which each single model is chosen.
  public var selectionMode: RoutingMode {
    switch self {
    case .routing(let mode): mode
    case .vote, .refine: .normal
    }
  }

  /// Makes the mode with this wire name, or nil where there is none.
  public init?(name: String) {
    switch name {
    case "vote": self = .vote
    case "refine": self = .refine
    default:
      guard let mode = RoutingMode(name: name) else { return nil }
      self = .routing(mode)
    }
  }
}
