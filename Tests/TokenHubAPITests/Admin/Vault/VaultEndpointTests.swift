import GatewayState
import GatewayTestSupport
import ProviderAdapters
import Routing
import RoutingCore
import RoutingTestKit
import RoutingTestSupport
import Testing

@testable import TokenHubAPI

/// The vault over HTTP.
@Suite(.offThePool) struct VaultEndpointTests {
  private static let password = "a long password"

  private func unlock(_ fixture: GatewayFixture, _ password: String = Self.password) async -> Reply {
    await fixture.admin("POST", "/admin/v1/vault/unlock", #"{"admin_password": "\#(password)"}"#)
  }

  private func info(_ fixture: GatewayFixture) async -> [Bool?] {
    let info = await fixture.admin("GET", "/admin/v1/info").json
    return [info["vault_locked"]?.bool, info["vault_initialized"]?.bool]
  }

  @Test("H-803, H-201: a vault that was never set up reports locked; the first password sets it up")
  func first() async throws {
    let fixture = try await GatewayFixture.unlimited()
    let info = await fixture.admin("GET", "/admin/v1/info").json
    #expect(info["tokenhub"]?.string == "admin")
    #expect(await self.info(fixture) == [true, false])
    #expect(await unlock(fixture).json == .reading(#"{"ok": true}"#))
    #expect(await self.info(fixture) == [false, true])
    #expect(await self.info(try await fixture.reopened()) == [true, true])
  }

  @Test(
    "H-201: what is no password is refused",
    arguments: [
      (#"{"admin_password": "seven77"}"#, 401, "unlock failed"), (#"{"admin_password": ""}"#, 401, "unlock failed"),
      ("{", 400, nil), ("", 400, nil), ("[]", 400, nil), (#"{"admin_password": 12345678}"#, 400, nil), ("{}", 400, nil),
    ] as [(String, Int, String?)])
  func refused(body: String, status: Int, message: String?) async throws {
    let fixture = try await GatewayFixture.unlimited()
    let reply = await fixture.admin("POST", "/admin/v1/vault/unlock", body)
    #expect(reply.status == status)
    if let message { #expect(reply.json["error"]?.string == message) }
    #expect(await info(fixture) == [true, false])
  }

  @Test("H-201, H-202: a wrong password is detected, whether the vault is locked or open, and changes nothing")
  func wrong() async throws {
    let fixture = try await GatewayFixture.unlimited()
    #expect(await unlock(fixture).status == 200)
    #expect(await unlock(fixture, "another password").json["error"]?.string == "unlock failed")
    #expect(await info(fixture) == [false, true])
    #expect(await unlock(fixture).status == 200)
    _ = await fixture.admin("POST", "/admin/v1/vault/lock")
    #expect(await unlock(fixture, "another password").status == 401)
    #expect(await info(fixture) == [true, true])
    #expect(await unlock(fixture).status == 200)
  }

  @Test("H-201: where there is no vault, unlocking it is well")
  func disabled() async throws {
    let fixture = try await GatewayFixture.unlimited { _, ports in ports.cipher = nil }
    #expect(await unlock(fixture).json == .reading(#"{"ok": true}"#))
    let rotate = #"{"old_password": "x", "new_password": "long enough"}"#
    #expect(await fixture.admin("POST", "/admin/v1/vault/rotate", rotate).status == 400)
  }

  @Test("H-203: five failures in a minute are all that an address has; each is audited")
  func failures() async throws {
    let fixture = try await GatewayFixture.unlimited()
    #expect(await unlock(fixture).status == 200)
    for _ in 0..<5 { #expect(await unlock(fixture, "another password").status == 401) }
    let sixth = await unlock(fixture)
    #expect(sixth.status == 429)
    #expect(sixth[header: "retry-after"].flatMap { Int($0) }.map { (1...60).contains($0) } == true)
    await fixture.time.advance(by: 60_000)
    #expect(await unlock(fixture).status == 200)
    #expect(await fixture.audited().count { $0.hasPrefix("vault.unlock_failed") } == 5)
    #expect(await fixture.audited().count { $0 == "vault.unlock vault" } == 1)
  }

  @Test("H-204: locking says whether it was locked already, and is audited only where it changed something")
  func lock() async throws {
    let fixture = try await GatewayFixture.unlimited()
    _ = await unlock(fixture)
    let first = await fixture.admin("POST", "/admin/v1/vault/lock")
    #expect(first.json == .reading(#"{"ok": true, "already_locked": false}"#))
    let second = await fixture.admin("POST", "/admin/v1/vault/lock")
    #expect(second.json == .reading(#"{"ok": true, "already_locked": true}"#))
    #expect(await fixture.audited().count { $0.hasPrefix("vault.lock") } == 1)
  }

  @Test(
    "H-205: a new password must be complete and long enough, and the old one right",
    arguments: [
      (#"{"old_password": "a long password", "new_password": "a new password"}"#, 200),
      (#"{"old_password": "a wrong password", "new_password": "a new password"}"#, 401),
      (#"{"old_password": "a long password", "new_password": "seven77"}"#, 400),
      (#"{"old_password": "a long password"}"#, 400), (#"{"new_password": "a new password"}"#, 400), ("{", 400),
    ])
  func rotate(body: String, status: Int) async throws {
    let fixture = try await GatewayFixture.unlimited()
    _ = await unlock(fixture)
    _ = await fixture.admin("PUT", "/admin/v1/vault/secrets/s", #"{"value": "kept"}"#)
    let before = await fixture.store.everything().filter { $0.hasPrefix("vault") }
    #expect(await fixture.admin("POST", "/admin/v1/vault/rotate", body).status == status)
    #expect((await fixture.store.everything().filter { $0.hasPrefix("vault") } == before) == (status != 200))
    let audited = await fixture.audited().contains("vault.rotate vault")
    #expect(audited == (status == 200))
    _ = await fixture.admin("POST", "/admin/v1/vault/lock")
    #expect(await unlock(fixture).status == (status == 200 ? 401 : 200))
    if status == 200 { #expect(await unlock(fixture, "a new password").status == 200) }
    #expect(await fixture.done("GET", "/admin/v1/vault/secrets")["secrets"] == .reading(#"["s"]"#))
  }

  @Test("H-205: a locked vault cannot be rotated")
  func rotateLocked() async throws {
    let fixture = try await GatewayFixture.unlimited()
    _ = await unlock(fixture)
    _ = await fixture.admin("POST", "/admin/v1/vault/lock")
    let body = #"{"old_password": "a long password", "new_password": "a new password"}"#
    #expect(await fixture.admin("POST", "/admin/v1/vault/rotate", body).status == 400)
  }

  @Test("H-208: secrets are listed by name, never by value; a locked vault answers 503")
  func secrets() async throws {
    let fixture = try await GatewayFixture.unlimited()
    for (method, path, body) in [
      ("GET", "/admin/v1/vault/secrets", nil), ("PUT", "/admin/v1/vault/secrets/a", #"{"value": "x"}"#),
      ("DELETE", "/admin/v1/vault/secrets/a", nil),
    ] as [(String, String, String?)] {
      #expect(await fixture.admin(method, path, body).status == 503, "\(method)")
    }
    _ = await unlock(fixture)
    _ = await fixture.done("POST", "/admin/v1/providers", #"{"id": "openai", "api_key": "sk-the-provider-key"}"#)
    for name in ["b", "a"] {
      #expect(
        await fixture.admin("PUT", "/admin/v1/vault/secrets/\(name)", #"{"value": "the-\#(name)-value"}"#).status == 200
      )
    }
    #expect(await fixture.admin("PUT", "/admin/v1/vault/secrets/a", "{}").status == 400)
    let list = await fixture.admin("GET", "/admin/v1/vault/secrets")
    #expect(list.json == .reading(#"{"secrets": ["a", "b"]}"#))
    #expect(await fixture.admin("DELETE", "/admin/v1/vault/secrets/a").status == 200)
    #expect(await fixture.admin("DELETE", "/admin/v1/vault/secrets/a").status == 200)
    #expect(await fixture.done("GET", "/admin/v1/vault/secrets")["secrets"] == .reading(#"["b"]"#))
  }

  @Test("H-206, H-208: the stored blob has salt, kdf, verifier and the entries by their names")
  func blob() async throws {
    let fixture = try await GatewayFixture.unlimited()
    _ = await unlock(fixture)
    _ = await fixture.done("POST", "/admin/v1/providers", #"{"id": "openai", "api_key": "sk-the-provider-key"}"#)
    _ = await fixture.done("PUT", "/admin/v1/vault/secrets/s", #"{"value": "the value"}"#)
    let blob = try #require(try await fixture.store.documents(in: .vault).first?.body)
    #expect(blob.names == ["salt", "kdf", "verifier", "entries"])
    #expect(blob["entries"]?.names == ["provider:openai:api_key", "secret:s"])
    #expect(blob["kdf"]?["algorithm"]?.string == "toy")
  }

  @Test("H-209: no password and no key is in a response, a log or the audit")
  func secrecy() async throws {
    let fixture = try await GatewayFixture.unlimited()
    let secrets = ["a long password", "another password", "a new password", "sk-the-provider-key", "the-value"]
    var told: [String] = []
    for (path, body) in [
      ("vault/unlock", #"{"admin_password": "a long password"}"#),
      ("vault/unlock", #"{"admin_password": "another password"}"#),
      ("providers", #"{"id": "openai", "api_key": "sk-the-provider-key"}"#),
      ("providers", #"{"id": "bad", "api_key": "sk-the-provider-key", "cred_store": "none"}"#),
      ("vault/rotate", #"{"old_password": "another password", "new_password": "a new password"}"#),
      ("vault/rotate", #"{"old_password": "a long password", "new_password": "a new password"}"#), ("vault/lock", "{}"),
    ] { told.append(await fixture.admin("POST", "/admin/v1/\(path)", body).text) }
    for path in ["providers", "engine/models", "audit", "info", "health"] {
      told.append(await fixture.admin("GET", "/admin/v1/\(path)").text)
    }
    told += await fixture.store.everything()
    for secret in secrets { #expect(told.allSatisfy { !$0.contains(secret) }, "\(secret)") }
  }
}
