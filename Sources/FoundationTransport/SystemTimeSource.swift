public import Routing
public import RoutingCore
import Foundation

/// The machine's own clocks.
public struct SystemTimeSource: TimeSource {
  private let start = ContinuousClock.now

  /// Makes a clock whose zero is now.
  public init() {}

  /// The time since this clock was made.
  public var now: Moment { Moment(nanoseconds: SystemTimeSource.nanoseconds(ContinuousClock.now - start)) }

  /// Seconds since 1970 in UTC.
  public var unixTime: Double { Date().timeIntervalSince1970 }

  /// Waits until a moment.
  ///
  /// A wait that is cancelled keeps some 700 bytes until its moment (Swift 6.3 on Linux), so a thousand requests a second
  /// with a deadline of a minute hold some 40 MB.
  ///
  /// - Throws: `CancellationError` where the task is cancelled before.
  public func sleep(until moment: Moment) async throws(CancellationError) {
    do {
      try await Task.sleep(until: start.advanced(by: .nanoseconds(moment.nanoseconds)), clock: .continuous)
    } catch {
      throw CancellationError()
    }
  }

  private static func nanoseconds(_ duration: Duration) -> Int64 {
    let (seconds, attoseconds) = duration.components
    return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
  }
}
