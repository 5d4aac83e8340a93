public import RoutingCore

/// Tells the time and waits: the only clock of a dispatcher.
///
/// Implement this over the host's clock, or turn it by hand in a test. `now` never goes back. ``sleep(until:)`` returns at
/// or after its moment, never before, and throws at once when its task is cancelled, also one that was cancelled before.
/// `TimeSourceContract` of `RoutingTestKit` checks an implementation.
public protocol TimeSource: Sendable {
  /// The present, on a clock that never goes back.
  var now: Moment { get }

  /// Seconds since 1970 in UTC, which dates in `Retry-After` are relative to (R-1060).
  var unixTime: Double { get }

  /// Waits until a moment.
  ///
  /// - Throws: `CancellationError` where the task is cancelled before.
  func sleep(until moment: Moment) async throws(CancellationError)
}
