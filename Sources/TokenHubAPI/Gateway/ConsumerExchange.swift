internal import GatewayState
internal import RoutingCore

/// A consumer's request that was let in.
struct ConsumerExchange: Sendable {
  /// The request, its body as it came or as it was read for the sake of idempotency.
  var request: GatewayRequest
  /// Its id.
  var requestID: String
  /// The key it came with.
  var key: APIKeyRecord
  /// The parameters of its path.
  var parameters: [String: String]
  /// When it came.
  var start: Moment

  /// The parameters behind the question mark.
  var query: QueryParameters { QueryParameters(request.query) }
}
