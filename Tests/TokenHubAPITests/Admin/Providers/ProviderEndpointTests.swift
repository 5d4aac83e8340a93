import GatewayState
import GatewayTestSupport
import ProviderAdapters
import Routing
import RoutingCore
import RoutingTestKit
import RoutingTestSupport
import Testing

@testable import TokenHubAPI

/// `/admin/v1/providers` without secrets.
@Suite(.offThePool) struct ProviderEndpointTests {
  private func put(_ fixture: GatewayFixture, _ members: String) async -> Reply {
    await fixture.admin("POST", "/admin/v1/providers", "{\(members)}")
  }

  private func stored(_ fixture: GatewayFixture, _ id: String) async -> JSONValue? {
    await fixture.admin("GET", "/admin/v1/providers").json["items"]?.elements?.first { $0["id"]?.string == id }
  }

  @Test(
    "H-306: a provider whose address would not be taken today can be changed in all else, and not given another such")
  func oldAddress() async throws {
    let address = "http://mod\u{E8}le.local:8000"
    let registry = try ModelRegistry(models: [], providers: [Provider(id: "p", type: .vLLM, baseURL: address)])
    let fixture = try await GatewayFixture.unlimited(registry: registry)
    #expect(await fixture.admin("PATCH", "/admin/v1/providers/p", #"{"enabled": false}"#).status == 200)
    let record = try #require(await stored(fixture, "p"))
    #expect(record["enabled"]?.bool == false && record["base_url"]?.string == address)
    let refused = await fixture.admin("PATCH", "/admin/v1/providers/p", #"{"base_url": "\#(address)"}"#)
    #expect(refused.status == 400 && refused.text.contains("hold only what addresses may"), "\(refused.text)")
  }

  @Test("H-301: a provider needs an id alone; the rest has defaults")
  func defaults() async throws {
    let fixture = try await GatewayFixture.unlimited(registry: nil)
    #expect(await put(fixture, #""id": "p""#).json == .reading(#"{"ok": true, "cred_store": "vault"}"#))
    let record = try #require(await stored(fixture, "p"))
    #expect(record["type"]?.string == "openai")
    #expect(record["enabled"]?.bool == true)
    #expect(record["base_url"]?.string == "https://api.openai.com")
  }

  @Test(
    "H-003, H-301, H-302, H-303, H-312, H-313: what cannot be used is refused by its name",
    arguments: [
      (#""type": "openai""#, "id"), (#""id": """#, "id"), (#""id": 7"#, "id"), (#""id": "a/b""#, "id"),
      (#""id": "a\u0007""#, "id"), (#""id": "a\u0085""#, "id"),
      (#""id": "\#(String(repeating: "x", count: 129))""#, "id"),
      (#""id": "p", "type": "gemini""#, "type"), (#""id": "p", "type": 1"#, "type"),
      (#""id": "p", "enabled": "yes""#, "enabled"), (#""id": "p", "base_url": 1"#, "base_url"),
      (#""id": "p", "base_url": "ftp://x""#, "base_url"), (#""id": "p", "base_url": "x.test""#, "base_url"),
      (#""id": "p", "base_url": "https://""#, "base_url"), (#""id": "p", "base_url": "https://:80""#, "base_url"),
      (#""id": "p", "base_url": "https://u:pw@x.test""#, "base_url"),
      (#""id": "p", "base_url": "https://u@x.test""#, "base_url"),
      (#""id": "p", "base_url": "https://x.test/?q=1""#, "base_url"),
      (#""id": "p", "base_url": "https://x.test:99999""#, "base_url"),
      (#""id": "p", "base_url": "https://[::1""#, "base_url"),
      (#""id": "p", "base_url": "https://x test""#, "base_url"),
      (#""id": "p", "base_url": "https://[x]""#, "base_url"),
      (#""id": "p", "base_url": "https://x\u0007.test""#, "base_url"),
      (#""id": "p", "base_url": "https://x.test/\u0007""#, "base_url"),
      (#""id": "p", "type": "vllm""#, "base_url"), (#""id": "p", "type": "dashscope""#, "base_url"),
      (#""id": "p", "cred_store": "disk""#, "cred_store"), (#""id": "p", "cred_store": "memory""#, "cred_store"),
      (#""id": "p", "cred_store": "none", "api_key": "k""#, "cred_store"), (#""id": "p", "api_key": 5"#, "api_key"),
      (#""id": "p", "endpoints": ["http://a"]"#, "endpoints"),
      (#""id": "p", "type": "vllm", "endpoints": ["http://a", "b"]"#, "base_url"),
      (#""id": "p", "region": 1"#, "region"),
    ])
  func refused(members: String, field: String) async throws {
    let fixture = try await GatewayFixture.unlimited(registry: nil)
    let reply = await put(fixture, members)
    #expect(reply.status == 400, "\(reply.text)")
    #expect(reply.json["param"]?.string == field, "\(reply.text)")
    #expect(!reply.text.contains("pw"))
    #expect(await fixture.admin("GET", "/admin/v1/providers").json["total"]?.integer == 0)
    #expect(await fixture.store.everything().isEmpty)
  }

  @Test(
    "H-302: an id may have what else there is",
    arguments: ["a", "a b", "\u{540D}\u{524D}", String(repeating: "x", count: 128)])
  func ids(id: String) async throws {
    let fixture = try await GatewayFixture.unlimited(registry: nil)
    #expect(await put(fixture, #""id": "\#(id)""#).status == 200)
    #expect(await stored(fixture, id) != nil)
  }

  @Test(
    "H-303: slashes at the end and one version go from an address",
    arguments: [
      ("https://x.test/", "https://x.test"), ("https://x.test/v1", "https://x.test"),
      ("https://x.test/v2/", "https://x.test"),
      ("https://x.test/v1/v1", "https://x.test/v1"), ("http://x.test:8000/api//", "http://x.test:8000/api"),
      ("http://[::1]:8000/v1", "http://[::1]:8000"), ("HTTPS://X.test", "HTTPS://X.test"),
      ("https://x.test/v3", "https://x.test/v3"),
    ])
  func addresses(text: String, kept: String) async throws {
    let fixture = try await GatewayFixture.unlimited(registry: nil)
    #expect(await put(fixture, #""id": "p", "base_url": "\#(text)""#).status == 200)
    #expect(await stored(fixture, "p")?["base_url"]?.string == kept)
  }

  @Test("H-303: a host may look at addresses before they are registered")
  func checker() async throws {
    struct Checker: EndpointChecker {
      func accepts(_ baseURL: String) async -> Bool { baseURL == "https://good.test" }
    }
    let fixture = try await GatewayFixture.unlimited { _, ports in ports.endpointChecker = Checker() }
    #expect(await put(fixture, #""id": "p", "base_url": "https://good.test/v1""#).status == 200)
    let bad = await put(fixture, #""id": "q", "base_url": "https://bad.test""#)
    #expect(bad.status == 400 && bad.json["error"]?.string == "base_url not reachable")
    let patch = await fixture.admin("PATCH", "/admin/v1/providers/p", #"{"base_url": "https://bad.test"}"#)
    #expect(patch.status == 400)
    #expect(await fixture.admin("PATCH", "/admin/v1/providers/p", #"{"enabled": false}"#).status == 200)
    #expect(await stored(fixture, "p")?["base_url"]?.string == "https://good.test")
  }

  @Test("H-304: a provider serves at once, and serves no more as soon as it is disabled")
  func effect() async throws {
    let fixture = try await GatewayFixture.unlimited()
    let key = await fixture.issueKey()
    _ = await put(fixture, #""id": "new", "base_url": "https://new.test", "cred_store": "none""#)
    _ = await fixture.done("POST", "/admin/v1/models", #"{"id": "new/m", "provider_id": "new"}"#)
    #expect(await fixture.chat("new/m", key: key).status == 200)
    #expect(fixture.transport.requests.last?.url == "https://new.test/v1/chat/completions")
    #expect(await fixture.admin("GET", "/admin/v1/engine/models").json["adapters"]?.elements?.contains("new") == true)
    _ = await fixture.done("PATCH", "/admin/v1/providers/new", #"{"enabled": false}"#)
    #expect(await fixture.chat("new/m", key: key).status == 503)
    #expect(await fixture.admin("GET", "/admin/v1/engine/models").json["adapters"]?.elements?.contains("new") == false)
    _ = await fixture.done("PATCH", "/admin/v1/providers/new", #"{"enabled": true, "base_url": "https://other.test"}"#)
    #expect(await fixture.chat("new/m", key: key).status == 200)
    #expect(fixture.transport.requests.last?.url == "https://other.test/v1/chat/completions")
    #expect(
      await fixture.audited().filter { $0.hasSuffix(" new") } == [
        "provider.upsert new", "provider.patch new", "provider.patch new",
      ])
  }

  @Test("H-304, R-920: a new provider is probed at its type's address, one that is disabled is not")
  func probes() async throws {
    let fixture = try await GatewayFixture.unlimited(registry: nil)
    _ = await put(fixture, #""id": "v", "type": "vllm", "base_url": "http://v.test""#)
    _ = await put(fixture, #""id": "a", "type": "anthropic", "base_url": "http://a.test", "cred_store": "none""#)
    _ = await put(fixture, #""id": "o", "base_url": "http://o.test", "enabled": false"#)
    await fixture.gateway.tick()
    let asked = Set(fixture.transport.requests.map(\.url))
    #expect(asked.contains("http://v.test/health"))
    #expect(asked.contains("http://a.test/v1/messages"))
    #expect(!asked.contains { $0.hasPrefix("http://o.test") })
  }

  @Test("H-305, H-045, H-046: the list comes from the store, by id, page by page and without secrets")
  func list() async throws {
    let fixture = try await GatewayFixture.unlimited()
    #expect(
      await fixture.admin("GET", "/admin/v1/providers").json
        == .reading(#"{"items": [], "total": 0, "limit": 1000, "offset": 0}"#))
    for id in ["c", "a", "b"] {
      _ = await put(fixture, #""id": "\#(id)", "region": "EU", "vendor": "Acme", "cred_store": "none""#)
    }
    #expect(await fixture.admin("GET", "/admin/v1/providers").json.ids() == ["a", "b", "c"])
    let page = await fixture.admin("GET", "/admin/v1/providers?limit=1&offset=1").json
    #expect(page.ids() == ["b"] && page["total"]?.integer == 3)
    let record = try #require(await stored(fixture, "a"))
    #expect(
      record
        == .reading(
          #"{"id": "a", "type": "openai", "enabled": true, "base_url": "https://api.openai.com", "cred_store": "none", "region": "eu", "vendor": "acme"}"#
        ))
  }

  @Test("H-306: a patch changes what it names and shows the whole")
  func patch() async throws {
    let fixture = try await GatewayFixture.unlimited(registry: nil)
    _ = await put(fixture, #""id": "p", "base_url": "https://x.test", "region": "eu""#)
    let reply = await fixture.admin(
      "PATCH", "/admin/v1/providers/p", #"{"vendor": "V", "type": "vllm", "enabled": false}"#)
    #expect(
      reply.json
        == .reading(
          #"{"ok": true, "provider": {"id": "p", "type": "vllm", "enabled": false, "base_url": "https://x.test", "cred_store": "vault", "region": "eu", "vendor": "v"}}"#
        ))
    #expect(await stored(fixture, "p") == reply.json["provider"])
  }

  @Test("H-306: the address that came with a type alone goes with it")
  func typeChange() async throws {
    let fixture = try await GatewayFixture.unlimited(registry: nil)
    _ = await put(fixture, #""id": "p""#)
    _ = await fixture.done("PATCH", "/admin/v1/providers/p", #"{"type": "anthropic"}"#)
    #expect(await stored(fixture, "p")?["base_url"]?.string == "https://api.anthropic.com")
    #expect(await fixture.admin("PATCH", "/admin/v1/providers/p", #"{"type": "dashscope"}"#).status == 400)
  }

  @Test(
    "H-306: a wrong type is refused and changes nothing",
    arguments: ["type", "base_url", "enabled", "api_key", "cred_store", "region", "vendor"])
  func patchTypes(field: String) async throws {
    let fixture = try await GatewayFixture.unlimited(registry: nil)
    _ = await put(fixture, #""id": "p""#)
    let before = await fixture.store.everything()
    let reply = await fixture.admin("PATCH", "/admin/v1/providers/p", #"{"\#(field)": [1]}"#)
    #expect(reply.status == 400 && reply.json["param"]?.string == field)
    #expect(await fixture.store.everything() == before)
  }

  @Test("H-307: the first patch of a provider given at start makes its record; an unknown one is not found")
  func seeded() async throws {
    let fixture = try await GatewayFixture.unlimited()
    #expect(await fixture.admin("PATCH", "/admin/v1/providers/nobody", #"{"enabled": true}"#).status == 404)
    #expect(await fixture.admin("PATCH", "/admin/v1/providers/alibaba", #"{"region": "sg"}"#).status == 200)
    let record = await stored(fixture, "alibaba")
    #expect(record?["base_url"]?.string == "https://alibaba.test")
    #expect(record?["region"]?.string == "sg")
    #expect(record?["cred_store"]?.string == "none")
    #expect(await fixture.admin("GET", "/admin/v1/providers").json["total"]?.integer == 1)
  }

  @Test("H-308: a deleted provider goes with its models, its secret, its health and its gauge, and twice is well")
  func delete() async throws {
    let fixture = try await GatewayFixture.unlimited(registry: nil, directory: ModelDirectory())
    _ = await fixture.done("POST", "/admin/v1/vault/unlock", #"{"admin_password": "a long password"}"#)
    _ = await put(fixture, #""id": "p", "base_url": "https://p.test", "api_key": "sk-secret""#)
    _ = await put(fixture, #""id": "q", "base_url": "https://q.test", "cred_store": "none""#)
    for id in ["p/one", "p/two", "q/three"] {
      _ = await fixture.done("POST", "/admin/v1/models", #"{"id": "\#(id)", "provider_id": "\#(id.prefix(1))"}"#)
    }
    #expect(await fixture.chat("p/one", key: await fixture.issueKey()).status == 200)
    #expect(await fixture.send("GET", "/metrics").text.contains(#"health_state{provider="p"}"#))
    let subscription = try fixture.gateway.services.events.subscribe()
    #expect(await fixture.admin("DELETE", "/admin/v1/providers/p").json == .reading(#"{"ok": true}"#))
    guard case .event(let event) = await subscription.next() else { return #expect(Bool(false), "no event") }
    #expect(event.json["type"]?.string == "health_change")
    #expect(event.json["provider_id"]?.string == "p" && event.json["new_state"]?.string == "removed")
    #expect(await fixture.engineModels() == ["q/three"])
    #expect(await fixture.admin("GET", "/admin/v1/models").json.ids() == ["q/three"])
    #expect(await fixture.admin("GET", "/admin/v1/health").json.ids("providers", "provider_id") == ["q"])
    #expect(!(await fixture.send("GET", "/metrics").text.contains(#"health_state{provider="p"}"#)))
    #expect(!(await fixture.store.everything().contains { $0.contains("provider:p:api_key") }))
    #expect(await fixture.admin("DELETE", "/admin/v1/providers/p").json == .reading(#"{"ok": true}"#))
    #expect(await fixture.audited().count { $0 == "provider.delete p" } == 1)
    _ = await put(fixture, #""id": "p", "base_url": "https://p.test", "cred_store": "none""#)
    let anew = await fixture.admin("GET", "/admin/v1/health").json["providers"]?[0]
    #expect(anew?["provider_id"]?.string == "p" && anew?["total_requests"]?.integer == 0)
  }

  @Test("H-311, R-920: adapters tell where they are probed, as far as they are")
  func healthEndpoints() async throws {
    let registry = try ModelRegistry(models: [], providers: [Provider(id: "given", credentialStore: .notNeeded)])
    let fixture = try await GatewayFixture.unlimited(registry: registry, directory: ModelDirectory())
    for (id, type) in [("d", "dashscope"), ("v", "vllm"), ("a", "anthropic"), ("o", "openai")] {
      _ = await put(fixture, #""id": "\#(id)", "type": "\#(type)", "base_url": "https://\#(id).test/v1""#)
    }
    let info = await fixture.admin("GET", "/admin/v1/engine/models").json["adapter_info"]
    #expect(
      info
        == .reading(
          #"""
          [{"id": "a", "health_endpoint": "https://a.test/v1/messages"}, {"id": "d"},
           {"id": "given", "health_endpoint": "https://api.openai.com/v1/models"},
           {"id": "o", "health_endpoint": "https://o.test/v1/models"}, {"id": "v", "health_endpoint": "https://v.test/health"}]
          """#))
  }

  @Test("H-312: a vLLM provider of several addresses asks them in turn, without a key")
  func endpoints() async throws {
    let fixture = try await GatewayFixture.unlimited(registry: nil, directory: ModelDirectory())
    _ = await put(fixture, #""id": "v", "type": "vllm", "endpoints": ["http://a.test/v1", "http://b.test"]"#)
    _ = await fixture.done("POST", "/admin/v1/models", #"{"id": "m", "provider_id": "v"}"#)
    let key = await fixture.issueKey()
    for gateway in [fixture, try await fixture.reopened(registry: nil, directory: ModelDirectory())] {
      for _ in 0..<4 { #expect(await gateway.chat("m", key: key).status == 200) }
      let hosts = gateway.transport.requests.map { String($0.url.prefix(13)) }
      #expect(hosts.count { $0 == "http://a.test" } == 2 && hosts.count { $0 == "http://b.test" } == 2)
      #expect(
        gateway.transport.requests.allSatisfy { $0.headers.allSatisfy { $0.name.lowercased() != "authorization" } })
    }
    _ = await fixture.done("PATCH", "/admin/v1/providers/v", #"{"base_url": "http://c.test"}"#)
    #expect(await fixture.chat("m", key: key).status == 200)
    #expect(fixture.transport.requests.last?.url.hasPrefix("http://c.test") == true)
  }
}
