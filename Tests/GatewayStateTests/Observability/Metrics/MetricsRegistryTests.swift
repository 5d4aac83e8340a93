import RoutingCore
import RoutingTestSupport
import Testing

@testable import GatewayState

extension MetricsRegistry {
  /// Counts a latency by itself.
  fileprivate func recordLatency(_ milliseconds: Double, mode: String, _ model: ModelID?, _ provider: ProviderID?) {
    update { $0.record(milliseconds, of: LatencySeries(mode: mode, model: model, provider: provider)) }
  }
}

@Suite(.offThePool) struct MetricsRegistryTests {
  private func read(_ registry: MetricsRegistry) throws -> ExpositionReader { try ExpositionReader(registry.text) }

  @Test(
    "H-901 to H-911: every metric has the contract's type and labels",
    arguments: [
      ("tokenhub_requests_total", "counter", ["mode", "model", "provider", "status"]),
      ("tokenhub_request_latency_ms", "histogram", ["mode", "model", "provider"]),
      ("tokenhub_cost_usd_total", "counter", ["model", "provider"]),
      ("tokenhub_tokens_total", "counter", ["model", "provider", "direction"]),
      ("tokenhub_request_errors_total", "counter", ["mode", "model", "provider", "http_status"]),
      ("tokenhub_provider_skips_total", "counter", ["provider", "reason"]),
      ("tokenhub_provider_health_state", "gauge", ["provider"]),
      ("tokenhub_rate_limited_total", "counter", []), ("tokenhub_admin_rate_limited_total", "counter", []),
      ("tokenhub_heartbeat_total", "counter", []), ("tokenhub_temporal_fallback_total", "counter", []),
      ("tokenhub_temporal_up", "gauge", []), ("tokenhub_temporal_circuit_state", "gauge", []),
      ("tokenhub_store_dropped_total", "counter", ["op"]), ("tokenhub_jobs_total", "counter", ["status"]),
      ("tokenhub_jobs_active", "gauge", []), ("tokenhub_video_tasks_total", "counter", ["status"]),
      ("tokenhub_hedge_cost_usd_total", "counter", []),
    ])
  func catalogue(name: String, type: String, labels: [String]) throws {
    let registry = MetricsRegistry()
    for counter in Self.everyCounter { registry.add(to: counter) }
    for gauge in Self.everyGauge { registry.set(gauge, to: 1) }
    registry.recordLatency(1, mode: "cheap", "m", "p")
    let reader = try read(registry)
    #expect(reader.families.count == 18)
    let family = try #require(reader[name])
    #expect(family.type == type)
    #expect(!family.samples.isEmpty)
    for sample in family.samples { #expect(sample.labels.map { $0[0] }.filter { $0 != "le" } == labels) }
  }

  private static let everyCounter: [MetricCounter] = [
    .requests(mode: "cheap", "m", "p", .ok), .cost("m", "p"), .tokens("m", "p", .input),
    .requestErrors(mode: "cheap", "m", "p", httpStatus: 502), .providerSkips("p", reason: "health_down"),
    .rateLimited, .adminRateLimited, .heartbeats, .temporalFallbacks, .storeDropped(operation: "requests"),
    .jobs(status: "succeeded"), .videoTasks(status: "SUCCEEDED"), .hedgeCost,
  ]
  private static let everyGauge: [MetricGauge] = [.providerHealth("p"), .temporalUp, .temporalCircuit, .activeJobs]

  @Test("H-912: what nothing was counted of yet is there with its HELP and TYPE, and without labels at 0")
  func empty() throws {
    let reader = try read(MetricsRegistry())
    #expect(reader.families.count == 18)
    #expect(reader.families.allSatisfy { $0.help.hasSuffix(".") })
    #expect(
      reader.families.flatMap(\.samples).map(\.name) == [
        "tokenhub_rate_limited_total", "tokenhub_admin_rate_limited_total", "tokenhub_heartbeat_total",
        "tokenhub_temporal_fallback_total", "tokenhub_temporal_up", "tokenhub_temporal_circuit_state",
        "tokenhub_jobs_active", "tokenhub_hedge_cost_usd_total",
      ])
    #expect(reader.families.flatMap(\.samples).allSatisfy { $0.value == "0" })
    #expect(MetricsRegistry.mediaType.contains("version=0.0.4"))
  }

  @Test("H-902: a latency counts in its bucket and all above, whose ends are 10·2ᵏ and +Inf, themselves included")
  func buckets() throws {
    let registry = MetricsRegistry()
    for latency in [0, 10, 10.5, 20, 5120, 5121, .nan, -1] as [Double] {
      registry.recordLatency(latency, mode: "cheap", "m", "p")
    }
    let family = try #require(try read(registry)["tokenhub_request_latency_ms"])
    let buckets = family.samples.filter { $0.name.hasSuffix("_bucket") }
    #expect(
      buckets.map { $0["le"] } == ["10", "20", "40", "80", "160", "320", "640", "1280", "2560", "5120", "+Inf"])
    #expect(buckets.map(\.value) == ["4", "6", "6", "6", "6", "6", "6", "6", "6", "7", "8"])
    #expect(family.samples.suffix(2).map(\.value) == ["10281.5", "8"])
  }

  @Test("H-903, H-912: amounts add up, are written with a point, and never shrink")
  func amounts() throws {
    let registry = MetricsRegistry()
    for amount in [0.25, 0.5, -1, .nan, .infinity, 1e-7] { registry.add(amount, to: .cost("m", "p")) }
    registry.add(1e-7, to: .cost("m", "q"))
    registry.add(to: .heartbeats)
    registry.add(to: .heartbeats)
    let family = try #require(try read(registry)["tokenhub_cost_usd_total"])
    #expect(family.samples.map(\.value) == ["0.7500001", "1e-07"])
    #expect(try read(registry).value("tokenhub_heartbeat_total") == 2)
  }

  @Test("H-907: the health of a provider is 2, 1 or 0, and goes with the provider")
  func health() throws {
    let registry = MetricsRegistry()
    for (state, value) in [(ProviderState.healthy, 2.0), (.degraded, 1), (.down, 0)] {
      registry.setHealth(state, of: "p")
      #expect(try read(registry).value("tokenhub_provider_health_state", "p") == value)
    }
    registry.setHealth(nil, of: "p")
    #expect(try read(registry).value("tokenhub_provider_health_state", "p") == nil)
  }

  @Test("H-912: any text as the value of a label reads back as it was", arguments: 0..<60)
  func escaping(seed: UInt64) throws {
    var dice = SeededGenerator(seed: seed, stream: 0xE5C)
    let alphabet = Array("\\\"\nnab{}=, é\r\u{2028}#".unicodeScalars)
    var text = String.UnicodeScalarView()
    for _ in 0..<dice.index(below: 12) { text.append(alphabet[dice.index(below: alphabet.count)]) }
    let registry = MetricsRegistry()
    registry.add(to: .providerSkips(ProviderID(String(text)), reason: "r"))
    let sample = try #require(try read(registry)["tokenhub_provider_skips_total"]?.samples.first)
    #expect(sample["provider"].map { Array($0.utf8) } == Array(String(text).utf8))
  }

  @Test("H-912: the same series come in the same order, whatever order they came in", arguments: 0..<10)
  func order(seed: UInt64) throws {
    var dice = SeededGenerator(seed: seed, stream: 0x0DE)
    var series: [MetricCounter] = []
    for model in ["a", "b", "ä", "B", "a,b"] as [ModelID] {
      for provider in ["p", "q"] as [ProviderID] { series.append(.cost(model, provider)) }
    }
    let sorted = MetricsRegistry()
    for counter in series { sorted.add(to: counter) }
    let shuffled = MetricsRegistry()
    for counter in series.shuffled(using: &dice) { shuffled.add(to: counter) }
    #expect(sorted.text == shuffled.text)
    let models = try #require(try read(sorted)["tokenhub_cost_usd_total"]).samples.compactMap { $0["model"] }
    #expect(models == ["B", "B", "a", "a", "a,b", "a,b", "b", "b", "ä", "ä"])
  }

  @Test("H-912: of 10000 series and more the further ones are counted under other, and nothing is lost")
  func cardinality() throws {
    let registry = MetricsRegistry()
    for number in 0..<10_050 { registry.add(to: .providerSkips(ProviderID("p\(number)"), reason: "r")) }
    registry.add(to: .providerSkips("p0", reason: "r"))
    registry.add(to: .requests(mode: "new", "new", "new", .error))
    registry.recordLatency(1, mode: "new", "new", "new")
    registry.setHealth(.healthy, of: "new")
    registry.add(to: .requestErrors(mode: "new", "new", "new", httpStatus: 99_999))
    let table = registry.text
    let lines = String(decoding: table, as: UTF8.self).split(separator: "\n")
    let skips = lines.filter { $0.hasPrefix("tokenhub_provider_skips_total{") }
    // Eight series without labels are there from the beginning.
    #expect(skips.count == 10_000 - 8 + 1)
    #expect(skips.compactMap { $0.split(separator: " ").last.flatMap { Int($0) } }.reduce(0, +) == 10_051)
    #expect(lines.contains("tokenhub_provider_skips_total{provider=\"other\",reason=\"other\"} 58"))
    #expect(lines.contains("tokenhub_provider_skips_total{provider=\"p0\",reason=\"r\"} 2"))
    #expect(
      lines.contains("tokenhub_requests_total{mode=\"other\",model=\"other\",provider=\"other\",status=\"error\"} 1"))
    #expect(lines.contains("tokenhub_provider_health_state{provider=\"other\"} 2"))
    #expect(
      lines.contains("tokenhub_request_latency_ms_count{mode=\"other\",model=\"other\",provider=\"other\"} 1"))
    let errors = "tokenhub_request_errors_total{mode=\"other\",model=\"other\",provider=\"other\",http_status=\"0\"} 1"
    #expect(lines.contains { $0 == errors })
  }

  @Test("of many tasks that count nothing is lost")
  func manyTasks() async throws {
    let registry = MetricsRegistry()
    await withTaskGroup(of: Void.self) { group in
      for task in 0..<8 {
        group.addTask {
          for _ in 0..<500 {
            registry.add(to: .cost("m", ProviderID("p\(task % 2)")))
            registry.recordLatency(1, mode: "cheap", "m", nil)
          }
        }
      }
    }
    let reader = try read(registry)
    #expect(reader.value("tokenhub_cost_usd_total", "m", "p0") == 2000)
    #expect(reader.value("tokenhub_cost_usd_total", "m", "p1") == 2000)
    #expect(reader.value("tokenhub_request_latency_ms_count", "cheap", "m", "none") == 4000)
  }

  @Test("the reader of these tests sees what is wrong with a text")
  func readerCanFail() {
    let head = "# HELP a_total h.\n# TYPE a_total counter\n"
    let broken = [
      head + "a_total 1", head + "a_total 1\na_total 1\n", head + "b_total 1\n", head + "a_total{x=\"\\q\"} 1\n",
      head + "a_total{x=\"1\"\n", head + "a_total{x=\"1\"} x\n", head + "a_total{1x=\"1\"} 1\n", "a_total 1\n",
      "# TYPE a_total counter\n", head + head, head + "\n", head + "a_total  1\n",
      "# HELP a h.\n# TYPE a histogram\na_bucket{le=\"1\"} 2\na_bucket{le=\"+Inf\"} 1\na_sum 1\na_count 1\n",
      "# HELP a h.\n# TYPE a histogram\na_bucket{le=\"1\"} 1\na_sum 1\na_count 1\n",
    ]
    for text in broken { #expect(throws: ExpositionReader.Problem.self) { try ExpositionReader(Array(text.utf8)) } }
    #expect(throws: Never.self) { try ExpositionReader(Array((head + "a_total{x=\"1\"} 1\n").utf8)) }
  }
}
