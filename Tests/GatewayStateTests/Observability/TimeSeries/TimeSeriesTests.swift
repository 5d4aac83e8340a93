import RoutingCore
import RoutingTestSupport
import Testing

@testable import GatewayState

@Suite(.offThePool) struct TimeSeriesTests {
  private struct Point: Hashable {
    var metric: TimeSeriesMetric
    var model: ModelID?
    var provider: ProviderID?
    var milliseconds: Int
    var value: Double
  }

  /// What the contract says, over a plain list of points.
  private static func expected(_ points: [Point], _ query: TimeSeriesQuery) -> [TimeSeriesResult] {
    let inside = points.filter { point in
      point.metric == query.metric && (query.model == nil || point.model == query.model)
        && (query.provider == nil || point.provider == query.provider) && point.milliseconds >= query.start ?? .min
        && point.milliseconds <= query.end ?? .max
    }
    let series = Dictionary(grouping: inside) { "\($0.model?.text ?? "")\u{1}\($0.provider?.text ?? "")" }
    return series.keys.sorted().compactMap { key in
      guard let members = series[key], let one = members.first else { return nil }
      var buckets: [Int: [Double]] = [:]
      let ordered = members.enumerated().sorted { ($0.1.milliseconds, $0.0) < ($1.1.milliseconds, $1.0) }.map(\.1)
      for point in ordered {
        let step = Double(query.step)
        let begin =
          query.step > 0
          ? Int((Double(point.milliseconds) / step).rounded(.down)) * query.step : point.milliseconds
        buckets[begin, default: []].append(point.value)
      }
      let result = buckets.keys.sorted().flatMap { begin in
        let values = buckets[begin] ?? []
        return query.step > 0
          ? [TimeSeriesPoint(milliseconds: begin, value: values.reduce(0, +) / Double(values.count))]
          : values.map { TimeSeriesPoint(milliseconds: begin, value: $0) }
      }
      return TimeSeriesResult(metric: query.metric, model: one.model, provider: one.provider, points: result)
    }
  }

  private static func randomPoint(_ dice: inout SeededGenerator) -> Point {
    Point(
      metric: TimeSeriesMetric.allCases[dice.index(below: 5)],
      model: dice.unit() < 0.2 ? nil : ModelID("m\(dice.index(below: 3))"),
      provider: dice.unit() < 0.2 ? nil : ProviderID("p\(dice.index(below: 2))"),
      milliseconds: dice.index(below: 400) - 200, value: Double(dice.index(below: 100)))
  }

  @Test("H-610, H-611: every query gives what a plain list of the same points gives", arguments: 0..<40)
  func law(seed: UInt64) {
    var dice = SeededGenerator(seed: seed, stream: 0x7D5)
    let store = TimeSeriesStore(retention: .standard)
    var points: [Point] = []
    for _ in 0..<dice.index(below: 200) {
      let point = Self.randomPoint(&dice)
      points.append(point)
      store.record(
        point.value, of: point.metric, model: point.model, provider: point.provider, at: point.milliseconds)
      if dice.unit() < 0.02 {
        let now = RetentionDays.standard.milliseconds + dice.index(below: 200) - 300
        let before = points.count
        points.removeAll { $0.milliseconds < now - 7 * 86_400_000 }
        #expect(store.prune(now: now) == before - points.count)
      }
    }
    for _ in 0..<30 {
      let query = TimeSeriesQuery(
        TimeSeriesMetric.allCases[dice.index(below: 5)], model: dice.unit() < 0.6 ? nil : "m1",
        provider: dice.unit() < 0.6 ? nil : "p1", start: dice.unit() < 0.5 ? nil : dice.index(below: 400) - 200,
        end: dice.unit() < 0.5 ? nil : dice.index(below: 400) - 200,
        step: [0, 1, 7, 60, 1000, -1][dice.index(below: 6)])
      #expect(store.series(query) == Self.expected(points, query))
    }
    #expect(store.pointCount == points.count)
    #expect(store.metrics == Set(points.map(\.metric)).sorted { $0.name < $1.name })
  }

  @Test("H-611: a series is shown with its metric, and with model and provider where it has them")
  func fields() {
    let store = TimeSeriesStore()
    store.record(1.5, of: .latency, model: "b", provider: "p", at: 10)
    store.record(2, of: .latency, model: nil, provider: nil, at: 20)
    #expect(
      store.series(TimeSeriesQuery(.latency)).map(\.json.text) == [
        "{\"metric\":\"latency\",\"points\":[{\"t\":20,\"v\":2}]}",
        "{\"metric\":\"latency\",\"model_id\":\"b\",\"provider_id\":\"p\",\"points\":[{\"t\":10,\"v\":1.5}]}",
      ])
  }

  @Test(
    "H-612: the metrics are latency, cost, tokens, errors and stream_bytes, and those with points are listed by name")
  func metrics() {
    #expect(Set(TimeSeriesMetric.allCases.map(\.name)) == ["latency", "cost", "tokens", "errors", "stream_bytes"])
    #expect(TimeSeriesMetric(name: "stream_bytes") == .streamBytes)
    #expect(TimeSeriesMetric(name: "speed") == nil)
    let store = TimeSeriesStore()
    #expect(store.metrics == [])
    for metric in [TimeSeriesMetric.tokens, .cost, .streamBytes, .cost] {
      store.record(1, of: metric, model: nil, provider: nil, at: 0)
    }
    #expect(store.metrics.map(\.name) == ["cost", "stream_bytes", "tokens"])
  }

  @Test("H-613, H-614: points older than the retention go, a week unless it is set otherwise")
  func retention() throws {
    let store = TimeSeriesStore()
    let now = 1_700_000_000_000
    for days in [0, 6, 7, 8, 30] {
      store.record(1, of: .cost, model: nil, provider: nil, at: now - days * 86_400_000)
    }
    #expect(store.prune(now: now) == 2)
    store.retention = try #require(RetentionDays(1))
    #expect(store.prune(now: now) == 2)
    #expect(store.prune(now: now) == 0)
    #expect(store.pointCount == 1)
  }

  @Test(
    "H-614: a retention is 1 to 3650 days, and its document reads back as it was",
    arguments: [(0, false), (1, true), (7, true), (3650, true), (3651, false), (-1, false), (.max, false)])
  func retentionRange(count: Int, isValid: Bool) throws {
    #expect((RetentionDays(count) != nil) == isValid)
    guard let retention = RetentionDays(count) else { return }
    #expect(retention.change == .put(.settings, key: "tsdb-retention", body: retention.json))
    #expect(RetentionDays(StateDocument(key: RetentionDays.key, version: 1, body: retention.json)) == retention)
    #expect(RetentionDays(StateDocument(key: RetentionDays.key, version: 1, body: ["retention_days"])) == nil)
  }

  @Test("of more points than there is room for the newest stay, whatever series they are of", arguments: 0..<30)
  func displacement(seed: UInt64) {
    var dice = SeededGenerator(seed: seed, stream: 0xFA11)
    let capacity = 1 + dice.index(below: 150)
    var table = TimeSeriesTable(maximumSeries: 100, maximumPoints: capacity)
    let isInOrder = dice.unit() < 0.5
    var times: [Int] = []
    for number in 0..<400 {
      let time = isInOrder ? number / 3 : dice.index(below: 50)
      let key = TimeSeriesTable.Key(metric: .cost, model: ModelID("m\(dice.index(below: 7))"), provider: nil)
      let before = table.pointCount
      table.record(1, of: key, at: time)
      if before == capacity {
        // The oldest hundredth went before the new one came.
        times = Array(times.sorted().dropFirst(max(capacity / 100, 1)))
      }
      times.append(time)
      #expect(table.pointCount == times.count && table.pointCount <= capacity)
    }
    let kept = table.points(of: TimeSeriesQuery(.cost)).flatMap { $0.points.map(\.milliseconds) }
    #expect(kept.sorted() == times.sorted())
  }

  @Test("points of one series too many go to the series other, and room that is pruned can be had again")
  func cardinality() {
    let store = TimeSeriesStore(maximumSeries: 2)
    for model in ["a", "b", "c", "d"] as [ModelID] {
      store.record(1, of: .cost, model: model, provider: "p", at: 0)
    }
    store.record(2, of: .cost, model: "a", provider: "p", at: 1)
    let series = store.series(TimeSeriesQuery(.cost))
    #expect(series.map(\.model) == ["a", "b", "other"])
    #expect(series.map(\.points.count) == [2, 1, 2])
    #expect(store.prune(now: RetentionDays.standard.milliseconds + 2) == 5)
    store.record(1, of: .cost, model: "e", provider: "p", at: 5)
    #expect(store.series(TimeSeriesQuery(.cost)).map(\.model) == ["e"])
  }

  @Test("a value that is no number leaves no point, and moments at the ends of their range do no harm")
  func hostile() {
    let store = TimeSeriesStore(maximumPoints: 3)
    for value in [Double.nan, .infinity, -.infinity] {
      store.record(value, of: .cost, model: nil, provider: nil, at: 0)
    }
    #expect(store.pointCount == 0)
    for time in [Int.min, .max, 0, .min, .max] { store.record(1, of: .cost, model: nil, provider: nil, at: time) }
    #expect(store.series(TimeSeriesQuery(.cost, step: .max)).first?.points.map(\.value) == [1, 1])
    #expect(store.series(TimeSeriesQuery(.cost)).first?.points.map(\.milliseconds) == [0, .max, .max])
  }
}
