import GatewayState
import GatewayTestSupport
import ProviderAdapters
import RoutingCore
import RoutingTestKit
import RoutingTestSupport
import Testing
import TokenHubAPI

/// Who may come in (H-030 to H-033, H-036, H-037).
@Suite(.offThePool) struct AuthenticationTests {
  private static func send(
    _ fixture: GatewayFixture, _ headers: [HTTPField], _ path: String = "/v1/chat", method: String = "POST"
  ) async -> Reply {
    await fixture.send(
      method, path, headers: headers,
      body: .bytes(Array(#"{"request": {"messages": [{"role": "user", "content": "hi"}]}}"#.utf8)))
  }

  @Test(
    "H-030: a key comes as a bearer, whatever the case of the scheme, or in a field of its own",
    arguments: ["Bearer ", "bearer ", "BEARER ", "Bearer   ", "x-api-key"])
  func schemes(scheme: String) async throws {
    let consumer = try await Consumer.open()
    let field =
      scheme == "x-api-key" ? HTTPField("X-Api-Key", consumer.key) : HTTPField("authorization", scheme + consumer.key)
    #expect(await Self.send(consumer.fixture, [field]).status == 200)
  }

  @Test("H-030: everything that is not a good key is told by the same words")
  func oneMessage() async throws {
    let consumer = try await Consumer.open()
    let fixture = consumer.fixture
    let expiring = await fixture.issueKey(#""name": "short", "expires_in": "1s""#)
    let disabled = await fixture.admin("POST", "/admin/v1/apikeys", #"{"name": "off"}"#).json
    let revoked = await fixture.admin("POST", "/admin/v1/apikeys", #"{"name": "gone"}"#).json
    _ = await fixture.admin("PATCH", "/admin/v1/apikeys/\(disabled["id"]?.string ?? "")", #"{"enabled": false}"#)
    _ = await fixture.admin("DELETE", "/admin/v1/apikeys/\(revoked["id"]?.string ?? "")")
    await fixture.time.advance(by: 2000)
    let keys = [
      "", "nonsense", "tokenhub_", "tokenhub_" + String(repeating: "0", count: 64), "sk-" + consumer.key,
      consumer.key + "0", String(consumer.key.dropLast()), consumer.key.uppercased(), expiring,
      disabled["key"]?.string ?? "", revoked["key"]?.string ?? "", GatewayFixture.adminToken,
    ]
    var replies = [await Self.send(fixture, []), await Self.send(fixture, [HTTPField("Authorization", "Basic abc")])]
    for key in keys {
      replies.append(await Self.send(fixture, [HTTPField("Authorization", "Bearer " + key)]))
      replies.append(await Self.send(fixture, [HTTPField("x-api-key", key)]))
    }
    for reply in replies {
      #expect(reply.status == 401)
      #expect(reply.json["error"]?.string == "missing or invalid api key")
    }
    #expect(Set(replies.map { $0.json["code"]?.string }).count == 1)
  }

  private static let scoped: [(path: String, method: String, scope: String)] = [
    ("/v1/chat", "POST", "chat"), ("/v1/chat/completions", "POST", "chat"), ("/v1/plan", "POST", "plan"),
    ("/v1/embeddings", "POST", "embeddings"), ("/v1/images/generations", "POST", "images"),
    ("/v1/video/generations", "POST", "video"), ("/v1/video/tasks/t", "GET", "video"),
    ("/v2/image/agent", "POST", "jobs"), ("/v1/jobs/j", "GET", "jobs"), ("/v1/jobs/j/stream", "GET", "jobs"),
    ("/v1/jobs/j", "DELETE", "jobs"),
  ]

  @Test(
    "H-031, H-033: a scope opens exactly its own paths",
    arguments: ["chat", "plan", "embeddings", "images", "video", "jobs"])
  func scopes(scope: String) async throws {
    let consumer = try await Consumer.open(key: #""name": "k", "scopes": ["\#(scope)"]"#)
    for (path, method, needed) in Self.scoped {
      let reply = await Self.send(consumer.fixture, [HTTPField("x-api-key", consumer.key)], path, method: method)
      #expect((reply.status == 403) == (needed != scope), "\(method) \(path): \(reply.status)")
      if reply.status == 403 { #expect(reply.text.contains("scope not allowed")) }
    }
  }

  @Test(
    "H-033: no scopes, an empty list and all of them open everything",
    arguments: ["", #", "scopes": []"#, #", "scopes": """#])
  func allScopes(scopes: String) async throws {
    let consumer = try await Consumer.open(key: #""name": "k"\#(scopes)"#)
    for (path, method, _) in Self.scoped {
      let reply = await Self.send(consumer.fixture, [HTTPField("x-api-key", consumer.key)], path, method: method)
      #expect(reply.status != 403 && reply.status != 401, "\(method) \(path)")
    }
  }

  @Test("H-033: scopes that were stored malformed open nothing")
  func malformedScopes() async throws {
    let store = MemoryStateStore()
    let first = try await GatewayFixture.open(store: store)
    let key = await first.issueKey()
    await first.gateway.close()
    let document = try #require(try await store.documents(in: .apiKeys).first)
    var members = document.body.members ?? []
    for place in members.indices where members[place].name == "scopes" {
      members[place] = JSONValue.Member(name: "scopes", value: "not a list")
    }
    try await store.commit([.put(.apiKeys, key: document.key, body: JSONValue(.object(members)))])
    let second = try await GatewayFixture.open(store: store)
    #expect(await Self.send(second, [HTTPField("x-api-key", key)]).status == 403)
  }

  @Test("H-036: a consumer's key opens nothing of the operator's, and the operator's token nothing of a consumer's")
  func separateWorlds() async throws {
    let consumer = try await Consumer.open()
    for path in ["/admin/v1/models", "/admin/v1/apikeys", "/admin/v1/logs"] {
      let reply = await consumer.fixture.send(
        "GET", path, headers: [HTTPField("Authorization", "Bearer " + consumer.key)])
      #expect(reply.status == 401)
      #expect(reply.json["error"]?.string == "invalid admin token")
      let other = await consumer.fixture.send("GET", path, headers: [HTTPField("x-api-key", GatewayFixture.adminToken)])
      #expect(other.status == 401)
    }
  }

  @Test(
    "H-037: these need no key",
    arguments: [
      ("/", 302), ("/healthz", 200), ("/metrics", 200), ("/admin", 200), ("/admin/", 200), ("/v1/models", 200),
    ])
  func open(path: String, status: Int) async throws {
    #expect(await (try await GatewayFixture.open()).send("GET", path).status == status)
  }

  @Test("H-037: the list of models can be closed")
  func closedModels() async throws {
    let consumer = try await Consumer.open(configure: { configuration, _ in configuration.publicModels = false })
    #expect(await consumer.fixture.send("GET", "/v1/models").status == 401)
    #expect(await consumer.fixture.consumer("GET", "/v1/models", key: consumer.key).status == 200)
  }

  @Test("H-032: body, address, key, scope, budget, rate: the first of them that fails is told")
  func order() async throws {
    // One request from this address, a key that may only plan, has spent all and may ask once a second.
    let rate = try #require(RequestRate(perSecond: 0.001, burst: 3))
    let consumer = try await Consumer.open(
      key: #""name": "k", "scopes": ["plan"], "monthly_budget_usd": 0.000001, "rate_limit_rps": 0.5"#,
      configure: { configuration, _ in configuration.consumerRate = rate })
    let key = HTTPField("x-api-key", consumer.key)
    let large = HTTPField("content-length", "99999999")
    #expect(await Self.send(consumer.fixture, []).status == 401)
    #expect(await Self.send(consumer.fixture, [key]).status == 403)
    #expect(await Self.send(consumer.fixture, [], "/v1/plan").status == 401)
    // The address has asked three times.
    #expect(await Self.send(consumer.fixture, [key], "/v1/plan").json["code"]?.string == "rate_limit_exceeded")
    let oversized = await consumer.fixture.send("POST", "/v1/plan", headers: [key, large])
    #expect(oversized.status == 413)
  }
}
