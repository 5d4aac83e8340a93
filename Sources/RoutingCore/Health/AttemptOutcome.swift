/// How an attempt at a provider ended, as far as its health is concerned.
public enum AttemptOutcome: Hashable, Sendable {
  /// It answered after this long; a stream counts up to its first byte.
  ///
  /// `timePerToken` is the time between two tokens of the answer, where there were enough to measure it.
  case success(latency: Milliseconds, timePerToken: Milliseconds? = nil)
  /// It did not.
  case failure(AttemptFailure = .transient)
}

/// Why an attempt gave no answer.
public enum AttemptFailure: CaseIterable, Hashable, Sendable {
  /// The provider broke, or could not be reached.
  case transient
  /// The provider refused our credentials.
  case authentication
  /// The provider did not answer in time.
  case deadlineExceeded
  /// Anything that no other case describes, such as an answer that cannot be read.
  case unclassified
  /// The prompt was too long.
  case contextOverflow
  /// The client's request was bad.
  case clientError
  /// The provider asked to be left alone for a while.
  case rateLimited
  /// Our account there is empty.
  case budgetExceeded
  /// The client went away, or another attempt was faster.
  case cancelled

  /// Whether it is the provider's fault and speaks about its health.
  ///
  /// What clients do wrong, or take back, must not take a provider down for everybody else.
  public var countsAgainstProvider: Bool {
    switch self {
    case .transient, .authentication, .deadlineExceeded, .unclassified: true
    case .contextOverflow, .clientError, .rateLimited, .budgetExceeded, .cancelled: false
    }
  }

  /// The name used on the wire.
  public var name: String {
    switch self {
    case .transient: "transient"
    case .authentication: "authentication"
    case .deadlineExceeded: "deadline"
    case .unclassified: "other"
    case .contextOverflow: "context_overflow"
    case .clientError: "client_error"
    case .rateLimited: "rate_limited"
    case .budgetExceeded: "budget_exceeded"
    case .cancelled: "cancelled"
    }
  }

  /// Makes the failure with this wire name, or nil where there is none.
  public init?(name: String) {
    guard let failure = AttemptFailure.allCases.first(where: { $0.name == name }) else { return nil }
    self = failure
  }
}
