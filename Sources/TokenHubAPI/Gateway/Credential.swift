internal import ProviderAdapters
internal import RoutingCore

/// Where secrets stand in a request.
enum Credential {
  /// What follows `Bearer` in the authorization field, or nil; the scheme's case does not matter (H-030).
  static func bearer(in request: GatewayRequest) -> String? {
    guard let field = request[header: "authorization"] else { return nil }
    let parts = field.split(separator: " ", maxSplits: 1)
    guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
    let token = trimmed(String(parts[1]))
    return token.isEmpty ? nil : token
  }

  /// The key of a consumer.
  static func consumerKey(in request: GatewayRequest) -> String? {
    bearer(in: request) ?? request[header: "x-api-key"].map { trimmed($0) }
  }

  private static func trimmed(_ text: String) -> String { TextBytes.trimmed(text) }

  /// The name of the cookie of a session (H-034).
  static let sessionCookie = "th_admin_session"

  /// The id of an administrator's session.
  static func session(in request: GatewayRequest) -> String? {
    for field in request.headers where field.name.lowercased() == "cookie" {
      for pair in field.value.split(separator: ";") {
        let parts = pair.split(separator: "=", maxSplits: 1)
        guard parts.count == 2, parts[0].drop(while: { $0 == " " }) == sessionCookie else { continue }
        return String(parts[1])
      }
    }
    return nil
  }
}
