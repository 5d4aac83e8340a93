/// How a request ended.
public enum DispatchOutcome: Hashable, Sendable {
  /// With an answer.
  case answered(DispatchSummary)
  /// Without one.
  case failed(DispatchFailure)
}

/// Who answered, why, and what it took.
public struct DispatchSummary: Hashable, Sendable {
  /// The model that answered.
  public let model: ModelID
  /// Its provider.
  public let provider: ProviderID
  /// Why this model.
  public let reason: DecisionReason
  /// What became of the caller's hint.
  public let hintStatus: HintStatus
  /// What the answer cost: by the provider's count where there is one, else as estimated.
  public let cost: Dollars
  /// What the attempts that lost a race were expected to cost (R-1107).
  public let hedgeCost: Dollars
  /// Every attempt in the order of sending; one under way when a stream opens is not yet among them.
  public let attempts: [AttemptRecord]
  /// The time from the start to the answer, or to its first byte where it streams.
  public let latency: Milliseconds
}

/// Why there is no answer (R-1065).
public struct DispatchFailure: Error, Hashable, Sendable {
  /// What kind of failure it is as a whole.
  public let kind: Kind
  /// Every attempt in the order of sending.
  public let attempts: [AttemptRecord]
  /// When asking again may help, counted from now, or nil where nobody said.
  public let retryAfter: Milliseconds?
  /// The budget that kept a model from being asked, or nil; the last, where there were several.
  public let spendRefusal: BudgetExceeded?
  /// What became of the caller's hint.
  public let hintStatus: HintStatus

  /// Makes a failure.
  public init(
    kind: Kind, attempts: [AttemptRecord] = [], retryAfter: Milliseconds? = nil, spendRefusal: BudgetExceeded? = nil,
    hintStatus: HintStatus = .absent
  ) {
    self.kind = kind
    self.attempts = attempts
    self.retryAfter = retryAfter
    self.spendRefusal = spendRefusal
    self.hintStatus = hintStatus
  }

  /// The kinds of failure as a whole.
  public enum Kind: Hashable, Sendable {
    /// There was nobody to ask.
    case noEligibleModels
    /// Everybody asked failed; carries the last failure.
    case exhausted(FailureClass)
    /// Everybody asked to be left alone.
    case rateLimited
    /// The client's payload is bad, and there is no other type of provider to try it on (R-1051).
    case badRequest
    /// The request's time was over (R-1063).
    case deadline
    /// Nobody waits for the answer any more (R-1064).
    case cancelled
    /// The answer broke off in the middle (R-1303).
    case streamError

    /// The name used on the wire.
    public var name: String {
      switch self {
      case .noEligibleModels: "no_eligible_models"
      case .exhausted(let failure): failure.name
      case .rateLimited: FailureClass.rateLimited.name
      case .badRequest: FailureClass.badRequest.name
      case .deadline: "deadline"
      case .cancelled: "cancelled"
      case .streamError: "stream_error"
      }
    }
  }

  /// The contract's words for it: those of the provider where it refused the payload (R-1051, R-1065).
  public var message: String {
    switch kind {
    case .noEligibleModels: Refusal.message
    case .exhausted, .rateLimited: "all providers failed"
    case .badRequest: attempts.last?.message ?? "the provider refused the request"
    case .deadline: "the request's time was over"
    case .cancelled: "the request was cancelled"
    case .streamError: "the answer broke off"
    }
  }
}
