/// One call of one model that is to be made now.
public struct Attempt: Hashable, Sendable {
  /// Tells the attempts of a request apart; they count from 0 in the order in which they are sent.
  public let number: Int
  /// The model, in the plan's registry.
  public let model: ModelHandle
  /// Its provider.
  public let provider: ProviderHandle
  /// Why it is made.
  public let cause: Cause
  /// When it must have answered, or where it streams begun to; whoever makes it gives up then.
  public let deadline: Moment
  /// The longest answer to ask for in place of the client's own wish, where that did not fit (R-1010).
  public let maximumTokens: Int?
  /// What it is expected to cost.
  public let estimatedCost: Dollars

  /// Why an attempt is made.
  public enum Cause: CaseIterable, Hashable, Sendable {
    /// The model came first.
    case first
    /// Others before it failed, or could not be asked.
    case failover
    /// The same model failed in a way that another try may mend (R-1030).
    case retry
    /// The same model is asked for a shorter answer (R-1010).
    case shrunk
    /// A model with a larger window takes over (R-1011).
    case escalated
    /// It joins a race because nobody has answered yet (R-1102).
    case hedge
    /// All providers asked to be left alone, and this one's time is over (R-1021).
    case afterLimit
    /// Nothing else was left (R-1201).
    case lastResort

    /// The name used in logs.
    public var name: String {
      switch self {
      case .first: "first"
      case .failover: "failover"
      case .retry: "retry"
      case .shrunk: "shrunk"
      case .escalated: "escalated"
      case .hedge: "hedge"
      case .afterLimit: "after_limit"
      case .lastResort: "last_resort"
      }
    }
  }
}

/// Which of the two passes over the models a request is in.
public enum DispatchPass: Hashable, Sendable {
  /// Over those that may serve.
  case primary
  /// Over those that only soft rules keep out (R-1202).
  case lastResort
}

/// What a host tells of an attempt that failed.
public struct AttemptFailureReport: Hashable, Sendable {
  /// What kind of failure it is.
  public var failureClass: FailureClass
  /// Whether it was given up at its deadline.
  public var isTimeout: Bool
  /// The status that the provider answered with, or nil.
  public var status: Int?
  /// The provider's words, free of secrets.
  public var message: String?
  /// How long the provider asked to be left alone, or nil where it did not say (R-1060).
  public var retryAfter: Milliseconds?
  /// What the provider counted all the same, or nil; it is charged (O-205).
  public var usage: TokenUsage?
  /// What the provider is known to have made of the request.
  public var acceptance: Acceptance

  /// What a provider is known to have made of a request that brought no answer.
  ///
  /// It counts where the beginning is charged already: whoever asks a second time for a picture may pay for two (H-154, H-164).
  public enum Acceptance: CaseIterable, Hashable, Sendable {
    /// Nothing was sent.
    case notSent
    /// It did not take the request up: it could not be reached, or it said so.
    case refused
    /// It may have taken the request up.
    case unknown
  }

  /// Makes a report.
  public init(
    _ failureClass: FailureClass, isTimeout: Bool = false, status: Int? = nil, message: String? = nil,
    retryAfter: Milliseconds? = nil, usage: TokenUsage? = nil, acceptance: Acceptance = .refused
  ) {
    self.failureClass = failureClass
    self.isTimeout = isTimeout
    self.status = status
    self.message = message
    self.retryAfter = retryAfter
    self.usage = usage
    self.acceptance = acceptance
  }

  /// Makes the report of what an adapter threw.
  ///
  /// Dates in `Retry-After` are relative to `unixTime`, seconds since 1970 in UTC (R-1060).
  public init(_ failure: ProviderFailure, _ failureClass: FailureClass, unixTime: Double) {
    switch failure {
    case .response(let response):
      self.init(
        failureClass, status: response.status, message: response.message ?? "status \(response.status)",
        retryAfter: response.retryAfter.flatMap { RetryAfter.delay($0, unixTime: unixTime) },
        // A proxy that lost the host behind it (RFC 9110, sections 15.6.3 and 15.6.5) does not know what became of it.
        acceptance: [502, 504].contains(response.status) ? .unknown : .refused)
    case .transport(let kind, let message):
      self.init(
        failureClass, isTimeout: kind == .timedOut, message: message.isEmpty ? kind.name : message,
        acceptance: kind.acceptance)
    case .unreadable(let message): self.init(failureClass, message: message, acceptance: .unknown)
    case .notSent(.noCredential):
      self.init(failureClass, message: "the credential cannot be read", acceptance: .notSent)
    case .notSent(.unsupported):
      self.init(failureClass, message: "the provider has no endpoint for this", acceptance: .notSent)
    case .cancelled: self.init(failureClass, message: "the adapter gave up", acceptance: .unknown)
    }
  }

  /// The report of an attempt that was given up at its deadline.
  public static let timeout = AttemptFailureReport(
    .transient, isTimeout: true, message: "timed out", acceptance: .unknown)
}

extension ProviderFailure.TransportFailure {
  /// What a provider is known to have made of a request whose connection failed like this.
  fileprivate var acceptance: AttemptFailureReport.Acceptance {
    switch self {
    case .refused, .nameNotFound, .insecure, .redirected: .refused
    case .timedOut, .reset, .endedEarly, .tooLarge, .other: .unknown
    }
  }
}

/// What became of an attempt (R-119, R-1065).
public struct AttemptRecord: Hashable, Sendable {
  /// Tells the attempts of a request apart; they count from 0 in the order in which they were sent.
  public let number: Int
  /// The model that was asked.
  public let model: ModelID
  /// Its provider.
  public let provider: ProviderID
  /// Why it was asked.
  public let cause: Attempt.Cause
  /// How it ended.
  public let result: Result
  /// The status that the provider answered with, or nil.
  public let status: Int?
  /// The provider's words in at most ``longestMessage`` characters, or nil.
  public let message: String?
  /// When it was sent.
  public let startedAt: Moment
  /// How long it took, up to its first byte where it streamed.
  public let latency: Milliseconds
  /// What it was expected to cost.
  public let estimatedCost: Dollars
  /// What it is taken to have cost: by the provider's count where there is one.
  public let cost: Dollars
  /// Whether anything was sent: without a credential, or to a provider that has no endpoint for it, nothing is.
  public let isSent: Bool

  init(
    number: Int, model: ModelID, provider: ProviderID, cause: Attempt.Cause, result: Result, status: Int?,
    message: String?, startedAt: Moment, latency: Milliseconds, estimatedCost: Dollars, cost: Dollars,
    isSent: Bool = true
  ) {
    self.number = number
    self.model = model
    self.provider = provider
    self.cause = cause
    self.result = result
    self.status = status
    self.message = message
    self.startedAt = startedAt
    self.latency = latency
    self.estimatedCost = estimatedCost
    self.cost = cost
    self.isSent = isSent
  }

  /// How an attempt ended.
  public enum Result: Hashable, Sendable {
    /// With an answer.
    case answered
    /// Without one.
    case failed(FailureClass)
    /// At its deadline.
    case timedOut
    /// Another was faster, or nobody waited for it any more.
    case cancelled
    /// In the middle of its answer (R-1303).
    case brokeOff(FailureClass)

    /// The name used on the wire.
    public var name: String {
      switch self {
      case .answered: "success"
      case .failed(let failure): failure.name
      case .timedOut: "timeout"
      case .cancelled: "cancelled"
      case .brokeOff: "stream_error"
      }
    }
  }

  /// The longest message kept of an attempt, in characters (R-1065).
  public static let longestMessage = 200
}
