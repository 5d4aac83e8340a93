package import RoutingCore

/// A request of a consumer that is over, with all that is remembered and told of it (H-120).
package struct FinishedRequest: Hashable, Sendable {
  /// The id of the request.
  package var requestID: String
  /// When it was over, in milliseconds since 1970 in UTC.
  package var milliseconds: Int
  /// The mode in effect after defaults and directives (H-121).
  package var mode: String
  /// The API key it came with, or nil.
  package var key: Key?
  /// The alias that the client named, or nil.
  package var aliasFrom: String?
  /// What the client said of the request, of which a part is kept (H-106).
  package var meta: JSONValue?
  /// The status that the client got.
  package var statusCode: Int
  /// How long it took, in milliseconds.
  package var latency: Double
  /// The estimated tokens of the prompt, which arms learn by.
  package var estimatedTokens: TokenCount
  /// The latency budget in effect, or zero for none, which counts as a second.
  package var latencyBudget: Milliseconds
  /// How it ended.
  package var result: Result
  /// Every attempt in the order of sending.
  package var attempts: [FinishedAttempt]
  /// What the attempts that lost a race were expected to cost (R-1107).
  package var hedgeCost: Dollars
  /// How many bytes were streamed to the client, or nil where it was no stream.
  package var streamBytes: Int?
  /// Who was not asked, and why.
  package var skips: [Skip]

  /// An API key, as logs and events name it.
  package struct Key: Hashable, Sendable {
    /// Its id.
    package var id: String
    /// Its name.
    package var name: String

    /// Makes a name of a key.
    package init(id: String, name: String) {
      self.id = id
      self.name = name
    }
  }

  /// A provider that was not asked.
  package struct Skip: Hashable, Sendable {
    /// The provider, which must be a registered one.
    package var provider: ProviderID
    /// Why, in one of a few words such as `health_down`.
    package var reason: String

    /// Makes a skip.
    package init(provider: ProviderID, reason: String) {
      self.provider = provider
      self.reason = reason
    }
  }

  /// How a request ended.
  package enum Result: Hashable, Sendable {
    /// With an answer.
    case answered(Answer)
    /// Without one, or in the middle of it.
    case failed(Failure)
  }

  /// Who answered, and what it took.
  package struct Answer: Hashable, Sendable {
    /// The model that answered.
    package var model: ModelID
    /// Its provider.
    package var provider: ProviderID
    /// Why this model, by the name used on the wire.
    package var reason: String
    /// What the answer cost.
    package var cost: Dollars
    /// The tokens of the prompt and the answer.
    package var usage: TokenUsage

    /// Makes an answer.
    package init(model: ModelID, provider: ProviderID, reason: String, cost: Dollars, usage: TokenUsage) {
      self.model = model
      self.provider = provider
      self.reason = reason
      self.cost = cost
      self.usage = usage
    }
  }

  /// Why there is no answer.
  package struct Failure: Hashable, Sendable {
    /// The class, by the name used on the wire.
    package var errorClass: String
    /// What went wrong in words; secrets are taken out of it.
    package var message: String

    /// Makes a failure.
    package init(errorClass: String, message: String) {
      self.errorClass = errorClass
      self.message = message
    }
  }

  /// Makes a request.
  package init(
    requestID: String, milliseconds: Int, mode: String, statusCode: Int, latency: Double, result: Result,
    attempts: [FinishedAttempt] = [], estimatedTokens: TokenCount = 0, latencyBudget: Milliseconds = 0,
    key: Key? = nil, aliasFrom: String? = nil, meta: JSONValue? = nil, hedgeCost: Dollars = 0,
    streamBytes: Int? = nil, skips: [Skip] = []
  ) {
    self.requestID = requestID
    self.milliseconds = milliseconds
    self.mode = mode
    self.key = key
    self.aliasFrom = aliasFrom
    self.meta = meta
    self.statusCode = statusCode
    self.latency = latency
    self.estimatedTokens = estimatedTokens
    self.latencyBudget = latencyBudget
    self.result = result
    self.attempts = attempts
    self.hedgeCost = hedgeCost
    self.streamBytes = streamBytes
    self.skips = skips
  }
}
