package import RoutingCore
import Routing

/// Keeps time series in memory, for any number of tasks at once (H-610 to H-614).
///
/// Every point is kept as it came until it is older than the retention. At most so many series are kept apart, and points of
/// further ones go to a series of model and provider `other`; of at most so many points, of 16 bytes each, the
/// oldest go first.
package final class TimeSeriesStore: Sendable {
  private struct State: Sendable {
    var table: TimeSeriesTable
    var retention: RetentionDays
  }

  private let state: Locked<State>

  /// Makes an empty store; two million points take 32 MB, and twice that while they are grown or moved.
  package init(retention: RetentionDays = .standard, maximumSeries: Int = 2000, maximumPoints: Int = 2_000_000) {
    state = Locked(
      State(
        table: TimeSeriesTable(maximumSeries: maximumSeries, maximumPoints: maximumPoints), retention: retention))
  }

  /// Adds a point at a moment in milliseconds since 1970; one that is no finite number is left out.
  package func record(
    _ value: Double, of metric: TimeSeriesMetric, model: ModelID?, provider: ProviderID?, at milliseconds: Int
  ) {
    let key = TimeSeriesTable.Key(metric: metric, model: model, provider: provider)
    state.withLock { $0.table.record(value, of: key, at: milliseconds) }
  }

  /// The points asked for, by model and then provider in byte order, those without one first (H-611).
  ///
  /// - Complexity: O(n) in the points asked for.
  package func series(_ query: TimeSeriesQuery) -> [TimeSeriesResult] {
    var series = state.withLock { $0.table.points(of: query) }
    guard query.step > 0 else { return series }
    for position in series.indices { series[position].average(over: query.step) }
    return series
  }

  /// The metrics that have points, sorted by name (H-612).
  package var metrics: [TimeSeriesMetric] { state.withLock { $0.table.metrics } }

  /// Drops the points that are older than the retention at a moment in milliseconds since 1970; how many those were (H-613).
  package func prune(now: Int) -> Int {
    state.withLock { $0.table.prune(before: now - $0.retention.milliseconds) }
  }

  /// How long points are kept; what is older goes with the next pruning (H-614).
  package var retention: RetentionDays {
    get { state.withLock { $0.retention } }
    set { state.withLock { $0.retention = newValue } }
  }

  /// How many points there are.
  package var pointCount: Int { state.withLock { $0.table.pointCount } }
}
