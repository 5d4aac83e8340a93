internal import GatewayState
internal import ProviderAdapters
internal import Routing
internal import RoutingCore

/// The whole system behind one function: a request in, a response or a sequence of events out.
///
/// A gateway opens no socket and reads no environment; what it needs of the world comes through ``GatewayPorts``. Mount
/// ``handle(_:)`` in any server, and call ``tick()`` about once a second.
public final class Gateway: Sendable {
  let services: GatewayServices
  private let routes = RouteTable()
  let schedule = Locked(HousekeepingSchedule())

  init(_ services: GatewayServices) { self.services = services }

  /// Answers a request; it never fails, it tells of failures in the shape of the surface that was asked (H-010 to H-013).
  public func handle(_ request: GatewayRequest) async -> GatewayResponse {
    let requestID = RequestID.make(for: request, services.ports.random)
    let path = RequestPath(request.path)
    var response: GatewayResponse
    do throws(APIError) {
      response = try await respond(to: request, path, requestID)
    } catch {
      response = error.response(on: ErrorSurface(path), requestID: requestID)
    }
    response.headers.append(HTTPField("X-Request-ID", requestID))
    if request.method == "HEAD" { response = response.withoutBody }
    return response
  }

  private func respond(
    to request: GatewayRequest, _ path: RequestPath?, _ requestID: String
  ) async throws(APIError) -> GatewayResponse {
    guard let path else { throw .badRequest("the path cannot be read") }
    switch routes.match(method: request.method, path: path) {
    case .unknown: throw .notFound()
    case .otherMethods(let methods):
      var error = APIError(status: 405, message: "method not allowed", code: "method_not_allowed")
      error.headers = [HTTPField("Allow", methods.joined(separator: ", "))]
      throw error
    case .endpoint(let endpoint, let parameters):
      try admit(request, to: endpoint, path)
      return try await serve(endpoint, request, parameters, requestID)
    }
  }

  private func serve(
    _ endpoint: Endpoint, _ request: GatewayRequest, _ parameters: [String: String], _ requestID: String
  ) async throws(APIError) -> GatewayResponse {
    switch endpoint.access {
    case .anybody: return try await servePublic(endpoint, request, parameters, requestID)
    case .consumer(let scope):
      let key = try await consumer(of: request, scope, spends: endpoint.method == "POST")
      let exchange = ConsumerExchange(
        request: request, requestID: requestID, key: key, parameters: parameters, start: services.ports.time.now)
      return try await serveOnce(endpoint, exchange)
    case .administrator, .administratorByQuery:
      try authenticateAdministrator(request, at: endpoint)
      let exchange = AdminExchange(
        request: request, requestID: requestID, parameters: parameters, now: services.now)
      return try await serveAdministrator(endpoint, exchange)
    }
  }
}

extension GatewayResponse {
  /// The same for `HEAD` (H-005); a stream is not begun.
  fileprivate var withoutBody: GatewayResponse {
    var response = self
    switch body {
    case .bytes(let bytes): response.headers.append(HTTPField("Content-Length", "\(bytes.count)"))
    case .events(let stream): stream.cancel()
    }
    response.body = .bytes([])
    return response
  }
}
