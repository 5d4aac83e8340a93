package import RoutingCore

/// What is remembered of the worth of an attempt (H-605, R-810 to R-813).
///
/// `RewardEntry` of RoutingCore is what arms learn from; this is what an operator reads.
package struct RewardLogEntry: Hashable, Sendable {
  /// Its id, unique within the log.
  package var id: String
  /// When the request was over, in milliseconds since 1970 in UTC.
  package var milliseconds: Int
  /// The id of the request.
  package var requestID: String
  /// The attempted model; failed attempts name it too.
  package var model: ModelID
  /// Its provider.
  package var provider: ProviderID
  /// The mode in effect.
  package var mode: String
  /// The estimated tokens of the prompt.
  package var estimatedTokens: Int
  /// The latency budget in effect, in milliseconds.
  package var latencyBudget: Double
  /// How long the attempt took, in milliseconds.
  package var latency: Double
  /// What it cost, in US dollars.
  package var cost: Double
  /// The class of the failure, or nil where the attempt succeeded.
  package var errorClass: String?
  /// The worth, from 0 to 1.
  package var reward: Double

  /// Makes an entry.
  package init(
    id: String, milliseconds: Int, requestID: String, model: ModelID, provider: ProviderID, mode: String,
    estimatedTokens: Int, latencyBudget: Double, latency: Double, cost: Double, errorClass: String? = nil,
    reward: Double
  ) {
    self.id = id
    self.milliseconds = milliseconds
    self.requestID = requestID
    self.model = model
    self.provider = provider
    self.mode = mode
    self.estimatedTokens = estimatedTokens
    self.latencyBudget = latencyBudget
    self.latency = latency
    self.cost = cost
    self.errorClass = errorClass
    self.reward = reward
  }

  /// Whether the attempt gave an answer.
  package var isSuccess: Bool { errorClass == nil }

  /// The size of the prompt, as far as learning tells sizes apart.
  package var bucket: TokenBucket { TokenBucket(TokenCount(clamping: estimatedTokens)) }

  /// The entry as the API lists it.
  package var json: JSONValue { RecordFields.object(id: id, milliseconds: milliseconds, body: body) }

  /// The entry as the store keeps it.
  package var entry: StateLogEntry { StateLogEntry(id: id, milliseconds: milliseconds, body: body) }

  /// What adds the entry to the log of rewards.
  package var change: StateChange { .append(.rewards, entry) }

  private var body: JSONValue {
    var fields = RecordFields()
    fields.add("request_id", requestID)
    fields.add("model_id", model.text)
    fields.add("provider_id", provider.text)
    fields.add("mode", mode)
    fields.add("estimated_tokens", estimatedTokens)
    fields.add("token_bucket", bucket.name)
    fields.add("latency_budget_ms", latencyBudget)
    fields.add("latency_ms", latency)
    fields.add("cost_usd", cost)
    fields.add("success", isSuccess)
    fields.add(ifPresent: "error_class", errorClass)
    fields.add("reward", reward)
    return fields.json
  }
}

extension RewardLogEntry {
  /// Reads an entry of the store, or nil where it is none of these.
  package init?(_ entry: StateLogEntry) {
    let body = entry.body
    guard let requestID = body["request_id"]?.string, let model = body["model_id"]?.string,
      let provider = body["provider_id"]?.string, let mode = body["mode"]?.string,
      let tokens = body["estimated_tokens"]?.integer, let budget = body["latency_budget_ms"]?.number,
      let latency = body["latency_ms"]?.number, let cost = body["cost_usd"]?.number,
      let isSuccess = body["success"]?.bool, let reward = body["reward"]?.number,
      (body["error_class"] == nil) == isSuccess
    else { return nil }
    self.init(
      id: entry.id, milliseconds: entry.milliseconds, requestID: requestID, model: ModelID(model),
      provider: ProviderID(provider), mode: mode, estimatedTokens: tokens, latencyBudget: budget, latency: latency,
      cost: cost, errorClass: body["error_class"]?.string, reward: reward)
  }
}
