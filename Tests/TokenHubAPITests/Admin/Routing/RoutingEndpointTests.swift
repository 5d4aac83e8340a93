import GatewayState
import GatewayTestSupport
import ProviderAdapters
import Routing
import RoutingCore
import RoutingTestKit
import RoutingTestSupport
import Testing

@testable import TokenHubAPI

/// The operator's defaults, and simulations.
@Suite(.offThePool) struct RoutingEndpointTests {
  private func defaults(_ fixture: GatewayFixture) async -> [String] {
    let json = await fixture.admin("GET", "/admin/v1/routing-config").json
    return ["default_mode", "default_max_budget_usd", "default_max_latency_ms"].map { json[$0]?.text ?? "none" }
  }

  @Test("H-401, R-202: the defaults are the contract's until somebody sets them, and are given as they count")
  func builtIn() async throws {
    let fixture = try await GatewayFixture.unlimited()
    #expect(await defaults(fixture) == [#""normal""#, "0.05", "20000"])
  }

  @Test("H-402: what is set counts at once, is audited and survives a restart; the rest stays")
  func set() async throws {
    let fixture = try await GatewayFixture.unlimited()
    for (body, expected) in [
      (#"{"default_mode": "cheap"}"#, [#""cheap""#, "0.05", "20000"]),
      (#"{"default_max_budget_usd": 1.5, "default_max_latency_ms": 30000}"#, [#""cheap""#, "1.5", "30000"]),
      (
        #"{"default_mode": "", "default_max_budget_usd": 0, "default_max_latency_ms": 0}"#,
        [#""cheap""#, "1.5", "30000"]
      ),
      ("{}", [#""cheap""#, "1.5", "30000"]),
      (#"{"default_max_budget_usd": null}"#, [#""cheap""#, "0", "30000"]),
      (#"{"default_max_budget_usd": 100, "default_max_latency_ms": 300000}"#, [#""cheap""#, "100", "300000"]),
    ] {
      #expect(await fixture.admin("PUT", "/admin/v1/routing-config", body).json == .reading(#"{"ok": true}"#))
      #expect(await defaults(fixture) == expected, "\(body)")
    }
    #expect(await defaults(try await fixture.reopened()) == [#""cheap""#, "100", "300000"])
    #expect(await fixture.audited().count { $0.hasPrefix("routing-config.update") } == 6)
  }

  @Test(
    "H-402, R-204, R-205: what is out of range or of the wrong type is refused and changes nothing",
    arguments: [
      (#"{"default_mode": "vote"}"#, "unknown default_mode"), (#"{"default_mode": "x"}"#, "unknown default_mode"),
      (#"{"default_mode": 1}"#, "default_mode must be a string"),
      (#"{"default_max_budget_usd": 100.01}"#, "default_max_budget_usd must be between 0 and 100"),
      (#"{"default_max_budget_usd": -1}"#, "default_max_budget_usd must be between 0 and 100"),
      (#"{"default_max_budget_usd": "1"}"#, "default_max_budget_usd must be between 0 and 100"),
      (
        #"{"default_max_latency_ms": 300001, "default_mode": "cheap"}"#,
        "default_max_latency_ms must be between 0 and 300000"
      ),
      (#"{"default_max_latency_ms": -1}"#, "default_max_latency_ms must be between 0 and 300000"), ("[]", "bad json"),
      ("", "bad json"),
    ])
  func refused(body: String, message: String) async throws {
    let fixture = try await GatewayFixture.unlimited()
    let reply = await fixture.admin("PUT", "/admin/v1/routing-config", body)
    #expect(reply.status == 400 && reply.json["error"]?.string?.hasPrefix(message) == true, "\(reply.text)")
    #expect(await defaults(fixture) == [#""normal""#, "0.05", "20000"])
    #expect(await fixture.store.everything().isEmpty)
  }

  @Test("R-207, H-121: changed defaults count for requests that start afterwards")
  func requests() async throws {
    let fixture = try await GatewayFixture.unlimited()
    let key = await fixture.issueKey()
    let body = #"{"request": {"messages": [{"role": "user", "content": "hi"}]}}"#
    for mode in ["normal", "cheap", "high_confidence"] {
      if mode != "normal" {
        _ = await fixture.done("PUT", "/admin/v1/routing-config", #"{"default_mode": "\#(mode)"}"#)
      }
      #expect(await fixture.consumer("POST", "/v1/chat", key: key, body).status == 200)
    }
    let modes = await fixture.admin("GET", "/admin/v1/logs").json["logs"]?.elements?.compactMap { $0["mode"]?.string }
    #expect(modes == ["high_confidence", "cheap", "normal"])
  }

  @Test("H-403: a simulation tells the decision, and who stood behind whom")
  func simulate() async throws {
    let fixture = try await GatewayFixture.unlimited()
    let reply = await fixture.admin("POST", "/admin/v1/routing/simulate", #"{"mode": "cheap", "token_count": 1000}"#)
    let decision = try #require(reply.json["decision"])
    #expect(decision["model_id"]?.string == "alibaba/deepseek-v3.2" && decision["provider_id"]?.string == "alibaba")
    #expect((decision["estimated_cost_usd"]?.number ?? 0) > 0 && decision["reason"]?.string?.isEmpty == false)
    let eligible = try #require(reply.json["eligible"]?.elements)
    #expect(eligible.first?["id"]?.string == "alibaba/deepseek-v3.2")
    #expect(eligible.map { $0["selected"]?.bool } == [true] + Array(repeating: false, count: eligible.count - 1))
    #expect(eligible.allSatisfy { $0["weight"]?.integer != nil && $0["provider_id"]?.string != nil })
    #expect(reply.json["total"]?.integer == eligible.count)
  }

  @Test(
    "H-403: a length that is absent, zero or negative is 500 tokens",
    arguments: ["{}", #"{"token_count": 0}"#, #"{"token_count": -3}"#])
  func length(body: String) async throws {
    let fixture = try await GatewayFixture.unlimited()
    let all = await fixture.done("POST", "/admin/v1/routing/simulate", #"{"token_count": 500}"#)
    #expect(await fixture.done("POST", "/admin/v1/routing/simulate", body) == all)
  }

  @Test(
    "H-403, R-204, R-205: a simulation has the ranges of a request",
    arguments: [
      (#"{"max_budget_usd": 101}"#, "max_budget_usd must be between 0 and 100"),
      (#"{"max_latency_ms": -1}"#, "max_latency_ms must be between 0 and 300000"),
      (#"{"min_weight": 11}"#, "min_weight must be between 0 and 10"), (#"{"mode": "vote"}"#, "unknown mode"),
      (#"{"mode": 1}"#, "mode"), (#"{"token_count": "x"}"#, "token_count"), (#"{"model_hint": 1}"#, "model_hint"),
      ("{", "bad json"),
    ])
  func ranges(body: String, message: String) async throws {
    let fixture = try await GatewayFixture.unlimited()
    let reply = await fixture.admin("POST", "/admin/v1/routing/simulate", body)
    #expect(reply.status == 400 && reply.json["error"]?.string?.contains(message) == true, "\(reply.text)")
  }

  @Test("H-404: where nobody is eligible, a simulation says so and why")
  func nobody() async throws {
    let fixture = try await GatewayFixture.unlimited()
    let reply = await fixture.admin("POST", "/admin/v1/routing/simulate", #"{"min_weight": 10}"#)
    #expect(reply.status == 200)
    #expect(reply.json["decision"]?.isNull == true && reply.json["error"]?.string?.isEmpty == false)
    #expect(reply.json["eligible"] == [] && reply.json["total"]?.integer == 0)
    let skipped = reply.json["skipped"]?.elements ?? []
    #expect(!skipped.isEmpty && skipped.allSatisfy { $0["model_id"]?.string != nil && $0["reason"]?.string != nil })
  }

  @Test("H-404, R-643: a simulation sends, counts and changes nothing, and no turn is lost by it")
  func noTrace() async throws {
    let fixture = try await GatewayFixture.unlimited()
    let key = await fixture.issueKey()
    let alias =
      #"{"variants": [{"model_id": "gpt-test", "weight": 1}, {"model_id": "claude-test", "weight": 1}], "sticky_by": "round_robin"}"#
    _ = await fixture.done("PUT", "/admin/v1/aliases/turns", alias)
    let before = await fixture.store.everything()
    let metrics = await fixture.send("GET", "/metrics").text
    var simulated: [String] = []
    for _ in 0..<3 {
      let decision = await fixture.done("POST", "/admin/v1/routing/simulate", #"{"model_hint": "turns"}"#)["decision"]
      simulated.append(decision?["model_id"]?.string ?? "none")
      #expect(decision?["alias_from"]?.string == "turns")
    }
    let next = simulated[0]
    #expect(simulated == [next, next, next])
    #expect(fixture.transport.requests.isEmpty)
    #expect(await fixture.store.everything() == before)
    #expect(await fixture.send("GET", "/metrics").text == metrics)
    #expect(await fixture.admin("GET", "/admin/v1/stats").json["by_model"]?.names == [])
    var served: [String?] = []
    for _ in 0..<3 { served.append(await fixture.chat("turns", key: key)[header: "X-TokenHub-Model"]) }
    let other = next == "gpt-test" ? "claude-test" : "gpt-test"
    #expect(served == [next, other, next])
  }
}
