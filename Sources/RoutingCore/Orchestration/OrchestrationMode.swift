/// How several calls make one answer (O-101).
///
/// The contract's four are the modes that a request may name. The others are there for hosts that make a directive in
/// code: on the wire their names stay unknown.
public enum OrchestrationMode: CaseIterable, Hashable, Sendable {
  /// One call by the planning profile (O-301).
  case planning
  /// A plan, which a critic and its author take turns to improve (O-310 to O-317).
  case adversarial
  /// Several models answer, and a judge chooses (O-330 to O-340).
  case vote
  /// One model goes over its own answer (O-350 to O-355).
  case refine
  /// A cheap model answers, and a stronger one where that will not do; an extension.
  case cascade
  /// One model answers several times, and a judge chooses; an extension.
  case bestOfN

  /// The name in results, logs and stored states.
  public var name: String {
    switch self {
    case .planning: "planning"
    case .adversarial: "adversarial"
    case .vote: "vote"
    case .refine: "refine"
    case .cascade: "cascade"
    case .bestOfN: "best_of_n"
    }
  }

  /// Whether a request may name it (O-101).
  var isOnTheWire: Bool {
    switch self {
    case .planning, .adversarial, .vote, .refine: true
    case .cascade, .bestOfN: false
    }
  }

  /// Makes the mode that a request calls by this name, or nil where there is none (O-101).
  public init?(name: String) {
    guard let mode = OrchestrationMode(storedName: name), mode.isOnTheWire else { return nil }
    self = mode
  }

  /// Makes the mode of any name, as stored states have them.
  init?(storedName: String) {
    guard let mode = OrchestrationMode.allCases.first(where: { $0.name == storedName }) else { return nil }
    self = mode
  }

  /// Makes the mode that a directive inside a message names, or nil where it only says how to choose models (O-110).
  public init?(inBand mode: DirectiveMode) {
    switch mode {
    case .vote: self = .vote
    case .refine: self = .refine
    case .routing(.planning): self = .planning
    case .routing(.adversarial): self = .adversarial
    case .routing(.normal), .routing(.cheap), .routing(.highConfidence), .routing(.thompson): return nil
    }
  }
}
