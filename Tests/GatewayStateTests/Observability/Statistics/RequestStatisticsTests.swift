import RoutingCore
import RoutingTestSupport
import Testing

@testable import GatewayState

@Suite(.offThePool) struct RequestStatisticsTests {
  private static let now = 1_700_000_000_000

  private static func sample(
    at milliseconds: Int = now, model: ModelID? = "m", provider: ProviderID? = "p", key: String? = "k",
    mode: String = "cheap", isError: Bool = false, latency: Double = 1, cost: Double = 0, input: Int = 0,
    output: Int = 0
  ) -> RequestSample {
    RequestSample(
      milliseconds: milliseconds, model: model, provider: provider, apiKeyID: key, mode: mode, isError: isError,
      latency: latency, cost: cost, inputTokens: input, outputTokens: output)
  }

  /// The aggregate as the contract says it, counted from scratch.
  private static func expected(_ samples: [RequestSample], _ window: StatisticsWindow) -> StatisticsAggregate {
    let inside = samples.filter { $0.milliseconds >= now - window.milliseconds }
    var aggregate = StatisticsAggregate()
    guard !inside.isEmpty else { return aggregate }
    aggregate.requestCount = inside.count
    aggregate.errorCount = inside.filter(\.isError).count
    aggregate.averageLatency = inside.map(\.latency).reduce(0, +) / Double(inside.count)
    let position = min(Int((0.95 * Double(inside.count)).rounded(.down)), inside.count - 1)
    aggregate.p95Latency = inside.map(\.latency).sorted()[position]
    aggregate.totalCost = inside.map(\.cost).reduce(0, +)
    aggregate.inputTokens = inside.map(\.inputTokens).reduce(0, +)
    aggregate.outputTokens = inside.map(\.outputTokens).reduce(0, +)
    return aggregate
  }

  private static func agree(_ lhs: StatisticsReport.Windows, _ samples: [RequestSample]) -> Bool {
    StatisticsWindow.allCases.allSatisfy { window in
      let (have, want) = (lhs[window] ?? StatisticsAggregate(), expected(samples, window))
      // Sums of floating-point numbers depend on the order of adding in the last digits; nothing else may differ.
      var same = have
      same.averageLatency = want.averageLatency
      same.totalCost = want.totalCost
      return same == want && abs(have.averageLatency - want.averageLatency) <= 1e-9 * (1 + want.averageLatency)
        && abs(have.totalCost - want.totalCost) <= 1e-9 * (1 + want.totalCost)
    }
  }

  private static func agree(
    _ groups: [StatisticsReport.Group], _ samples: [RequestSample], by name: (RequestSample) -> String?
  ) -> Bool {
    let names = Set(samples.compactMap(name)).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    return groups.map(\.name) == names
      && groups.allSatisfy { group in agree(group.windows, samples.filter { name($0) == group.name }) }
  }

  @Test("H-602: every aggregate of every window is what a plain count over the same samples gives", arguments: 0..<30)
  func law(seed: UInt64) {
    var dice = SeededGenerator(seed: seed, stream: 0x57A7)
    let statistics = RequestStatistics()
    let count = [0, 1, 2, 20, 400][dice.index(below: 5)]
    var samples: [RequestSample] = []
    for _ in 0..<count {
      // Within the day, near the ends of the windows, and sometimes in no order or yet to come.
      let window = StatisticsWindow.allCases[dice.index(below: 4)].milliseconds
      let age = [window, window + 1, window - 1, dice.index(below: window), -5][dice.index(below: 5)]
      samples.append(
        Self.sample(
          at: Self.now - min(age, 86_400_000), model: dice.unit() < 0.1 ? nil : ModelID("m\(dice.index(below: 5))"),
          provider: dice.unit() < 0.1 ? nil : ProviderID("p\(dice.index(below: 3))"),
          key: dice.unit() < 0.3 ? nil : "k\(dice.index(below: 4))", mode: ["cheap", "normal"][dice.index(below: 2)],
          isError: dice.unit() < 0.2, latency: Double(dice.index(below: 50)) * 1.5, cost: dice.unit(),
          input: dice.index(below: 1000), output: dice.index(below: 1000)))
    }
    for sample in samples { statistics.record(sample) }
    let report = statistics.report(now: Self.now)
    #expect(Self.agree(report.global, samples))
    #expect(Self.agree(report.byModel, samples) { $0.model?.text })
    #expect(Self.agree(report.byProvider, samples) { $0.provider?.text })
    #expect(Self.agree(report.byAPIKey, samples) { $0.apiKeyID })
    #expect(Self.agree(report.byMode, samples) { $0.mode })
    #expect(report.displacedSamples == 0)
  }

  @Test("H-602: the 95th percentile stands at position min(⌊0.95·n⌋, n−1)")
  func position() {
    for (count, position) in [(1, 0), (2, 1), (10, 9), (19, 18), (20, 19), (21, 19), (100, 95), (1000, 950)] {
      #expect(StatisticsAggregate.p95Position(of: count) == position)
    }
  }

  @Test("H-602: samples are kept for 25 hours")
  func retention() {
    var windows = StatisticsWindows(capacity: 10)
    windows.record(Self.sample(at: Self.now))
    windows.record(Self.sample(at: Self.now + 90_000_000))
    #expect(windows.samples.count == 2)
    windows.record(Self.sample(at: Self.now + 90_000_001))
    #expect(windows.samples.count == 2)
    #expect(windows.displaced == 0)
  }

  @Test("H-602: the windows are 1m, 5m, 1h and 24h, and an aggregate has the contract's fields")
  func fields() {
    let statistics = RequestStatistics()
    statistics.record(Self.sample(isError: true, latency: 5, cost: 0.5, input: 2, output: 3))
    let aggregate = """
      {"request_count":1,"error_count":1,"error_rate":1,"avg_latency_ms":5,"p95_latency_ms":5,"total_cost_usd":0.5,\
      "input_tokens":2,"output_tokens":3,"total_tokens":5}
      """
    let windows = "{\"1m\":\(aggregate),\"5m\":\(aggregate),\"1h\":\(aggregate),\"24h\":\(aggregate)}"
    #expect(
      statistics.report(now: Self.now).json.text == """
        {"global":\(windows),"by_model":{"m":\(windows)},"by_provider":{"p":\(windows)},\
        "by_api_key":{"k":\(windows)},"by_mode":{"cheap":\(windows)}}
        """)
  }

  @Test("without traffic all windows are there and empty, and so they are a day later")
  func empty() {
    let statistics = RequestStatistics()
    let before = statistics.report(now: Self.now).json
    #expect(before["global"]?["24h"]?["request_count"] == 0)
    #expect(before["global"]?["1m"]?["p95_latency_ms"] == 0)
    #expect(before["by_model"]?.members == [])
    statistics.record(Self.sample())
    #expect(statistics.report(now: Self.now + 86_400_001).json == before)
  }

  @Test("when there is no room the oldest samples go, and the report says how many")
  func capacity() {
    let statistics = RequestStatistics(capacity: 3)
    for number in 0..<5 { statistics.record(Self.sample(model: ModelID("m\(number)"), latency: Double(number))) }
    let report = statistics.report(now: Self.now)
    #expect(report.byModel.map(\.name) == ["m2", "m3", "m4"])
    #expect(report.global[.minute]?.requestCount == 3)
    #expect(report.displacedSamples == 2)
  }

  @Test("names that no sample has any more take no memory")
  func names() {
    var windows = StatisticsWindows(capacity: 10)
    for number in 0..<1000 { windows.record(Self.sample(model: ModelID("m\(number)"), key: "k\(number)")) }
    #expect(windows.models.names.count <= 11)
    #expect(windows.apiKeys.names.count <= 11)
    #expect(windows.report(now: Self.now).byModel.map(\.name) == (990..<1000).map { "m\($0)" })
  }

  @Test("samples stay in order across the ends of their chunks")
  func chunks() {
    var windows = StatisticsWindows(capacity: 10_000)
    for number in 0..<25_000 { windows.record(Self.sample(latency: Double(number))) }
    var latencies: [Double] = []
    windows.samples.forEach { latencies.append($0.latency) }
    #expect(latencies == (15_000..<25_000).map(Double.init))
  }

  @Test("a latency or cost that is no number from 0 up counts as 0, and tokens do not overflow")
  func hostile() {
    let statistics = RequestStatistics()
    for value in [Double.nan, -.infinity, .infinity, -1] {
      statistics.record(Self.sample(latency: value, cost: value, input: .max, output: .min))
    }
    let aggregate = statistics.report(now: Self.now).global[.minute]
    #expect(aggregate?.averageLatency == 0 && aggregate?.p95Latency == 0 && aggregate?.totalCost == 0)
    #expect(aggregate?.inputTokens == 4 << 53 && aggregate?.outputTokens == 0)
  }

  @Test("a selected value is the one that sorting puts there", arguments: 0..<60)
  func selection(seed: UInt64) {
    var dice = SeededGenerator(seed: seed, stream: 0x5E1)
    let count = 1 + dice.index(below: 60)
    let distinct = 1 + dice.index(below: 60)
    let values = (0..<count).map { _ in Double(dice.index(below: distinct)) }
    let orders = [values, values.sorted(), values.sorted(by: >), Array(repeating: 1, count: count)]
    for order in orders {
      for position in 0..<count {
        var copy = [-1] + order + [-2]
        // After so few rounds the rest is sorted, as it is after many where somebody is up to no good.
        let rounds = [0, 1, 2, 64][dice.index(below: 4)]
        let selected = OrderStatistic.select(position + 1, of: &copy, in: 1..<(count + 1), maximumRounds: rounds)
        #expect(selected == order.sorted()[position])
        #expect(copy.first == -1 && copy.last == -2)
        #expect(copy[1...count].sorted() == order.sorted())
      }
    }
  }
}
