package import RoutingCore

/// A request was answered (H-631).
package struct RouteSuccess: Hashable, Sendable {
  /// The model that answered.
  package var model: ModelID
  /// Its provider.
  package var provider: ProviderID
  /// How long it took, in milliseconds.
  package var latency: Double
  /// What it cost, in US dollars.
  package var cost: Double
  /// Why this model.
  package var reason: String
  /// The mode in effect.
  package var mode: String
  /// The id of the request.
  package var requestID: String
  /// The name of the API key, or nil.
  package var apiKeyName: String?
  /// The tokens of the prompt.
  package var inputTokens: Int
  /// The tokens of the answer.
  package var outputTokens: Int

  /// Makes the payload.
  package init(
    model: ModelID, provider: ProviderID, latency: Double, cost: Double, reason: String, mode: String,
    requestID: String, apiKeyName: String? = nil, inputTokens: Int, outputTokens: Int
  ) {
    self.model = model
    self.provider = provider
    self.latency = latency
    self.cost = cost
    self.reason = reason
    self.mode = mode
    self.requestID = requestID
    self.apiKeyName = apiKeyName
    self.inputTokens = inputTokens
    self.outputTokens = outputTokens
  }
}
