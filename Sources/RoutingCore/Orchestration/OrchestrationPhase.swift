/// What a call of an orchestration is for.
public enum OrchestrationPhase: CaseIterable, Hashable, Sendable {
  /// The one call of the planning mode.
  case planning
  /// The first plan.
  case plan
  /// What a critic says of a plan.
  case critique
  /// A better version of a plan or an answer.
  case refine
  /// The answer that a refinement begins with.
  case initial
  /// One of several answers to choose from.
  case voter
  /// The choice among them.
  case judge
  /// The cheap answer of a cascade.
  case draft
  /// Whether the cheap answer will do.
  case verdict
  /// The strong answer of a cascade.
  case escalation
  /// An artifact mended after it broke its schema (O-403).
  case repair

  /// The name in results, failures and logs.
  public var name: String {
    switch self {
    case .planning: "planning"
    case .plan: "plan"
    case .critique: "critique"
    case .refine: "refine"
    case .initial: "initial"
    case .voter: "voter"
    case .judge: "judge"
    case .draft: "draft"
    case .verdict: "verdict"
    case .escalation: "escalation"
    case .repair: "repair"
    }
  }

  /// Makes the phase of this name, or nil where there is none.
  public init?(name: String) {
    guard let phase = OrchestrationPhase.allCases.first(where: { $0.name == name }) else { return nil }
    self = phase
  }

  /// Whose floor and whose explicit model count for it (O-103 to O-105, O-202).
  public var role: OrchestrationRole {
    switch self {
    case .planning, .plan, .refine, .initial, .voter, .draft, .repair: .primary
    case .critique, .judge, .verdict, .escalation: .review
    }
  }

  /// How a model is chosen for it (O-202); a repair goes to the author, whatever its mode.
  public func selectionMode(in mode: OrchestrationMode) -> RoutingMode {
    switch self {
    case .planning, .plan, .repair: .planning
    case .refine: mode == .refine ? .highConfidence : .planning
    case .critique: .adversarial
    case .voter: .normal
    case .draft: .cheap
    case .initial, .judge, .verdict, .escalation: .highConfidence
    }
  }
}

/// The two parts that models play.
public enum OrchestrationRole: CaseIterable, Hashable, Sendable {
  /// The author: planner, refiner or voter.
  case primary
  /// The critic or judge.
  case review

  /// The name in warnings.
  public var name: String {
    switch self {
    case .primary: "primary"
    case .review: "review"
    }
  }
}
