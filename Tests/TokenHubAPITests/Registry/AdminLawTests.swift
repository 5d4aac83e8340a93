import GatewayState
import GatewayTestSupport
import ProviderAdapters
import Routing
import RoutingCore
import RoutingTestKit
import RoutingTestSupport
import Testing

@testable import TokenHubAPI

/// What holds after any sequence of an administrator's changes.
@Suite(.offThePool) struct AdminLawTests {
  /// One change: its method, path and body.
  private static func change(_ dice: inout Dice) -> (String, String, String?) {
    let provider = dice.pick(["p", "q r", "v"])
    let model = dice.pick(["p/m", "Qwen/Qwen2.5-Coder-32B-Instruct", "m", "q%2Fx"])
    let id = model.replacing("%2F", with: "/")
    let name = dice.pick(["alias", "a/b", "plan"])
    let flag = dice.chance(0.7)
    switch dice.number(0...14) {
    case 0, 1:
      let key = dice.chance(0.3) ? #", "api_key": "sk-\#(dice.number(0...9))""# : ""
      let rest = dice.chance(0.5) ? #", "region": "EU""# : #", "vendor": "acme""#
      return (
        "POST", "providers",
        #"{"id": "\#(provider)", "base_url": "https://\#(dice.number(0...2)).test/v1"\#(key)\#(rest)}"#
      )
    case 2: return ("POST", "providers", #"{"id": "v", "type": "vllm", "endpoints": ["http://a", "http://b"]}"#)
    case 3:
      return (
        "PATCH", "providers/\(provider.replacing(" ", with: "%20"))",
        #"{"enabled": \#(flag), "cred_store": "\#(flag ? "vault" : "none")"}"#
      )
    case 4: return ("DELETE", "providers/\(provider.replacing(" ", with: "%20"))", nil)
    case 5, 6, 7:
      return (
        "POST", "models",
        #"{"id": "\#(id)", "provider_id": "\#(provider)", "weight": \#(dice.number(0...11)), "input_per_1k": 0.0\#(dice.number(1...9))}"#
      )
    case 8: return ("PATCH", "models/\(model)", #"{"enabled": \#(flag), "weight": \#(dice.number(0...10))}"#)
    case 9: return ("DELETE", "models/\(model)", nil)
    case 10:
      return (
        "PUT", "aliases/\(name)",
        #"{"variants": [{"model_id": "\#(id)", "weight": \#(dice.number(0...3))}], "enabled": \#(flag)}"#
      )
    case 11: return ("PUT", "plans/\(name)", #"{"members": ["\#(id)", "m"]}"#)
    case 12: return ("DELETE", "\(dice.pick(["aliases", "plans"]))/\(name)", nil)
    case 13:
      return (
        "PUT", "routing-config",
        #"{"default_mode": "\#(dice.pick(["cheap", "normal", "x"]))", "default_max_budget_usd": \#(dice.number(0...3))}"#
      )
    default: return ("POST", "apikeys", #"{"name": "k\#(dice.number(0...99))"}"#)
    }
  }

  private static func hints() -> [String] {
    ["", "p/m", "m", "alias", "a/b", "plan", "Qwen/Qwen2.5-Coder-32B-Instruct"]
  }

  /// What an administrator sees, and what simulations answer.
  private static func view(_ fixture: GatewayFixture) async -> [String] {
    var seen: [String] = []
    for path in [
      "providers", "models", "engine/models", "aliases", "plans", "routing-config", "apikeys", "info", "tsdb/metrics",
    ] { seen.append("\(path) " + (await fixture.admin("GET", "/admin/v1/\(path)").text)) }
    for hint in hints() {
      let reply = await fixture.send(
        "POST", "/admin/v1/routing/simulate",
        headers: [
          HTTPField("Authorization", "Bearer \(GatewayFixture.adminToken)"), HTTPField("X-Request-ID", "simulation"),
        ], body: .bytes(Array(#"{"model_hint": "\#(hint)", "mode": "cheap"}"#.utf8)))
      seen.append("\(hint) " + reply.text)
    }
    return seen
  }

  @Test(
    "H-304, H-320, H-405: after any changes, a gateway opened again shows and decides the same",
    arguments: 0..<12 as Range<UInt64>)
  func reopening(seed: UInt64) async throws {
    var dice = Dice(seed: seed)
    let fixture = try await GatewayFixture.unlimited(registry: nil, directory: ModelDirectory())
    let unlock = #"{"admin_password": "a long password"}"#
    _ = await fixture.done("POST", "/admin/v1/vault/unlock", unlock)
    for _ in 0..<40 {
      let (method, path, body) = Self.change(&dice)
      let status = await fixture.admin(method, "/admin/v1/\(path)", body).status
      #expect([200, 400, 404, 409].contains(status), "\(method) \(path) \(body ?? "")")
    }
    let before = await Self.view(fixture)
    let later = try await fixture.reopened(registry: nil, directory: ModelDirectory())
    _ = await later.done("POST", "/admin/v1/vault/unlock", unlock)
    let after = await Self.view(later)
    for (old, new) in zip(before, after) { #expect(new == old, "seed \(seed)") }
  }

  @Test("H-304, H-320: changes at once end as if they had come one after the other, and the router follows the store")
  func concurrency() async throws {
    let fixture = try await GatewayFixture.unlimited(registry: nil, directory: ModelDirectory())
    _ = await fixture.done("POST", "/admin/v1/providers", #"{"id": "p", "cred_store": "none"}"#)
    _ = await fixture.done("POST", "/admin/v1/models", #"{"id": "shared", "provider_id": "p"}"#)
    await withTaskGroup { group in
      for number in 0..<20 {
        group.addTask {
          _ = await fixture.done("POST", "/admin/v1/models", #"{"id": "m\#(number)", "provider_id": "p"}"#)
          _ = await fixture.done("PATCH", "/admin/v1/models/shared", #"{"weight": \#(number % 10)}"#)
          _ = await fixture.done("PATCH", "/admin/v1/models/shared", #"{"region": "r\#(number)"}"#)
          _ = await fixture.done(
            "PATCH", "/admin/v1/providers/p", number % 2 == 0 ? #"{"vendor": "v"}"# : #"{"region": "eu"}"#)
          if number % 2 == 0 { _ = await fixture.done("DELETE", "/admin/v1/models/m\(number)") }
        }
      }
    }
    let odd = (0..<20).filter { $0 % 2 == 1 }.map { "m\($0)" } + ["shared"]
    #expect(await fixture.engineModels() == odd.sorted())
    // No patch was lost to another that read the record before it.
    let shared = try #require(await fixture.engineModel("shared"))
    #expect(shared["weight"]?.integer != 5 && shared["region"]?.string?.hasPrefix("r") == true)
    let provider = await fixture.admin("GET", "/admin/v1/providers").json["items"]?[0]
    #expect(provider?["vendor"]?.string == "v" && provider?["region"]?.string == "eu")
    let before = await Self.view(fixture)
    let after = await Self.view(try await fixture.reopened(registry: nil, directory: ModelDirectory()))
    for (old, new) in zip(before, after) { #expect(new == old) }
    let simulated = await fixture.done("POST", "/admin/v1/routing/simulate", "{}")
    #expect(Set(simulated.ids("eligible")) == Set(odd))
    #expect(await fixture.audited().count { $0 == "model.patch shared" } == 40)
  }

  @Test("what was given at start is replaced by what the store has of the same id")
  func precedence() async throws {
    let fixture = try await GatewayFixture.unlimited()
    _ = await fixture.done("PATCH", "/admin/v1/models/gpt-test", #"{"weight": 1}"#)
    _ = await fixture.done("PATCH", "/admin/v1/providers/other", #"{"enabled": false}"#)
    _ = await fixture.done("PUT", "/admin/v1/aliases/fast", #"{"variants": [{"model_id": "gpt-test", "weight": 1}]}"#)
    let later = try await fixture.reopened()
    #expect(await later.engineModel("gpt-test")?["weight"]?.integer == 1)
    #expect(await later.engineModels() == (await fixture.engineModels()))
    #expect(await later.admin("GET", "/admin/v1/engine/models").json["adapters"]?.elements?.contains("other") == false)
    #expect(await later.admin("GET", "/admin/v1/aliases/fast").json["variants"]?[0]?["model_id"]?.string == "gpt-test")
  }
}
