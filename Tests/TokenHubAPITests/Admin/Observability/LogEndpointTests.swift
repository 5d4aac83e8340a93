import GatewayState
import GatewayTestSupport
import ProviderAdapters
import Routing
import RoutingCore
import RoutingTestKit
import RoutingTestSupport
import Testing

@testable import TokenHubAPI

/// Health, statistics and logs after traffic.
@Suite(.offThePool) struct LogEndpointTests {
  /// A gateway whose provider openai refuses, and anthropic answers.
  private func traffic() async throws -> (GatewayFixture, keyID: String) {
    let fixture = try await GatewayFixture.unlimited(answer: { request in
      request.url.contains("openai.com")
        ? .json(400, .reading(#"{"error": {"message": "no such parameter"}}"#)) : FixtureHosts.answer(request)
    })
    let issued = await fixture.done("POST", "/admin/v1/apikeys", #"{"name": "tester"}"#)
    let key = issued["key"]?.string ?? ""
    #expect(await fixture.chat("claude-test", key: key, id: "good-1").status == 200)
    await fixture.time.advance(by: 1000)
    #expect(await fixture.chat("gpt-test", key: key, id: "bad-1").status == 400)
    await fixture.time.advance(by: 1000)
    #expect(await fixture.chat("fast", key: key, id: "good-2").status == 200)
    return (fixture, issued["id"]?.string ?? "")
  }

  @Test("H-601: the health of every registered provider, by id, also of those without traffic")
  func health() async throws {
    let (fixture, _) = try await traffic()
    let list = try #require(await fixture.admin("GET", "/admin/v1/health").json["providers"]?.elements)
    #expect(list.compactMap { $0["provider_id"]?.string } == ["alibaba", "anthropic", "dashscope", "openai", "other"])
    #expect(
      list[4]
        == .reading(
          #"{"provider_id": "other", "state": "healthy", "total_requests": 0, "total_errors": 0, "consec_errors": 0, "avg_latency_ms": 0, "error_rate": 0}"#
        ))
    #expect(list[1]["total_requests"]?.integer == 1 && list[1]["last_success_at"]?.string == "2026-11-22T00:00:00.000Z")
    #expect(list[1]["last_error"] == nil && list[1]["last_error_time"] == nil && list[1]["cooldown_until"] == nil)
  }

  @Test("H-601: a provider that fails is told of with its last error and its cooldown")
  func failing() async throws {
    let fixture = try await GatewayFixture.unlimited(answer: { _ in
      .json(500, .reading(#"{"error": {"message": "it burns"}}"#))
    })
    let key = await fixture.issueKey()
    for _ in 0..<4 { _ = await fixture.time.running { await fixture.chat("gpt-test", key: key) } }
    let list = await fixture.admin("GET", "/admin/v1/health").json["providers"]?.elements ?? []
    let openai = try #require(list.first { $0["provider_id"]?.string == "openai" })
    #expect((openai["total_errors"]?.integer ?? 0) > 0 && (openai["consec_errors"]?.integer ?? 0) > 0)
    #expect(openai["last_error"]?.string?.isEmpty == false && openai["last_error_time"]?.string?.hasSuffix("Z") == true)
    #expect(openai["state"]?.string != "healthy" && (openai["error_rate"]?.number ?? 0) > 0)
  }

  @Test("H-602: statistics come as objects by name, then by window")
  func statistics() async throws {
    let (fixture, keyID) = try await traffic()
    let stats = await fixture.admin("GET", "/admin/v1/stats").json
    #expect(stats.names == ["global", "by_model", "by_provider", "by_api_key", "by_mode"])
    #expect(stats["global"]?.names == ["1m", "5m", "1h", "24h"])
    let minute = try #require(stats["global"]?["1m"])
    #expect(
      minute.names == [
        "request_count", "error_count", "error_rate", "avg_latency_ms", "p95_latency_ms", "total_cost_usd",
        "input_tokens",
        "output_tokens", "total_tokens",
      ])
    #expect(minute["request_count"]?.integer == 3 && minute["error_count"]?.integer == 1)
    #expect(minute["input_tokens"]?.integer == 24 && minute["total_tokens"]?.integer == 28)
    #expect(stats["by_model"]?["claude-test"]?["5m"]?["request_count"]?.integer == 1)
    #expect(stats["by_provider"]?["openai"]?["1h"]?["error_rate"]?.number == 1)
    #expect(stats["by_api_key"]?[keyID]?["24h"]?["request_count"]?.integer == 3)
    #expect(stats["by_mode"]?["normal"]?["24h"]?["request_count"]?.integer == 3)
    await fixture.time.advance(by: 59_500)
    let later = await fixture.admin("GET", "/admin/v1/stats").json
    #expect(
      later["global"]?["1m"]?["request_count"]?.integer == 1 && later["global"]?["5m"]?["request_count"]?.integer == 3)
  }

  @Test("H-603, H-046: the request log, newest first, with the status that the client got")
  func requests() async throws {
    let (fixture, keyID) = try await traffic()
    let reply = await fixture.admin("GET", "/admin/v1/logs")
    #expect(reply.json.names == ["logs", "total", "limit", "offset"])
    #expect(
      reply.json["total"]?.integer == 3 && reply.json["limit"]?.integer == 100 && reply.json["offset"]?.integer == 0)
    let logs = try #require(reply.json["logs"]?.elements)
    #expect(logs.compactMap { $0["request_id"]?.string } == ["good-2", "bad-1", "good-1"])
    #expect(logs.map { $0["status_code"]?.integer } == [200, 400, 200])
    #expect(logs.map { $0["model_id"]?.string } == ["alibaba/deepseek-v3.2", "gpt-test", "claude-test"])
    #expect(logs.map { $0["provider_id"]?.string } == ["alibaba", "openai", "anthropic"])
    #expect(logs.map { $0["alias_from"]?.string } == ["fast", nil, nil])
    #expect(logs.allSatisfy { $0["api_key_id"]?.string == keyID && $0["mode"]?.string == "normal" })
    #expect(logs[1]["error_class"]?.string?.isEmpty == false && logs[0]["error_class"] == nil)
    #expect(logs[0]["timestamp"]?.string == "2026-11-22T00:00:02.000Z" && logs[0]["total_tokens"]?.integer == 14)
    for name in ["id", "estimated_cost_usd", "latency_ms", "input_tokens", "output_tokens"] {
      #expect(logs.allSatisfy { $0[name] != nil }, "\(name)")
    }
  }

  @Test("H-605, H-046: the rewards of the attempts, newest first")
  func rewards() async throws {
    let (fixture, _) = try await traffic()
    let reply = await fixture.admin("GET", "/admin/v1/rewards").json
    let rewards = try #require(reply["rewards"]?.elements)
    #expect(reply["total"]?.integer == rewards.count)
    let good = try #require(rewards.last)
    #expect(
      good["request_id"]?.string == "good-1" && good["success"]?.bool == true && (good["reward"]?.number ?? 0) > 0)
    #expect(good["token_bucket"]?.string == "small" && good["latency_budget_ms"]?.number == 20_000)
    for name in ["id", "timestamp", "model_id", "provider_id", "mode", "estimated_tokens", "latency_ms", "cost_usd"] {
      #expect(rewards.allSatisfy { $0[name] != nil }, "\(name)")
    }
  }

  @Test(
    "H-045, H-047: pages of logs: over the most is clamped, what is no number from 1 is the default",
    arguments: [
      ("", 100, 0), ("?limit=2", 2, 0), ("?limit=5000", 1000, 0), ("?limit=0", 100, 0), ("?limit=-3", 100, 0),
      ("?limit=x&offset=y", 100, 0), ("?limit=1.5", 100, 0), ("?limit=1&offset=2", 1, 2), ("?offset=-1", 100, 0),
      ("?offset=9223372036854775807", 100, Int.max),
    ])
  func pages(query: String, limit: Int, offset: Int) async throws {
    let (fixture, _) = try await traffic()
    for (path, list) in [("logs", "logs"), ("audit", "logs"), ("rewards", "rewards")] {
      let reply = await fixture.admin("GET", "/admin/v1/\(path)\(query)").json
      #expect(reply["limit"]?.integer == limit && reply["offset"]?.integer == offset, "\(path)")
      let total = reply["total"]?.integer ?? 0
      #expect(total > 0 && reply[list]?.elements?.count == min(limit, max(total - offset, 0)), "\(path)")
    }
  }

  @Test(
    "H-045: lists of models and providers give 1000 unless asked for fewer",
    arguments: [
      ("", 1000), ("?limit=2", 2), ("?limit=1001", 1000), ("?limit=0", 1000), ("?limit=-1", 1000), ("?limit=a", 1000),
    ])
  func listPages(query: String, limit: Int) async throws {
    let fixture = try await GatewayFixture.unlimited()
    for path in ["providers", "models", "engine/models"] {
      #expect(await fixture.admin("GET", "/admin/v1/\(path)\(query)").json["limit"]?.integer == limit, "\(path)")
    }
  }

  @Test("H-047: a gateway without anything gives empty lists, never null")
  func empty() async throws {
    let fixture = try await GatewayFixture.unlimited(registry: nil, directory: ModelDirectory())
    for (path, list) in [
      ("logs", "logs"), ("audit", "logs"), ("rewards", "rewards"), ("providers", "items"), ("models", "items"),
      ("aliases", "items"), ("plans", "items"), ("engine/models", "models"), ("engine/models", "adapters"),
      ("engine/models", "adapter_info"), ("health", "providers"), ("tsdb/metrics", "metrics"),
      ("workflows", "workflows"),
      ("tsdb/query?metric=latency", "series"),
    ] { #expect(await fixture.admin("GET", "/admin/v1/\(path)").json[list] == [], "\(path)") }
    #expect(await fixture.admin("GET", "/admin/v1/apikeys").json == [])
  }

  @Test("H-606, H-046: the engine's view: all models by id, disabled ones too, and the adapters")
  func engine() async throws {
    let fixture = try await GatewayFixture.unlimited()
    let reply = await fixture.admin("GET", "/admin/v1/engine/models?limit=3&offset=1").json
    #expect(reply.names == ["models", "total", "limit", "offset", "adapters", "adapter_info"])
    let ids = FixtureRegistry.models.map(\.id).sorted().map(\.text)
    #expect(reply.ids("models") == Array(ids[1...3]) && reply["total"]?.integer == ids.count)
    #expect(reply["adapters"] == .reading(#"["alibaba", "anthropic", "dashscope", "openai", "other"]"#))
    #expect(reply.ids("adapter_info") == ["alibaba", "anthropic", "dashscope", "openai", "other"])
  }

  @Test("H-604: every action of an administrator is in the audit once, with its request's id")
  func audit() async throws {
    let fixture = try await GatewayFixture.unlimited()
    _ = await fixture.send(
      "PUT", "/admin/v1/tsdb/retention",
      headers: [
        HTTPField("Authorization", "Bearer \(GatewayFixture.adminToken)"), HTTPField("X-Request-ID", "my-request"),
      ], body: .bytes(Array(#"{"retention_days": 3}"#.utf8)))
    _ = await fixture.done("POST", "/admin/v1/tsdb/prune")
    _ = await fixture.done("POST", "/admin/v1/admin-token/rotate", #"{"token": "\#(GatewayFixture.adminToken)"}"#)
    let logs = try #require(await fixture.admin("GET", "/admin/v1/audit").json["logs"]?.elements)
    #expect(logs.compactMap { $0["action"]?.string } == ["admin_token.rotate", "tsdb.prune", "tsdb.retention"])
    #expect(logs[2]["request_id"]?.string == "my-request" && logs[2]["timestamp"]?.string == "2026-11-22T00:00:00.000Z")
    #expect(logs.allSatisfy { $0["id"]?.string?.isEmpty == false && $0["resource"]?.string?.isEmpty == false })
    #expect(Set(logs.compactMap { $0["id"]?.string }).count == 3)
  }

  @Test("H-607: logs older than ninety days go with the hourly round")
  func pruning() async throws {
    let (fixture, _) = try await traffic()
    await fixture.gateway.tick()
    #expect(await fixture.admin("GET", "/admin/v1/logs").json["total"]?.integer == 3)
    await fixture.time.advance(by: 7_775_998_500)
    await fixture.gateway.tick()
    for (path, total) in [("logs", 2), ("audit", 0)] {
      #expect(await fixture.admin("GET", "/admin/v1/\(path)").json["total"]?.integer == total, "\(path)")
    }
  }
}
