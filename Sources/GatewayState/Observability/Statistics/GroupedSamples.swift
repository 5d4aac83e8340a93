import RoutingCore

/// Samples told apart by one thing, and by the shortest window that holds them: a counting sort in two passes.
///
/// The latencies of a group stand together, those of the shortest window first, so that each window is a run of them.
struct GroupedSamples {
  private struct Sums {
    var requests = 0
    var errors = 0
    var latency = 0.0
    var cost = 0.0
    var inputTokens = 0
    var outputTokens = 0
  }

  private static let windows = StatisticsWindow.allCases.count

  /// By group, and within it by window.
  private var sums: [Sums]
  /// Where the next latency of a group and window goes.
  private var places: [Int] = []
  private var latencies: [Double] = []

  init(groups: Int) {
    sums = Array(repeating: Sums(), count: groups * GroupedSamples.windows)
  }

  /// The first pass: what can be added up.
  mutating func count(_ sample: SampleLog.Sample, in window: StatisticsWindow, of group: Int32) {
    guard group != NameTable.none else { return }
    let cell = Int(group) * GroupedSamples.windows + window.rawValue
    sums[cell].requests += 1
    sums[cell].errors += sample.isError ? 1 : 0
    sums[cell].latency += sample.latency
    sums[cell].cost += sample.cost
    sums[cell].inputTokens = sums[cell].inputTokens.addingSaturated(sample.inputTokens)
    sums[cell].outputTokens = sums[cell].outputTokens.addingSaturated(sample.outputTokens)
  }

  /// Between the passes.
  mutating func makeRoom() {
    places.reserveCapacity(sums.count)
    var next = 0
    for sum in sums {
      places.append(next)
      next += sum.requests
    }
    latencies = Array(repeating: 0, count: next)
  }

  /// The second pass: what must be sorted.
  mutating func place(_ sample: SampleLog.Sample, in window: StatisticsWindow, of group: Int32) {
    guard group != NameTable.none else { return }
    let cell = Int(group) * GroupedSamples.windows + window.rawValue
    latencies[places[cell]] = sample.latency
    places[cell] += 1
  }

  /// The aggregates of a group, or nil where it has no sample in any window.
  mutating func windows(of group: Int) -> StatisticsReport.Windows? {
    let first = group * GroupedSamples.windows
    let start = places[first] - sums[first].requests
    guard places[first + GroupedSamples.windows - 1] > start else { return nil }
    var total = Sums()
    var windows: StatisticsReport.Windows = [:]
    for window in StatisticsWindow.allCases {
      let part = sums[first + window.rawValue]
      total.requests += part.requests
      total.errors += part.errors
      total.latency += part.latency
      total.cost += part.cost
      total.inputTokens = total.inputTokens.addingSaturated(part.inputTokens)
      total.outputTokens = total.outputTokens.addingSaturated(part.outputTokens)
      windows[window] = aggregate(total, start: start)
    }
    return windows
  }

  private mutating func aggregate(_ total: Sums, start: Int) -> StatisticsAggregate {
    var aggregate = StatisticsAggregate()
    guard total.requests > 0 else { return aggregate }
    aggregate.requestCount = total.requests
    aggregate.errorCount = total.errors
    aggregate.averageLatency = total.latency / Double(total.requests)
    aggregate.totalCost = total.cost
    aggregate.inputTokens = total.inputTokens
    aggregate.outputTokens = total.outputTokens
    // Each window begins where the shorter one did, whose latencies may have changed places but not left it.
    aggregate.p95Latency = OrderStatistic.select(
      start + StatisticsAggregate.p95Position(of: total.requests), of: &latencies,
      in: start..<(start + total.requests))
    return aggregate
  }

  /// The aggregates of all groups that have any, in the byte order of their names.
  mutating func report(_ table: NameTable) -> [StatisticsReport.Group] {
    table.names.indices.sorted { table.names[$0] < table.names[$1] }.compactMap { group in
      windows(of: group).map { StatisticsReport.Group(name: table.names[group].text, windows: $0) }
    }
  }
}
