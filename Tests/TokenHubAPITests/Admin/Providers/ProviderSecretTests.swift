import GatewayState
import GatewayTestSupport
import ProviderAdapters
import Routing
import RoutingCore
import RoutingTestKit
import RoutingTestSupport
import Testing

@testable import TokenHubAPI

/// The secrets of providers, the vault open and locked.
@Suite(.offThePool) struct ProviderSecretTests {
  private static let model = #"{"id": "m", "provider_id": "p"}"#
  private static let provider = #"{"id": "p", "base_url": "https://p.test", "api_key": "sk-first"}"#

  private func unlock(_ fixture: GatewayFixture) async {
    _ = await fixture.done("POST", "/admin/v1/vault/unlock", #"{"admin_password": "a long password"}"#)
  }

  private func bearer(_ fixture: GatewayFixture) -> String? {
    fixture.transport.requests.last?.headers.first { $0.name.lowercased() == "authorization" }?.value
  }

  private func opened() async throws -> (GatewayFixture, key: String) {
    let fixture = try await GatewayFixture.unlimited(registry: nil, directory: ModelDirectory())
    return (fixture, await fixture.issueKey())
  }

  @Test("H-301: a secret goes into the vault, is used, and stays where a later record leaves it out")
  func kept() async throws {
    let (fixture, key) = try await opened()
    await unlock(fixture)
    #expect(await fixture.done("POST", "/admin/v1/providers", Self.provider)["cred_store"]?.string == "vault")
    _ = await fixture.done("POST", "/admin/v1/models", Self.model)
    #expect(await fixture.chat("m", key: key).status == 200)
    #expect(bearer(fixture) == "Bearer sk-first")
    _ = await fixture.done("POST", "/admin/v1/providers", #"{"id": "p", "base_url": "https://q.test"}"#)
    #expect(await fixture.chat("m", key: key).status == 200)
    #expect(bearer(fixture) == "Bearer sk-first")
    _ = await fixture.done("PATCH", "/admin/v1/providers/p", #"{"api_key": "sk-second"}"#)
    #expect(await fixture.chat("m", key: key).status == 200)
    #expect(bearer(fixture) == "Bearer sk-second")
  }

  @Test("H-301: who needs no secret any more is sent none, and it leaves the vault")
  func forgotten() async throws {
    let (fixture, key) = try await opened()
    await unlock(fixture)
    _ = await fixture.done("POST", "/admin/v1/providers", Self.provider)
    _ = await fixture.done("POST", "/admin/v1/models", Self.model)
    #expect(await fixture.done("PATCH", "/admin/v1/providers/p", #"{"cred_store": "none"}"#)["ok"]?.bool == true)
    #expect(await fixture.chat("m", key: key).status == 200)
    #expect(bearer(fixture) == nil)
    #expect(!(await fixture.store.everything().contains { $0.contains("provider:p:api_key") }))
  }

  @Test("H-207, R-306: a locked vault stops its secrets; unlocking it brings them back, also after a restart")
  func locked() async throws {
    let (first, key) = try await opened()
    await unlock(first)
    _ = await first.done("POST", "/admin/v1/providers", Self.provider)
    _ = await first.done("POST", "/admin/v1/models", Self.model)
    for fixture in [first, try await first.reopened(registry: nil, directory: ModelDirectory())] {
      _ = await fixture.done("POST", "/admin/v1/vault/lock")
      let refused = await fixture.chat("m", key: key)
      #expect(refused.status == 503, "\(refused.text)")
      let simulated = await fixture.done("POST", "/admin/v1/routing/simulate", "{}")
      #expect(simulated["skipped"]?[0]?["reason"]?.string == "credentials_locked")
      await unlock(fixture)
      #expect(await fixture.chat("m", key: key).status == 200)
      #expect(bearer(fixture) == "Bearer sk-first")
    }
  }

  @Test("H-207: a vault whose secrets nobody uses for half an hour locks itself")
  func autoLock() async throws {
    let (fixture, key) = try await opened()
    await unlock(fixture)
    _ = await fixture.done("POST", "/admin/v1/providers", Self.provider)
    _ = await fixture.done("POST", "/admin/v1/models", Self.model)
    await fixture.time.advance(by: 1_700_000)
    #expect(await fixture.chat("m", key: key).status == 200)
    await fixture.time.advance(by: 1_700_000)
    #expect(fixture.gateway.services.vault.tick(now: fixture.gateway.services.elapsed) == false)
    await fixture.time.advance(by: 101_000)
    await fixture.gateway.tick()
    #expect(await fixture.admin("GET", "/admin/v1/info").json["vault_locked"]?.bool == true)
    #expect(await fixture.chat("m", key: key).status == 503)
  }

  @Test("H-313: where the vault is locked, a secret is kept in memory with a warning, and is lost with the process")
  func memory() async throws {
    let (fixture, key) = try await opened()
    let reply = await fixture.done("POST", "/admin/v1/providers", Self.provider)
    #expect(reply["cred_store"]?.string == "memory")
    #expect(reply["warning"]?.string?.isEmpty == false)
    _ = await fixture.done("POST", "/admin/v1/models", Self.model)
    #expect(await fixture.chat("m", key: key).status == 200)
    #expect(bearer(fixture) == "Bearer sk-first")
    // A record that does not mention the secret leaves it where it is.
    let again = await fixture.done("POST", "/admin/v1/providers", #"{"id": "p", "base_url": "https://p.test"}"#)
    #expect(again["cred_store"]?.string == "memory")
    #expect(await fixture.store.everything().allSatisfy { !$0.contains("sk-first") })
    let later = try await fixture.reopened(registry: nil, directory: ModelDirectory())
    let refused = await later.chat("m", key: key)
    #expect(refused.status == 503, "\(refused.text)")
    #expect(later.transport.requests.isEmpty)
    _ = await later.done("PATCH", "/admin/v1/providers/p", #"{"api_key": "sk-third"}"#)
    #expect(await later.chat("m", key: key).status == 200)
    #expect(bearer(later) == "Bearer sk-third")
  }
}
