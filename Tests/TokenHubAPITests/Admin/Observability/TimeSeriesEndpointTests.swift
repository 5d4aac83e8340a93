import GatewayState
import GatewayTestSupport
import ProviderAdapters
import Routing
import RoutingCore
import RoutingTestKit
import RoutingTestSupport
import Testing

@testable import TokenHubAPI

/// `/admin/v1/tsdb`.
@Suite(.offThePool) struct TimeSeriesEndpointTests {
  private static let start = Int(GatewayFixture.start) * 1000

  private func recorded() async throws -> GatewayFixture {
    let fixture = try await GatewayFixture.unlimited()
    let series = fixture.gateway.services.series
    for (value, model, provider, offset) in [
      (1.0, "b", "p", 0), (3, "b", "p", 1000), (5, "b", "p", 2500), (7, "a", "q", 1000), (9, "a", "p", 1000),
    ] {
      series.record(value, of: .latency, model: ModelID(model), provider: ProviderID(provider), at: Self.start + offset)
    }
    return fixture
  }

  private func query(_ fixture: GatewayFixture, _ query: String) async -> Reply {
    await fixture.admin("GET", "/admin/v1/tsdb/query?\(query)")
  }

  private func points(_ reply: Reply) -> [[Double]] {
    (reply.json["series"]?.elements ?? []).map { ($0["points"]?.elements ?? []).compactMap { $0["v"]?.number } }
  }

  @Test(
    "H-610: what is missing or unreadable is refused",
    arguments: [
      ("", "metric parameter required"), ("metric=", "metric parameter required"),
      ("metric=latency&start=soon", "start"),
      ("metric=latency&end=2026-13-01T00:00:00Z", "end"), ("metric=latency&step_ms=-1", "step_ms"),
      ("metric=latency&step_ms=1.5", "step_ms"), ("metric=latency&step=x", "step_ms"),
    ])
  func refused(text: String, message: String) async throws {
    let reply = await query(try await recorded(), text)
    #expect(reply.status == 400 && reply.json["error"]?.string?.hasPrefix(message) == true, "\(reply.text)")
  }

  @Test("H-611: series by model and provider, points in order; an unknown metric has none")
  func all() async throws {
    let fixture = try await recorded()
    let reply = await query(fixture, "metric=latency")
    let series = try #require(reply.json["series"]?.elements)
    #expect(
      series.map { "\($0["model_id"]?.string ?? "")@\($0["provider_id"]?.string ?? "")" } == ["a@p", "a@q", "b@p"])
    #expect(series.allSatisfy { $0["metric"]?.string == "latency" })
    #expect(points(reply) == [[9], [7], [1, 3, 5]])
    #expect(series[2]["points"]?[0]?["t"] != nil)
    #expect(await query(fixture, "metric=nothing").json == .reading(#"{"series": []}"#))
  }

  @Test(
    "H-610, H-611: filters go by either name, bounds count in, both as dates and as milliseconds",
    arguments: [
      ("model_id=a", [[9], [7]]), ("model=a&provider=q", [[7]]), ("model_id=a&model=b", [[9], [7]]),
      ("provider_id=q", [[7]]), ("model_id=b&start=@1000&end=@2500", [[3, 5]]), ("model_id=b&end=@999", [[1]]),
      ("model_id=b&start=2026-11-22T00:00:01Z", [[3, 5]]), ("model_id=b&end=2026-11-22T00:00:01.000Z", [[1, 3]]),
      ("model_id=b&step_ms=2000", [[2, 5]]), ("model_id=b&step=10000", [[3]]), ("model_id=b&step_ms=0", [[1, 3, 5]]),
      ("model_id=nobody", []),
    ] as [(String, [[Double]])])
  func filters(text: String, expected: [[Double]]) async throws {
    var text = text
    for offset in ["1000", "2500", "999"] {
      text = text.replacing("@\(offset)", with: "\(Self.start + (Int(offset) ?? 0))")
    }
    let reply = await query(try await recorded(), "metric=latency&" + text)
    #expect(points(reply) == expected, "\(reply.text)")
  }

  @Test("H-611: a bucket begins at a multiple of the step")
  func buckets() async throws {
    let reply = await query(try await recorded(), "metric=latency&model_id=b&step_ms=2000")
    let times = (reply.json["series"]?[0]?["points"]?.elements ?? []).map { $0["t"]?.integer }
    #expect(times == [Self.start, Self.start + 2000])
  }

  @Test("H-612, H-120: what requests write, by name, at once")
  func metrics() async throws {
    let fixture = try await GatewayFixture.unlimited()
    let key = await fixture.issueKey()
    #expect(await fixture.admin("GET", "/admin/v1/tsdb/metrics").json == .reading(#"{"metrics": []}"#))
    #expect(await fixture.chat("gpt-test", key: key).status == 200)
    #expect(
      await fixture.admin("GET", "/admin/v1/tsdb/metrics").json
        == .reading(#"{"metrics": ["cost", "latency", "tokens"]}"#))
    #expect(points(await query(fixture, "metric=tokens&model_id=gpt-test")) == [[14]])
  }

  @Test("H-613, H-614: pruning drops what is older than is kept, and says how much")
  func prune() async throws {
    let fixture = try await recorded()
    await fixture.time.advance(by: 86_401_500)
    #expect(await fixture.done("POST", "/admin/v1/tsdb/prune") == .reading(#"{"ok": true, "deleted": 0}"#))
    #expect(
      await fixture.done("PUT", "/admin/v1/tsdb/retention", #"{"retention_days": 1}"#)
        == .reading(#"{"ok": true, "retention_days": 1}"#))
    #expect(await fixture.done("POST", "/admin/v1/tsdb/prune") == .reading(#"{"ok": true, "deleted": 4}"#))
    #expect(points(await query(fixture, "metric=latency")) == [[5]])
    await fixture.time.advance(by: 3_600_000)
    await fixture.gateway.tick()
    #expect(points(await query(fixture, "metric=latency")) == [])
  }

  @Test(
    "H-614: a retention has 1 to 3650 days",
    arguments: [
      (#"{"retention_days": 1}"#, 200), (#"{"days": 3650}"#, 200), (#"{"retention_days": 0}"#, 400),
      (#"{"retention_days": 3651}"#, 400), (#"{"retention_days": 1.5}"#, 400), (#"{"retention_days": "7"}"#, 400),
      ("{}", 400),
      ("", 400), (#"{"retention_days": null}"#, 400),
    ])
  func retention(body: String, status: Int) async throws {
    let fixture = try await GatewayFixture.unlimited()
    #expect(fixture.gateway.services.series.retention.count == 7)
    #expect(await fixture.admin("PUT", "/admin/v1/tsdb/retention", body).status == status)
    let days = fixture.gateway.services.series.retention.count
    #expect((days != 7) == (status == 200))
    #expect(try await fixture.reopened().gateway.services.series.retention.count == days)
  }
}
