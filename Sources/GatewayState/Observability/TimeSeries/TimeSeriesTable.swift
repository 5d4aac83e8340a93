import RoutingCore

/// Points by metric, model and provider, bounded in the number of series and of points.
struct TimeSeriesTable: Sendable {
  /// What tells series apart.
  struct Key: Hashable, Comparable, Sendable {
    var metric: TimeSeriesMetric
    var model: ModelID?
    var provider: ProviderID?

    /// Where a point goes that would begin one series too many.
    var other: Key { Key(metric: metric, model: "other", provider: "other") }

    /// By model and then provider, those without one first.
    static func < (lhs: Key, rhs: Key) -> Bool {
      if lhs.model != rhs.model { return precedes(lhs.model, rhs.model) }
      return precedes(lhs.provider, rhs.provider)
    }

    private static func precedes<Record>(_ lhs: Identifier<Record>?, _ rhs: Identifier<Record>?) -> Bool {
      guard let rhs else { return false }
      return lhs.map { $0 < rhs } ?? true
    }
  }

  let maximumSeries: Int
  let maximumPoints: Int
  private(set) var columns: [Key: PointColumn] = [:]
  private(set) var pointCount = 0

  init(maximumSeries: Int, maximumPoints: Int) {
    self.maximumSeries = max(maximumSeries, 1)
    self.maximumPoints = max(maximumPoints, 1)
  }

  /// Adds a point; one that is no finite number is left out.
  mutating func record(_ value: Double, of key: Key, at milliseconds: Int) {
    guard value.isFinite else { return }
    if pointCount >= maximumPoints { makeRoom() }
    let key = columns.count >= maximumSeries && columns[key] == nil ? key.other : key
    columns[key, default: PointColumn()].insert(milliseconds, value)
    pointCount += 1
  }

  /// Drops the points earlier than a moment; how many those were.
  mutating func prune(before milliseconds: Int) -> Int {
    let before = pointCount
    for key in Array(columns.keys) { removeFirst(columns[key]?.count(before: milliseconds) ?? 0, of: key) }
    return before - pointCount
  }

  /// The metrics that have points, in the byte order of their names.
  var metrics: [TimeSeriesMetric] {
    let present = Set(columns.keys.map(\.metric))
    return TimeSeriesMetric.allCases.filter(present.contains).sorted { $0.name < $1.name }
  }

  /// The points asked for, one by one.
  func points(of query: TimeSeriesQuery) -> [TimeSeriesResult] {
    let keys = columns.keys.filter { key in
      key.metric == query.metric && (query.model == nil || key.model == query.model)
        && (query.provider == nil || key.provider == query.provider)
    }
    return keys.sorted().compactMap { key in
      guard let column = columns[key] else { return nil }
      let first = query.start.map { column.count(before: $0) } ?? 0
      let end = query.end.map { column.count(before: $0, orAt: true) } ?? column.count
      guard first < end else { return nil }
      return TimeSeriesResult(
        metric: key.metric, model: key.model, provider: key.provider, points: column.points(first..<end))
    }
  }

  private mutating func removeFirst(_ number: Int, of key: Key) {
    guard number > 0, var column = columns.removeValue(forKey: key) else { return }
    pointCount -= number
    column.removeFirst(number)
    if column.count > 0 { columns[key] = column }
  }

  /// Drops the oldest hundredth of all points, at least one.
  ///
  /// The moment before which so many lie is found by halving, which costs a look into every series some forty times;
  /// spread over the points that then have room, that is nothing.
  private mutating func makeRoom() {
    let wanted = max(maximumPoints / 100, 1)
    var low = columns.values.compactMap(\.firstTime).min() ?? 0
    var high = columns.values.compactMap(\.lastTime).max() ?? 0
    while low < high {
      // Rounded up, and without the difference, which may be too large for an integer.
      let middle = (low | high) - ((low ^ high) >> 1)
      if columns.values.reduce(0, { $0 + $1.count(before: middle) }) <= wanted {
        low = middle
      } else {
        high = middle - 1
      }
    }
    var dropped = prune(before: low)
    // Points of the same moment are equally old; the series' order says which of them go, so that the same points always do.
    for key in columns.keys.sorted(by: { ($0.metric.name, $0) < ($1.metric.name, $1) }) where dropped < wanted {
      let number = min(columns[key]?.count(before: low, orAt: true) ?? 0, wanted - dropped)
      removeFirst(number, of: key)
      dropped += number
    }
  }
}
