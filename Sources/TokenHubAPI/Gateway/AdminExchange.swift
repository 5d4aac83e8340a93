/// An administrator's request that was let in.
struct AdminExchange: Sendable {
  /// The request.
  var request: GatewayRequest
  /// Its id.
  var requestID: String
  /// The parameters of its path.
  var parameters: [String: String]
  /// When it came, in milliseconds since 1970.
  var now: Int

  /// The parameters behind the question mark.
  var query: QueryParameters { QueryParameters(request.query) }
  /// What the path names.
  var id: String { parameters["id"] ?? "" }
}
