internal import GatewayState
internal import ProviderAdapters
internal import RoutingCore

/// `/admin/v1/session` and `/admin/v1/admin-token/rotate` (H-034, H-805).
struct SessionEndpoints: Sendable {
  let services: GatewayServices

  /// Opens a session for a browser: the cookie is a random id and never the token.
  func open(_ request: GatewayRequest, now: Int) async throws(APIError) -> GatewayResponse {
    var token = Credential.bearer(in: request)
    if token == nil {
      let body = try await request.jsonBody()
      token = body["token"]?.string ?? body["admin_token"]?.string
    }
    guard let token, !token.isEmpty else {
      throw APIError(status: 401, message: "missing admin token", code: "missing_admin_token")
    }
    guard services.gate.accepts(token: token) else {
      throw APIError(status: 401, message: "invalid admin token", code: "invalid_admin_token")
    }
    let session = services.gate.openSession(now: now)
    var response = GatewayResponse.ok(["expires_at": JSONValue(UTCDate.text(of: session.expiresAt))])
    response.headers.append(cookie(session.id.reveal(), seconds: max((session.expiresAt - now) / 1000, 0)))
    return response
  }

  /// Ends the session of this browser.
  func close(_ exchange: AdminExchange) -> GatewayResponse {
    if let session = Credential.session(in: exchange.request) { services.gate.closeSession(session) }
    var response = GatewayResponse.ok()
    response.headers.append(cookie("", seconds: 0))
    return response
  }

  /// Replaces the token of administrators; this response alone shows the new one.
  func rotateToken(_ exchange: AdminExchange) async throws(APIError) -> GatewayResponse {
    let bytes = try await exchange.request.wholeBody(limit: GatewayRequest.maximumJSONBytes)
    var wanted: SecretText?
    if !bytes.isEmpty {
      var request = exchange.request
      request.body = .bytes(bytes)
      if let token = try await request.jsonBody()["token"], !token.isNull {
        guard let text = token.string else {
          throw .badRequest("token must be a string", code: "invalid_value", parameter: "token")
        }
        wanted = SecretText(text)
      }
    }
    do throws(AdminTokenError) {
      let token = try await services.gate.rotate(
        to: wanted, alsoCommitting: [services.audit(.adminTokenRotate, "admin-token", of: exchange)])
      return .ok(["token": JSONValue(token.reveal())])
    } catch {
      switch error {
      case .tooShort:
        throw .badRequest("token must have 16 characters at least", code: "invalid_value", parameter: "token")
      case .unusable:
        throw .badRequest("token must be printable ASCII", code: "invalid_value", parameter: "token")
      case .store: throw .storeFailed
      }
    }
  }

  private func cookie(_ value: String, seconds: Int) -> HTTPField {
    HTTPField(
      "Set-Cookie",
      "\(Credential.sessionCookie)=\(value); Path=/admin; Max-Age=\(seconds); HttpOnly; SameSite=Strict", isSecret: true
    )
  }
}
