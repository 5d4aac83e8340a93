package import RoutingCore

/// A request failed (H-631).
package struct RouteError: Hashable, Sendable {
  /// How long it took, in milliseconds.
  package var latency: Double
  /// The class of the failure.
  package var errorClass: String
  /// What went wrong, free of secrets.
  package var message: String
  /// The model attempted last, or nil.
  package var model: ModelID?
  /// Its provider, or nil.
  package var provider: ProviderID?
  /// The mode in effect.
  package var mode: String
  /// The id of the request.
  package var requestID: String

  /// Makes the payload.
  package init(
    latency: Double, errorClass: String, message: String, model: ModelID? = nil, provider: ProviderID? = nil,
    mode: String, requestID: String
  ) {
    self.latency = latency
    self.errorClass = errorClass
    self.message = message
    self.model = model
    self.provider = provider
    self.mode = mode
    self.requestID = requestID
  }
}
