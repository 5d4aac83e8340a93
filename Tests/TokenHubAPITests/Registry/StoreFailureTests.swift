import GatewayState
import GatewayTestSupport
import ProviderAdapters
import Routing
import RoutingCore
import RoutingTestKit
import RoutingTestSupport
import Testing

@testable import TokenHubAPI

/// A store that fails leaves everything as it was.
@Suite(.offThePool) struct StoreFailureTests {
  /// Every write of an administrator, on a gateway prepared by ``prepared()``; `@` is the id of its key.
  static let writes: [(String, String, String?)] = [
    ("POST", "providers", #"{"id": "new", "base_url": "https://new.test"}"#),
    ("POST", "providers", #"{"id": "kept", "api_key": "sk-second"}"#),
    ("POST", "providers", #"{"id": "new", "api_key": "sk-new"}"#), ("PATCH", "providers/kept", #"{"enabled": false}"#),
    ("PATCH", "providers/kept", #"{"api_key": "sk-second", "region": "eu"}"#),
    ("PATCH", "providers/kept", #"{"cred_store": "none"}"#), ("PATCH", "providers/openai", #"{"enabled": false}"#),
    ("DELETE", "providers/kept", nil), ("DELETE", "providers/openai", nil),
    ("POST", "models", #"{"id": "new", "provider_id": "openai"}"#),
    ("POST", "models", #"{"id": "m", "provider_id": "openai"}"#),
    ("PATCH", "models/m", #"{"weight": 9}"#), ("PATCH", "models/gpt-test", #"{"enabled": false}"#),
    ("DELETE", "models/m", nil), ("DELETE", "models/gpt-test", nil),
    ("PUT", "routing-config", #"{"default_mode": "cheap"}"#),
    ("PUT", "aliases/new", #"{"variants": [{"model_id": "m", "weight": 1}]}"#), ("DELETE", "aliases/fast", nil),
    ("PUT", "plans/new", #"{"members": ["m"]}"#), ("DELETE", "plans/tokenhub_plan_model_name", nil),
    ("POST", "apikeys", #"{"name": "new"}"#), ("POST", "apikeys/@/rotate", nil),
    ("PATCH", "apikeys/@", #"{"enabled": false}"#),
    ("DELETE", "apikeys/@", nil), ("POST", "apikeys/@/paid", nil), ("PUT", "tsdb/retention", #"{"retention_days": 3}"#),
    ("PUT", "vault/secrets/s", #"{"value": "new"}"#), ("DELETE", "vault/secrets/s", nil),
    ("POST", "vault/rotate", #"{"old_password": "a long password", "new_password": "a new password"}"#),
    ("POST", "admin-token/rotate", nil),
  ]

  private func prepared() async throws -> (GatewayFixture, BreakableStore, key: String, id: String) {
    let store = BreakableStore()
    let fixture = try await GatewayFixture.unlimited(store: store)
    _ = await fixture.done("POST", "/admin/v1/vault/unlock", #"{"admin_password": "a long password"}"#)
    _ = await fixture.done("PUT", "/admin/v1/vault/secrets/s", #"{"value": "old"}"#)
    _ = await fixture.done(
      "POST", "/admin/v1/providers", #"{"id": "kept", "base_url": "https://kept.test", "api_key": "sk-first"}"#)
    _ = await fixture.done("POST", "/admin/v1/models", #"{"id": "m", "provider_id": "kept"}"#)
    let issued = await fixture.done("POST", "/admin/v1/apikeys", #"{"name": "k", "monthly_budget_usd": 1}"#)
    await fixture.gateway.services.writer.flush()
    return (fixture, store, issued["key"]?.string ?? "", issued["id"]?.string ?? "")
  }

  /// What an administrator sees.
  private func view(_ fixture: GatewayFixture) async -> [String] {
    var seen: [String] = []
    for path in [
      "providers", "models", "engine/models", "aliases", "plans", "routing-config", "apikeys", "vault/secrets", "info",
      "health",
    ] { seen.append(await fixture.admin("GET", "/admin/v1/\(path)").text) }
    return seen
  }

  @Test(
    "H-320: a write whose storing fails answers 500, and engine and store stay as they were",
    arguments: 0..<writes.count)
  func failures(number: Int) async throws {
    let (method, path, body) = Self.writes[number]
    let (fixture, store, key, id) = try await prepared()
    let (before, stored) = (await view(fixture), await store.everything())
    store.setBroken(true)
    let reply = await fixture.admin(method, "/admin/v1/" + path.replacing("@", with: id), body)
    #expect(reply.status == 500, "\(method) \(path): \(reply.text)")
    store.setBroken(false)
    await fixture.gateway.services.writer.flush()
    #expect(await view(fixture) == before, "\(method) \(path)")
    #expect(await store.everything() == stored, "\(method) \(path)")
    #expect(fixture.gateway.services.series.retention.count == 7)
    // The key and the provider's secret are the old ones.
    #expect(await fixture.chat("m", key: key).status == 200)
    #expect(fixture.transport.requests.last?.headers.contains { $0.value == "Bearer sk-first" } == true)
    let again = await fixture.admin(method, "/admin/v1/" + path.replacing("@", with: id), body)
    #expect(again.status == 200, "\(method) \(path): \(again.text)")
  }

  @Test("H-201: a vault that cannot be stored is not set up")
  func firstPassword() async throws {
    let store = BreakableStore()
    let fixture = try await GatewayFixture.unlimited(store: store)
    store.setBroken(true)
    let body = #"{"admin_password": "a long password"}"#
    #expect(await fixture.admin("POST", "/admin/v1/vault/unlock", body).status == 500)
    #expect(await fixture.admin("GET", "/admin/v1/info").json["vault_initialized"]?.bool == false)
  }
}
