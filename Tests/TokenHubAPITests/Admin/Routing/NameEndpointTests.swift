import GatewayState
import GatewayTestSupport
import ProviderAdapters
import Routing
import RoutingCore
import RoutingTestKit
import RoutingTestSupport
import Testing

@testable import TokenHubAPI

/// Aliases and plans (H-405).
@Suite(.offThePool) struct NameEndpointTests {
  private static let alias = #"{"variants": [{"model_id": "gpt-test", "weight": 3}], "sticky_by": "api_key"}"#
  private static let plan = #"{"members": ["gpt-test", "claude-test"], "mode": "cheap"}"#

  @Test("H-405, R-630: an alias is put, listed, read and removed, counts at once and survives a restart")
  func aliases() async throws {
    let fixture = try await GatewayFixture.unlimited(directory: ModelDirectory())
    let key = await fixture.issueKey()
    #expect(await fixture.admin("GET", "/admin/v1/aliases").json["items"] == [])
    #expect(await fixture.chat("a/b", key: key).status == 404)
    #expect(await fixture.admin("PUT", "/admin/v1/aliases/a%2Fb", Self.alias).status == 200)
    let record: JSONValue = .reading(
      #"{"name": "a/b", "variants": [{"model_id": "gpt-test", "weight": 3}], "enabled": true, "sticky_by": "api_key"}"#)
    for gateway in [fixture, try await fixture.reopened(directory: ModelDirectory())] {
      #expect(await gateway.admin("GET", "/admin/v1/aliases/a/b").json == record)
      #expect(await gateway.admin("GET", "/admin/v1/aliases").json["items"]?[0] == record)
      #expect(await gateway.chat("a/b", key: key)[header: "X-Alias-From"] == "a/b")
    }
    for _ in 0..<2 {
      #expect(await fixture.admin("DELETE", "/admin/v1/aliases/a/b").json == .reading(#"{"ok": true}"#))
    }
    #expect(await fixture.admin("GET", "/admin/v1/aliases/a/b").status == 404)
    #expect(await fixture.chat("a/b", key: key).status == 404)
    #expect(await fixture.audited().filter { $0.hasPrefix("alias") } == ["alias.upsert a/b", "alias.delete a/b"])
  }

  @Test("H-405, R-604: a plan likewise")
  func plans() async throws {
    let fixture = try await GatewayFixture.unlimited(directory: ModelDirectory())
    let key = await fixture.issueKey()
    #expect(await fixture.admin("PUT", "/admin/v1/plans/best", Self.plan).status == 200)
    let record: JSONValue = .reading(
      #"{"name": "best", "members": ["gpt-test", "claude-test"], "mode": "cheap", "enabled": true}"#)
    for gateway in [fixture, try await fixture.reopened(directory: ModelDirectory())] {
      #expect(await gateway.admin("GET", "/admin/v1/plans/best").json == record)
      #expect(await gateway.admin("GET", "/admin/v1/plans").json["items"]?[0] == record)
      #expect(await gateway.chat("best", key: key)[header: "X-TokenHub-Model"] == "gpt-test")
    }
    for _ in 0..<2 { #expect(await fixture.admin("DELETE", "/admin/v1/plans/best").status == 200) }
    #expect(await fixture.admin("GET", "/admin/v1/plans/best").status == 404)
    #expect(await fixture.chat("best", key: key).status == 404)
  }

  @Test(
    "H-405, R-610, R-630, R-631: what cannot be is refused and changes nothing",
    arguments: [
      ("aliases/x", "{}", 400), ("aliases/x", #"{"variants": []}"#, 400), ("aliases/x", #"{"variants": {}}"#, 400),
      ("aliases/x", #"{"variants": [{"model_id": "", "weight": 1}]}"#, 400),
      ("aliases/x", #"{"variants": [{"model_id": "gpt-test", "weight": 0}]}"#, 400),
      ("aliases/x", #"{"variants": [{"model_id": "gpt-test", "weight": 1.5}]}"#, 400),
      ("aliases/x", #"{"variants": [{"model_id": "x", "weight": 1}]}"#, 400),
      ("aliases/x", #"{"variants": [{"model_id": "a", "weight": 1}, {"model_id": "a", "weight": 2}]}"#, 400),
      ("aliases/x", #"{"variants": [{"model_id": "a", "weight": 1}], "sticky_by": "moon"}"#, 400),
      ("aliases/x", #"{"variants": [{"model_id": "a", "weight": 1}], "enabled": 1}"#, 400), ("aliases/x", "[", 400),
      ("plans/x", "{}", 400), ("plans/x", #"{"members": []}"#, 400), ("plans/x", #"{"members": [1]}"#, 400),
      ("plans/x", #"{"members": ["a"], "mode": "vote"}"#, 400),
      ("plans/gpt-test", #"{"members": ["claude-test"]}"#, 409),
      ("plans/fast", #"{"members": ["claude-test"]}"#, 409), ("aliases/tokenhub_plan_model_name", alias, 409),
    ])
  func refused(path: String, body: String, status: Int) async throws {
    let fixture = try await GatewayFixture.unlimited()
    let reply = await fixture.admin("PUT", "/admin/v1/\(path)", body)
    #expect(reply.status == status && reply.json["error"]?.string?.isEmpty == false, "\(reply.text)")
    #expect(await fixture.store.everything().isEmpty)
    #expect(await fixture.admin("GET", "/admin/v1/aliases").json.ids("items", "name") == ["fast"])
    #expect(await fixture.admin("GET", "/admin/v1/plans").json.ids("items", "name") == ["tokenhub_plan_model_name"])
  }

  @Test(
    "H-405: a name with a control character is refused by its field",
    arguments: ["aliases", "plans"], ["a%0D%0AX-Evil:%201", "%00", "x%C2%85"])
  func controls(kind: String, name: String) async throws {
    let fixture = try await GatewayFixture.unlimited()
    let body = kind == "aliases" ? Self.alias : Self.plan
    let reply = await fixture.admin("PUT", "/admin/v1/\(kind)/\(name)", body)
    #expect(reply.status == 400 && reply.json["param"]?.string == "name", "\(reply.text)")
    #expect(await fixture.store.everything().isEmpty)
  }

  @Test(
    "H-405: names of other bytes are two, also where they look alike, in force and in the store",
    arguments: ["aliases", "plans"])
  func lookAlikes(kind: String) async throws {
    let fixture = try await GatewayFixture.unlimited(directory: ModelDirectory())
    let body = kind == "aliases" ? Self.alias : Self.plan
    for name in ["e%CC%81", "%C3%A9"] {
      #expect(await fixture.admin("PUT", "/admin/v1/\(kind)/\(name)", body).status == 200)
    }
    #expect(await fixture.admin("GET", "/admin/v1/\(kind)").json["total"]?.integer == 2)
    #expect(await fixture.admin("DELETE", "/admin/v1/\(kind)/%C3%A9").status == 200)
    for gateway in [fixture, try await fixture.reopened(directory: ModelDirectory())] {
      #expect(await gateway.admin("GET", "/admin/v1/\(kind)/e%CC%81").status == 200)
      #expect(await gateway.admin("GET", "/admin/v1/\(kind)/%C3%A9").status == 404)
    }
  }

  @Test("R-610: a model may not take the name of a plan")
  func modelNamedLikePlan() async throws {
    let fixture = try await GatewayFixture.unlimited()
    let body = #"{"id": "tokenhub_plan_model_name", "provider_id": "openai"}"#
    #expect(await fixture.admin("POST", "/admin/v1/models", body).status == 409)
    #expect(!(await fixture.engineModels().contains("tokenhub_plan_model_name")))
  }

  @Test("R-633: an alias that is replaced begins its turns anew")
  func turns() async throws {
    let fixture = try await GatewayFixture.unlimited()
    let key = await fixture.issueKey()
    for weight in 1...3 {
      let variants =
        #"[{"model_id": "gpt-test", "weight": \#(weight)}, {"model_id": "claude-test", "weight": \#(weight)}]"#
      let body = #"{"variants": \#(variants), "sticky_by": "round_robin"}"#
      _ = await fixture.done("PUT", "/admin/v1/aliases/turns", body)
      #expect(await fixture.chat("turns", key: key)[header: "X-TokenHub-Model"] == "gpt-test")
    }
  }
}
