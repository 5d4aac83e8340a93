internal import Digests
internal import GatewayState
internal import ProviderAdapters
internal import RoutingCore

extension Gateway {
  /// Answers a consumer, and a repeated request with the answer it had (H-040).
  func serveOnce(_ endpoint: Endpoint, _ exchange: ConsumerExchange) async throws(APIError) -> GatewayResponse {
    // The form of an image agent is read as it arrives, and told from others by the digests of its parts (H-717).
    guard endpoint != .imageAgent, endpoint.method == "POST",
      exchange.request[header: "idempotency-key"] != nil
    else { return try await serveConsumer(endpoint, exchange) }
    let bytes = try await exchange.request.wholeBody(limit: GatewayRequest.maximumJSONBytes)
    var read = exchange
    read.request.body = .bytes(bytes)
    let replayed = read
    return try await services.onceOnly(read, bodyHash: SHA256.hash(bytes)) { () async throws(APIError) in
      try await self.serveConsumer(endpoint, replayed)
    }
  }
}

extension GatewayServices {
  /// Does something once for an idempotency key; who asks again gets the same answer (H-040).
  func onceOnly(
    _ exchange: ConsumerExchange, bodyHash: [UInt8], _ body: () async throws(APIError) -> GatewayResponse
  ) async throws(APIError) -> GatewayResponse {
    guard let name = exchange.request[header: "idempotency-key"], !name.isEmpty else { return try await body() }
    let key = IdempotencyKey(
      principal: exchange.key.id, method: exchange.request.method, path: exchange.request.path, key: name,
      bodyHash: bodyHash)
    switch idempotency.begin(key, now: elapsed) {
    case .inProgress: throw APIError(status: 409, message: "request in progress", code: "request_in_progress")
    case .replay(let answer):
      return GatewayResponse(
        status: answer.status,
        headers: answer.headers.map { HTTPField($0.name, $0.value) } + [HTTPField("Idempotency-Replay", "true")],
        body: .bytes(answer.body))
    case .fresh(let ticket):
      let response: GatewayResponse
      do throws(APIError) {
        response = try await body()
      } catch {
        // What the client has to mend is answered alike; what may be better next time, and what nobody waited for, is not kept.
        if error.isRetryable || error.status == 499 {
          idempotency.abandon(ticket)
        } else {
          let surface = ErrorSurface(RequestPath(exchange.request.path))
          keep(error.response(on: surface, requestID: exchange.requestID), ticket)
        }
        throw error
      }
      keep(response, ticket)
      return response
    }
  }

  private func keep(_ response: GatewayResponse, _ ticket: IdempotencyTicket) {
    guard case .bytes(let bytes) = response.body else { return idempotency.abandon(ticket) }
    idempotency.finish(
      ticket,
      IdempotentAnswer(
        status: response.status, headers: response.headers.map { .init(name: $0.name, value: $0.value) }, body: bytes),
      now: elapsed)
  }
}
