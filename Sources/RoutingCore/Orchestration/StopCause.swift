/// What ends an orchestration in the middle (O-601).
public enum StopCause: CaseIterable, Hashable, Sendable {
  /// The next call might cost more than is left (O-206).
  case budget
  /// The time is over (O-207).
  case deadline
  /// Whoever asked does not wait for the answer (O-208).
  case cancelled

  /// The class of a failure by this cause.
  public var name: String {
    switch self {
    case .budget: "budget_exceeded"
    case .deadline: "deadline"
    case .cancelled: "cancelled"
    }
  }

  /// The cause in words.
  var summary: String {
    switch self {
    case .budget: "the next call might cost more than is left of the budget"
    case .deadline: "the deadline passed"
    case .cancelled: "the request was cancelled"
    }
  }
}
