import RoutingCore

/// The values of all series.
struct MetricsTable: Sendable {
  /// The most series that are kept apart (H-912); a histogram counts as one.
  let maximumSeries: Int
  private(set) var counters: [MetricCounter: Double] = [:]
  private(set) var gauges: [MetricGauge: Double] = [:]
  private(set) var latencies: [LatencySeries: LatencyHistogram] = [:]

  /// Makes a table in which the series without labels are 0 from the beginning.
  init(maximumSeries: Int) {
    self.maximumSeries = maximumSeries
    for counter in [.rateLimited, .adminRateLimited, .heartbeats, .temporalFallbacks, .hedgeCost] as [MetricCounter] {
      counters[counter] = 0
    }
    for gauge in [.temporalUp, .temporalCircuit, .activeJobs] as [MetricGauge] { gauges[gauge] = 0 }
  }

  /// Adds to a counter; anything but a finite number from 0 up adds nothing.
  mutating func add(_ amount: Double, to counter: MetricCounter) {
    counters[isFull && counters[counter] == nil ? counter.other : counter, default: 0] += amount.orZero
  }

  /// Brings a counter up to what somebody else has counted; it never falls.
  mutating func raise(_ counter: MetricCounter, to total: Double) {
    add(max(total - (counters[counter] ?? 0), 0), to: counter)
  }

  /// Sets a gauge; a number that is not finite is left out.
  mutating func set(_ gauge: MetricGauge, to value: Double) {
    guard value.isFinite else { return }
    gauges[isFull && gauges[gauge] == nil ? gauge.other : gauge] = value
  }

  mutating func remove(_ gauge: MetricGauge) {
    gauges[gauge] = nil
  }

  mutating func record(_ latency: Double, of series: LatencySeries) {
    let series = isFull && latencies[series] == nil ? series.other : series
    latencies[series, default: LatencyHistogram()].record(latency)
  }

  private var isFull: Bool { counters.count + gauges.count + latencies.count >= maximumSeries }
}
