import GatewayState
import GatewayTestSupport
import ProviderAdapters
import Routing
import RoutingCore
import RoutingTestKit
import RoutingTestSupport
import Testing

@testable import TokenHubAPI

/// What stands at `/metrics` after traffic.
@Suite(.offThePool) struct MetricsTests {
  private func value(_ fixture: GatewayFixture, _ series: String) async -> String? {
    let lines = await fixture.send("GET", "/metrics").text.split(separator: "\n")
    return lines.first { $0.hasPrefix(series + " ") }.map { String($0.dropFirst(series.count + 1)) }
  }

  /// An answer after so many milliseconds of the fixture's own clock is not needed: requests take none.
  private func traffic() async throws -> (GatewayFixture, String) {
    let fixture = try await GatewayFixture.unlimited(answer: { request in
      request.url.contains("openai.com") ? .json(400, .reading("{}")) : FixtureHosts.answer(request)
    })
    let key = await fixture.issueKey()
    for _ in 0..<2 { #expect(await fixture.chat("claude-test", key: key).status == 200) }
    #expect(await fixture.chat("gpt-test", key: key).status == 400)
    return (fixture, key)
  }

  @Test(
    "H-901, H-902, H-903, H-904, H-905, H-907: requests, latencies, costs, tokens, errors and health by their labels",
    arguments: [
      (#"tokenhub_requests_total{mode="normal",model="claude-test",provider="anthropic",status="ok"}"#, "2"),
      (#"tokenhub_requests_total{mode="normal",model="gpt-test",provider="openai",status="error"}"#, "1"),
      (#"tokenhub_request_latency_ms_count{mode="normal",model="claude-test",provider="anthropic"}"#, "2"),
      (#"tokenhub_request_latency_ms_bucket{mode="normal",model="claude-test",provider="anthropic",le="10"}"#, "2"),
      (#"tokenhub_request_latency_ms_bucket{mode="normal",model="claude-test",provider="anthropic",le="5120"}"#, "2"),
      (#"tokenhub_request_latency_ms_bucket{mode="normal",model="claude-test",provider="anthropic",le="+Inf"}"#, "2"),
      (#"tokenhub_tokens_total{model="claude-test",provider="anthropic",direction="input"}"#, "24"),
      (#"tokenhub_tokens_total{model="claude-test",provider="anthropic",direction="output"}"#, "4"),
      (#"tokenhub_request_errors_total{mode="normal",model="gpt-test",provider="openai",http_status="400"}"#, "1"),
      (#"tokenhub_provider_health_state{provider="anthropic"}"#, "2"),
      (#"tokenhub_provider_health_state{provider="other"}"#, "2"),
      ("tokenhub_rate_limited_total", "0"), ("tokenhub_admin_rate_limited_total", "0"),
      ("tokenhub_heartbeat_total", "0"),
      ("tokenhub_temporal_fallback_total", "0"), ("tokenhub_temporal_up", "0"),
      ("tokenhub_temporal_circuit_state", "0"),
      ("tokenhub_jobs_active", "0"), ("tokenhub_hedge_cost_usd_total", "0"),
    ])
  func series(name: String, expected: String) async throws {
    let (fixture, _) = try await traffic()
    #expect(await value(fixture, name) == expected)
  }

  @Test("H-903: the cost is what the requests cost together")
  func cost() async throws {
    let (fixture, _) = try await traffic()
    let text = await value(fixture, #"tokenhub_cost_usd_total{model="claude-test",provider="anthropic"}"#)
    // Two requests of 12 tokens of input at 0.003 for a thousand and 2 of output at 0.015.
    #expect(abs((text.flatMap { Double($0) } ?? 0) - 2 * (12 * 0.003 + 2 * 0.015) / 1000) < 1e-12)
  }

  @Test("H-906: who was not asked, and why")
  func skips() async throws {
    let (fixture, key) = try await traffic()
    _ = await fixture.done("PATCH", "/admin/v1/models/claude-test", #"{"enabled": false}"#)
    #expect(await fixture.chat("claude-test", key: key).status == 503)
    let text = await fixture.send("GET", "/metrics").text
    #expect(text.contains(#"tokenhub_provider_skips_total{provider="anthropic",reason=""#))
  }

  @Test("H-908: refusals by rate and heartbeats are counted")
  func counters() async throws {
    let fixture = try await GatewayFixture.open()
    for _ in 0..<61 { _ = await fixture.admin("GET", "/admin/v1/stats") }
    for _ in 0..<122 { _ = await fixture.send("GET", "/v1/models") }
    await fixture.gateway.tick()
    #expect(await value(fixture, "tokenhub_admin_rate_limited_total") == "1")
    #expect(await value(fixture, "tokenhub_rate_limited_total") == "2")
    #expect(await value(fixture, "tokenhub_heartbeat_total") == "1")
  }

  @Test("H-908, H-909: a workflow engine that fails is told of, and opens its circuit")
  func workflows() async throws {
    let engine = ScriptedWorkflows([])
    let fixture = try await GatewayFixture.unlimited { _, ports in ports.workflows = engine }
    let key = await fixture.issueKey()
    #expect(await value(fixture, "tokenhub_temporal_up") == "1")
    engine.setBroken(true)
    let body = #"{"request": {"messages": [{"role": "user", "content": "hi"}]}, "orchestration": {"mode": "planning"}}"#
    for _ in 0..<4 { #expect(await fixture.consumer("POST", "/v1/plan", key: key, body).status == 200) }
    #expect(await value(fixture, "tokenhub_temporal_up") == "0")
    #expect(await value(fixture, "tokenhub_temporal_circuit_state") == "1")
    #expect(await value(fixture, "tokenhub_temporal_fallback_total") == "4")
  }

  @Test("H-910: what the store did not take is counted, and fails no request")
  func dropped() async throws {
    let store = BreakableStore()
    let fixture = try await GatewayFixture.unlimited(store: store)
    let key = await fixture.issueKey()
    store.setBroken(true)
    #expect(await fixture.chat("gpt-test", key: key).status == 200)
    await fixture.gateway.services.writer.flush()
    let text = await fixture.send("GET", "/metrics").text
    #expect(text.contains(#"tokenhub_store_dropped_total{op=""#))
  }

  @Test("H-911: video tasks are counted by status")
  func video() async throws {
    let (fixture, key) = try await traffic()
    let body = #"{"model": "wan2.6-t2v", "prompt": "a cat"}"#
    let reply = await fixture.consumer("POST", "/v1/video/generations", key: key, body)
    #expect(reply.status == 200, "\(reply.text)")
    #expect(await value(fixture, #"tokenhub_video_tasks_total{status="PENDING"}"#) == "1")
  }

  @Test("H-912: every series has its HELP and TYPE, in one stable order; a client's own model names are no labels")
  func exposition() async throws {
    let (fixture, key) = try await traffic()
    for name in ["no\u{22}such", "x\\ny", "surely-unknown"] {
      _ = await fixture.consumer(
        "POST", "/v1/chat/completions", key: key,
        JSONValue(object: [
          "model": JSONValue(.string(name)), "messages": .reading(#"[{"role": "user", "content": "hi"}]"#),
        ]).text)
    }
    let text = await fixture.send("GET", "/metrics").text
    #expect(!text.contains("such") && !text.contains("surely-unknown"))
    #expect(await fixture.send("GET", "/metrics").text == text)
    var known: Set<Substring> = []
    for line in text.split(separator: "\n") {
      if line.hasPrefix("# TYPE ") { known.insert(line.split(separator: " ")[2]) }
      if line.hasPrefix("#") { continue }
      let name = line.prefix { $0 != "{" && $0 != " " }
      let family = ["_bucket", "_sum", "_count"].first { name.hasSuffix($0) }.map { name.dropLast($0.count) } ?? name
      #expect(known.contains(name) || known.contains(family), "\(line)")
    }
    #expect(text.split(separator: "\n").count { $0.hasPrefix("# HELP") } == known.count)
  }
}
