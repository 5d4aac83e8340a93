extension FailureClass {
  /// What a failure means at a provider of some type, by one table for all of them (R-1008).
  ///
  /// In order: an empty account, a rate limit, a prompt that is too long, a provider that broke, and what no other try
  /// mends. So `insufficient_quota` with status 429 is an empty account and not a rate limit (R-1004).
  ///
  /// - Complexity: O(b) in the length of the body.
  public init(_ failure: ProviderFailure, from type: ProviderType? = nil) {
    switch failure {
    case .response(let response): self.init(status: response.status, body: response.body, from: type)
    case .transport(let failure, _): self = failure.isTransient ? .transient : .other
    case .unreadable, .cancelled, .notSent(.unsupported): self = .other
    // Another model of the same provider would find the vault just as locked.
    case .notSent(.noCredential): self = .authentication
    }
  }

  private init(status: Int, body: String, from type: ProviderType?) {
    let isClientError = status >= 400 && status < 500
    // Statuses that are no failure of the client say nothing about it in their bodies.
    let text = isClientError ? body.utf8.map(TextBytes.lowercased) : []
    func tells(_ word: String) -> Bool { TextBytes.contains(word, in: text) }
    func tells(_ words: [String]) -> Bool { words.contains(where: tells) }
    if status == 402 || tells(FailureClass.emptyAccount) || (type == .dashScope && tells("arrearage")) {
      self = .budgetExceeded
    } else if status == 429 || (type == .anthropic && status == 529) {
      self = .rateLimited
    } else if status == 413 || tells(FailureClass.tooLong)
      || (tells("max_tokens") && tells("too large"))
    {
      self = .contextOverflow
    } else if status >= 500 && status < 600 {
      self = .transient
    } else if status == 401 || status == 403 {
      self = .authentication
    } else {
      self = isClientError ? .badRequest : .other
    }
  }

  private static let emptyAccount = ["budget_exceeded", "insufficient_quota", "insufficient balance"]
  private static let tooLong = [
    "context_length_exceeded", "context length", "context_length", "maximum context", "prompt is too long",
    "prompt_too_long", "input is too long", "too many tokens", "token limit",
  ]

  /// The failure as health counts it.
  public var attemptFailure: AttemptFailure {
    switch self {
    case .rateLimited: .rateLimited
    case .transient: .transient
    case .contextOverflow: .contextOverflow
    case .budgetExceeded: .budgetExceeded
    case .authentication: .authentication
    case .badRequest: .clientError
    case .other: .unclassified
    }
  }
}

extension ProviderFailure.TransportFailure {
  /// Whether another try may help: the connection failed, and not what came over it.
  var isTransient: Bool {
    switch self {
    case .timedOut, .refused, .nameNotFound, .reset, .endedEarly, .other: true
    case .insecure, .tooLarge, .redirected: false
    }
  }
}
