import GatewayState
import GatewayTestSupport
import ProviderAdapters
import Routing
import RoutingCore
import RoutingTestKit
import RoutingTestSupport
import Testing

@testable import TokenHubAPI

/// Who is an administrator, and which doors are open to all.
@Suite(.offThePool) struct AdminAccessTests {
  private static let token = GatewayFixture.adminToken

  private static func bearer(_ token: String) -> [HTTPField] {
    [HTTPField("Authorization", "Bearer \(token)", isSecret: true)]
  }

  @Test("H-034: without a token nobody is let in, and a wrong one is told apart from none")
  func tokens() async throws {
    let fixture = try await GatewayFixture.unlimited()
    for path in Endpoint.allCases.filter({ $0.access == .administrator && $0.method == "GET" }).flatMap(\.paths) {
      let path = path.replacing("{id}", with: "x").replacing("{id…}", with: "x")
      let missing = await fixture.send("GET", path)
      #expect(missing.status == 401, "\(path)")
      #expect(missing.json["error"]?.string == "missing admin token", "\(path)")
      let wrong = await fixture.send("GET", path, headers: Self.bearer(Self.token + "x"))
      #expect(wrong.status == 401, "\(path)")
      #expect(wrong.json["error"]?.string == "invalid admin token", "\(path)")
    }
  }

  @Test("H-034: the scheme's case does not matter, another scheme is no token", arguments: ["bearer", "BEARER"])
  func scheme(_ scheme: String) async throws {
    let fixture = try await GatewayFixture.unlimited()
    let good = [HTTPField("authorization", "\(scheme) \(Self.token)")]
    #expect(await fixture.send("GET", "/admin/v1/stats", headers: good).status == 200)
    let basic = [HTTPField("authorization", "Basic \(Self.token)")]
    #expect(await fixture.send("GET", "/admin/v1/stats", headers: basic).json["error"]?.string == "missing admin token")
  }

  @Test("H-034, H-805: a session's cookie is a random id with all its attributes, and lets in for twelve hours")
  func session() async throws {
    let fixture = try await GatewayFixture.unlimited()
    let opened = await fixture.send("POST", "/admin/v1/session", headers: Self.bearer(Self.token))
    #expect(opened.status == 200)
    let cookie = try #require(opened[header: "set-cookie"])
    let parts = cookie.split(separator: ";").map { $0.drop { $0 == " " } }
    #expect(parts.contains("HttpOnly") && parts.contains("SameSite=Strict") && parts.contains("Path=/admin"))
    #expect(parts.contains("Max-Age=43200"))
    let pair = try #require(parts.first)
    #expect(pair.hasPrefix("th_admin_session=") && !cookie.contains(Self.token))
    #expect(pair.dropFirst("th_admin_session=".count).count == 64)
    let field = [HTTPField("Cookie", "other=1; \(pair)")]
    #expect(await fixture.send("GET", "/admin/v1/stats", headers: field).status == 200)
    await fixture.time.advance(by: 43_199_000)
    #expect(await fixture.send("GET", "/admin/v1/stats", headers: field).status == 200)
    await fixture.time.advance(by: 1000)
    #expect(await fixture.send("GET", "/admin/v1/stats", headers: field).status == 401)
  }

  @Test("H-805: a session is opened with the token alone, also in the body, and ends when it is closed")
  func sessionEnds() async throws {
    let fixture = try await GatewayFixture.unlimited()
    #expect(await fixture.send("POST", "/admin/v1/session", headers: Self.bearer("x")).status == 401)
    let wrong = await fixture.send("POST", "/admin/v1/session", body: .bytes(Array(#"{"token": "x"}"#.utf8)))
    #expect(wrong.status == 401 && wrong[header: "set-cookie"] == nil)
    let body = Array(#"{"token": "\#(Self.token)"}"#.utf8)
    let opened = await fixture.send("POST", "/admin/v1/session", body: .bytes(body))
    let pair = try #require(opened[header: "set-cookie"]?.split(separator: ";").first)
    let field = [HTTPField("Cookie", String(pair))]
    #expect(await fixture.send("DELETE", "/admin/v1/session", headers: field).status == 200)
    #expect(await fixture.send("GET", "/admin/v1/stats", headers: field).status == 401)
  }

  @Test("H-805: a rotated token is shown once, the old one and all sessions are worth nothing, also after a restart")
  func rotation() async throws {
    let fixture = try await GatewayFixture.unlimited()
    let session = await fixture.send("POST", "/admin/v1/session", headers: Self.bearer(Self.token))
    let pair = try #require(session[header: "set-cookie"]?.split(separator: ";").first)
    let token = try #require(await fixture.done("POST", "/admin/v1/admin-token/rotate")["token"]?.string)
    #expect(token.utf8.count == 64 && token.utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) })
    for gateway in [fixture, try await fixture.reopened()] {
      #expect(await gateway.send("GET", "/admin/v1/stats", headers: Self.bearer(Self.token)).status == 401)
      #expect(await gateway.send("GET", "/admin/v1/stats", headers: [HTTPField("Cookie", String(pair))]).status == 401)
      #expect(await gateway.send("GET", "/admin/v1/stats", headers: Self.bearer(token)).status == 200)
    }
    #expect(await fixture.store.everything().allSatisfy { !$0.contains(token) })
  }

  @Test(
    "H-805: a token of one's own has 16 characters at least",
    arguments: [
      (#"{"token": "0123456789abcde"}"#, 400), (#"{"token": "0123456789abcdef"}"#, 200), (#"{"token": 7}"#, 400),
      (#"{"token": "0123456789 abcdef"}"#, 400), ("{", 400), ("{}", 200),
    ])
  func ownToken(body: String, status: Int) async throws {
    let fixture = try await GatewayFixture.unlimited()
    #expect(await fixture.admin("POST", "/admin/v1/admin-token/rotate", body).status == status)
    // Where it was refused the old one still counts.
    #expect(await fixture.admin("GET", "/admin/v1/stats").status == (status == 200 ? 401 : 200))
  }

  @Test("H-035: a token in the query counts for the info and the events alone")
  func queryToken() async throws {
    let fixture = try await GatewayFixture.unlimited()
    for path in Endpoint.allCases.filter({ $0.method == "GET" && $0.access != .anybody }).flatMap(\.paths)
    where path.hasPrefix("/admin") {
      let plain = path.replacing("{id}", with: "x").replacing("{id…}", with: "x")
      let reply = await fixture.send("GET", "\(plain)?token=\(Self.token)", maximumFrames: 1)
      #expect((reply.status == 200) == ["/admin/v1/info", "/admin/v1/events"].contains(path), "\(path)")
      #expect(await fixture.send("GET", "\(plain)?token=wrong", maximumFrames: 1).status == 401, "\(path)")
    }
    #expect(await fixture.store.everything().allSatisfy { !$0.contains(Self.token) })
  }

  @Test("H-036: keys of consumers open no admin path, and the admin token no consumer path")
  func keysApart() async throws {
    let fixture = try await GatewayFixture.unlimited()
    let key = await fixture.issueKey()
    for headers in [Self.bearer(key), [HTTPField("x-api-key", key)]] {
      #expect(await fixture.send("GET", "/admin/v1/stats", headers: headers).status == 401)
      #expect(await fixture.send("POST", "/admin/v1/session", headers: headers).status != 200)
    }
    #expect(await fixture.chat("gpt-test", key: Self.token).status == 401)
    let cookie = await fixture.send("POST", "/admin/v1/session", headers: Self.bearer(Self.token))[header: "set-cookie"]
    let consumer = await fixture.send("POST", "/v1/chat", headers: [HTTPField("Cookie", cookie ?? "")])
    #expect(consumer.status == 401)
  }

  @Test(
    "H-037: what is public needs no token",
    arguments: [
      ("/", 302), ("/healthz", 200), ("/metrics", 200), ("/admin", 200), ("/admin/", 200), ("/v1/models", 200),
    ])
  func open(path: String, status: Int) async throws {
    let fixture = try await GatewayFixture.unlimited()
    #expect(await fixture.send("GET", path).status == status)
  }

  @Test("H-037: the list of models can be kept from the public")
  func privateModels() async throws {
    let fixture = try await GatewayFixture.unlimited { configuration, _ in configuration.publicModels = false }
    #expect(await fixture.send("GET", "/v1/models").status == 401)
    let key = await fixture.issueKey()
    #expect(await fixture.consumer("GET", "/v1/models", key: key).status == 200)
  }

  @Test("H-801, H-802: the root leads to the page, whose tag saves sending it again; below /admin/v1 is no page")
  func page() async throws {
    let fixture = try await GatewayFixture.unlimited()
    #expect(await fixture.send("GET", "/")[header: "location"] == "/admin/")
    let page = await fixture.send("GET", "/admin/")
    #expect(page[header: "content-type"]?.hasPrefix("text/html") == true)
    #expect(page[header: "cache-control"] == "no-cache, must-revalidate")
    let tag = try #require(page[header: "etag"])
    #expect(tag.hasPrefix("\"") && tag.hasSuffix("\""))
    let again = await fixture.send("GET", "/admin", headers: [HTTPField("If-None-Match", tag)])
    #expect(again.status == 304 && again.bytes.isEmpty)
    #expect(await fixture.send("GET", "/admin", headers: [HTTPField("If-None-Match", "\"x\"")]).status == 200)
    for path in ["/admin/v1/nothing", "/admin/v1", "/_assets/..%2F..%2Fetc%2Fpasswd", "/_assets/../x"] {
      let reply = await fixture.admin("GET", path)
      #expect(reply.status == 404 && reply.json["error"]?.string != nil, "\(path)")
    }
  }
}
