import Routing

/// Counts requests by window, for any number of tasks at once (H-602).
///
/// Memory grows with the traffic of 25 hours, 56 bytes a request, up to a stated number of them.
package final class RequestStatistics: Sendable {
  /// The most samples kept unless told otherwise: 56 MB of them, and 25 hours of 11 requests a second.
  package static let defaultCapacity = 1_000_000

  private let windows: Locked<StatisticsWindows>

  /// Makes statistics that keep at most so many samples, at least one.
  package init(capacity: Int = RequestStatistics.defaultCapacity) {
    windows = Locked(StatisticsWindows(capacity: capacity))
  }

  /// Counts a request.
  package func record(_ sample: RequestSample) {
    windows.withLock { $0.record(sample) }
  }

  /// The report at a moment in milliseconds since 1970; nobody waits for it.
  ///
  /// - Complexity: O(n) in the samples of the last 25 hours.
  package func report(now: Int) -> StatisticsReport {
    windows.withLock { $0 }.report(now: now)
  }
}
