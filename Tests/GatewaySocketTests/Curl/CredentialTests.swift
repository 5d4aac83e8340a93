import GatewayState
import GatewayTestSupport
import RoutingCore
import RoutingTestSupport
import Testing

@testable import TokenHubAPI

/// Who is let in, asked over sockets with `curl`.
@Suite(.offThePool, .enabled(if: CurlCommand.isInstalled, "there is no curl")) struct CredentialTests {
  private static let body =
    #"{"model": "deepseek-v3.2", "prompt": "x", "input": "x", "messages": [{"role": "user", "content": "hi"}]}"#

  /// A request for an endpoint, with an id where its path has one.
  private static func request(_ endpoint: Endpoint, at url: String, headers: [String]) -> Shell.Request {
    let path = (endpoint.paths.first ?? "/").replacing("{id}", with: "x").replacing("{id…}", with: "x")
    return Shell.Request(
      method: endpoint.method, url: url + path, headers: headers,
      body: ["GET", "DELETE"].contains(endpoint.method) ? nil : body)
  }

  private static let consumerEndpoints = Endpoint.allCases.filter {
    if case .consumer = $0.access { true } else { false }
  }
  private static let adminEndpoints = Endpoint.allCases.filter {
    $0.access == .administrator || $0.access == .administratorByQuery
  }

  /// The message of an error on any surface.
  private static func message(_ answer: Shell.Answer) -> String? {
    answer.json["error"]?.string ?? answer.json["error"]?["message"]?.string
      ?? answer.json["errors"]?[0]?["message"]?.string
  }

  @Test(
    "H-030: a key that is missing, foreign, unknown, disabled, expired, rotated or revoked is refused with one message")
  func keys() async throws {
    try await SocketGateway.with { gateway in
      try await Shell.with { shell in
        let good = await gateway.issueKey()
        let disabled = await gateway.issueKey()
        await gateway.admin("PATCH", "/admin/v1/apikeys/\(disabled.id)", #"{"enabled": false}"#)
        let revoked = await gateway.issueKey()
        await gateway.admin("DELETE", "/admin/v1/apikeys/\(revoked.id)")
        let rotated = await gateway.issueKey()
        await gateway.admin("POST", "/admin/v1/apikeys/\(rotated.id)/rotate")
        let expired = await gateway.issueKey(#""name": "short", "expires_in": "1ms""#)
        try await Task.sleep(for: .milliseconds(5))
        let unknown = "tokenhub_" + String(repeating: "a", count: 64)
        let bad: [[String]] = [
          [], ["Authorization: Bearer"], ["Authorization: Basic \(good.secret)"], ["Authorization: \(good.secret)"],
          ["Authorization: Bearer sk-foreign"], ["Authorization: Bearer \(unknown)"],
          ["Authorization: Bearer \(good.secret)0"], ["Authorization: Bearer \(good.secret.dropLast())"],
          ["Authorization: Bearer \(good.secret.uppercased())"], ["x-api-key: \(unknown)"],
          ["Authorization: Bearer \(disabled.secret)"], ["Authorization: Bearer \(revoked.secret)"],
          ["Authorization: Bearer \(rotated.secret)"], ["Authorization: Bearer \(expired.secret)"],
          ["Cookie: th_admin_session=\(good.secret)"],
        ]
        let fine: [[String]] = [
          ["Authorization: Bearer \(good.secret)"], ["authorization: bearer \(good.secret)"],
          ["x-api-key: \(good.secret)"],
        ]
        let answers = try await shell.batch(
          (bad + fine).map { Self.request(.chatCompletions, at: gateway.url, headers: $0) })
        for (headers, answer) in zip(bad, answers) {
          #expect(answer.status == 401, "\(headers)")
          #expect(Self.message(answer) == "missing or invalid api key", "\(headers): \(answer.text)")
          #expect(answer.json["error"]?["type"]?.string == "authentication_error")
        }
        for (headers, answer) in zip(fine, answers.dropFirst(bad.count)) {
          #expect(answer.status == 200, "\(headers): \(answer.text)")
        }
        #expect(gateway.upstream.requests.count == fine.count)
      }
    }
  }

  @Test("H-030, H-031, H-033: every consumer endpoint asks for a key, and for its own scope")
  func scopes() async throws {
    try await SocketGateway.with { gateway in
      try await Shell.with { shell in
        var keys: [String: String] = [:]
        for scope in ["chat", "plan", "embeddings", "images", "video", "jobs"] {
          keys[scope] = await gateway.issueKey(#""name": "\#(scope)", "scopes": ["\#(scope)"]"#).secret
        }
        let cases = Self.consumerEndpoints.flatMap { endpoint in
          keys.keys.sorted().map { (endpoint, $0) } + [(endpoint, "none")]
        }
        let answers = try await shell.batch(
          cases.map { endpoint, scope in
            Self.request(
              endpoint, at: gateway.url, headers: keys[scope].map { ["Authorization: Bearer \($0)"] } ?? [])
          })
        for ((endpoint, scope), answer) in zip(cases, answers) {
          guard case .consumer(let needed) = endpoint.access else { continue }
          let why = "\(endpoint) with \(scope): \(answer.status) \(answer.text)"
          if scope == "none" {
            #expect(answer.status == 401, "\(why)")
          } else if scope == needed.rawValue {
            #expect(answer.status != 401 && answer.status != 403, "\(why)")
          } else {
            #expect(answer.status == 403 && Self.message(answer) == "scope not allowed", "\(why)")
          }
        }
      }
    }
  }

  @Test("H-034, H-035, H-036: no admin endpoint takes a consumer's key, in the header or in the query, or nothing")
  func adminEndpoints() async throws {
    try await SocketGateway.with(
      configure: { configuration, _, _ in
        if let rate = RequestRate(perSecond: 1000, burst: 1000) { configuration.adminRate = rate }
      }
    ) { gateway in
      try await Shell.with { shell in
        let key = await gateway.issueKey().secret
        let credentials: [(name: String, headers: [String], query: String)] = [
          ("nothing", [], ""), ("a consumer's key", ["Authorization: Bearer \(key)"], ""),
          ("a consumer's key as x-api-key", ["x-api-key: \(key)"], ""),
          ("a wrong token", ["Authorization: Bearer \(SocketGateway.adminToken)x"], ""),
          ("a session that is none", ["Cookie: th_admin_session=\(SocketGateway.adminToken)"], ""),
          ("a consumer's key in the query", [], "?token=\(key)"),
        ]
        let cases = Self.adminEndpoints.flatMap { endpoint in credentials.map { (endpoint, $0) } }
        let answers = try await shell.batch(
          cases.map { endpoint, credential in
            var request = Self.request(endpoint, at: gateway.url, headers: credential.headers)
            request.url += credential.query
            return request
          })
        for ((endpoint, credential), answer) in zip(cases, answers) {
          #expect(answer.status == 401, "\(endpoint) with \(credential.name): \(answer.text)")
          let isPresented =
            credential.headers.first?.hasPrefix("Authorization") == true
            || (endpoint.access == .administratorByQuery && !credential.query.isEmpty)
          #expect(
            Self.message(answer) == (isPresented ? "invalid admin token" : "missing admin token"),
            "\(endpoint) with \(credential.name): \(answer.text)")
        }
      }
    }
  }

  @Test("H-036: the token of administrators opens no consumer endpoint")
  func consumerEndpoints() async throws {
    try await SocketGateway.with { gateway in
      try await Shell.with { shell in
        let token = SocketGateway.adminToken
        let cases = Self.consumerEndpoints.flatMap { endpoint in
          [["Authorization: Bearer \(token)"], ["x-api-key: \(token)"]].map { (endpoint, $0) }
        }
        let answers = try await shell.batch(
          cases.map { Self.request($0.0, at: gateway.url, headers: $0.1) })
        for ((endpoint, headers), answer) in zip(cases, answers) {
          #expect(answer.status == 401, "\(endpoint) with \(headers): \(answer.text)")
          #expect(Self.message(answer) == "missing or invalid api key")
        }
        #expect(gateway.upstream.requests.isEmpty)
      }
    }
  }

  @Test(
    "H-034, H-035: the token, a session and the token in the query of two paths open admin endpoints; a closed session none"
  )
  func administrators() async throws {
    try await SocketGateway.with { gateway in
      try await Shell.with { shell in
        let token = SocketGateway.adminToken
        let opened = try await CurlCommand.run([
          "-X", "POST", "\(gateway.url)/admin/v1/session", "-H", "Authorization: Bearer \(token)",
        ])
        let cookie = try #require(opened[header: "set-cookie"])
        for attribute in ["HttpOnly", "SameSite=Strict", "Path=/admin"] { #expect(cookie.contains(attribute)) }
        #expect(!cookie.contains(token))
        let session = String(cookie.prefix { $0 != ";" })
        func get(_ path: String, _ headers: [String], method: String = "GET") -> Shell.Request {
          Shell.Request(method: method, url: gateway.url + path, headers: headers)
        }
        let answers = try await shell.batch([
          get("/admin/v1/stats", ["Authorization: Bearer \(token)"]),
          get("/admin/v1/stats", ["Cookie: a=b; \(session)"]),
          get("/admin/v1/info?token=\(token)", []), get("/admin/v1/stats?token=\(token)", []),
          get("/admin/v1/session", ["Cookie: \(session)"], method: "DELETE"),
          get("/admin/v1/stats", ["Cookie: \(session)"]),
        ])
        #expect(answers.map(\.status) == [200, 200, 200, 401, 200, 401])
      }
    }
  }
}
