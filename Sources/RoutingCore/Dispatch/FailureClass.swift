/// What kind of failure an attempt ended with, which decides what is done next (R-1001 to R-1007).
public enum FailureClass: CaseIterable, Hashable, Sendable {
  /// The provider asks to be left alone for a while (R-1001).
  case rateLimited
  /// The provider broke or could not be reached; another try may help (R-1002).
  case transient
  /// The prompt and the answer do not fit the model's window (R-1003).
  case contextOverflow
  /// Our account at the provider is empty (R-1004).
  case budgetExceeded
  /// The provider refuses our credentials (R-1005).
  case authentication
  /// The client's payload is bad (R-1006).
  case badRequest
  /// Anything else, such as an answer that cannot be read (R-1007).
  case other

  /// The name used on the wire.
  public var name: String {
    switch self {
    case .rateLimited: "rate_limited"
    case .transient: "transient"
    case .contextOverflow: "context_overflow"
    case .budgetExceeded: "budget_exceeded"
    case .authentication: "auth"
    case .badRequest: "request"
    case .other: "other"
    }
  }

  /// Makes the class with this wire name, or nil where there is none.
  public init?(name: String) {
    guard let failure = FailureClass.allCases.first(where: { $0.name == name }) else { return nil }
    self = failure
  }
}
