package import RoutingCore

/// What statistics count of a request.
package struct RequestSample: Hashable, Sendable {
  /// When it was over, in milliseconds since 1970 in UTC.
  package var milliseconds: Int
  /// The model that answered or was attempted last, or nil.
  package var model: ModelID?
  /// Its provider, or nil.
  package var provider: ProviderID?
  /// The API key, by id, or nil.
  package var apiKeyID: String?
  /// The mode in effect.
  package var mode: String
  /// Whether it failed.
  package var isError: Bool
  /// How long it took, in milliseconds; anything but a finite number from 0 up counts as 0.
  package var latency: Double
  /// What it cost, in US dollars; anything but a finite number from 0 up counts as 0.
  package var cost: Double
  /// The tokens of the prompt.
  package var inputTokens: Int
  /// The tokens of the answer.
  package var outputTokens: Int

  /// Makes a sample.
  package init(
    milliseconds: Int, model: ModelID?, provider: ProviderID?, apiKeyID: String?, mode: String, isError: Bool,
    latency: Double, cost: Double, inputTokens: Int, outputTokens: Int
  ) {
    self.milliseconds = milliseconds
    self.model = model
    self.provider = provider
    self.apiKeyID = apiKeyID
    self.mode = mode
    self.isError = isError
    self.latency = latency
    self.cost = cost
    self.inputTokens = inputTokens
    self.outputTokens = outputTokens
  }
}
