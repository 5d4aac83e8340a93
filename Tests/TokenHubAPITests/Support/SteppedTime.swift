import Routing
import RoutingCore
import RoutingTestKit
import Synchronization

/// A clock whose date a test sets, while time passes as on another one.
final class SteppedTime: TimeSource {
  private let time: VirtualTime
  private let offset = Mutex(0.0)

  init(_ time: VirtualTime) { self.time = time }

  var now: Moment { time.now }
  var unixTime: Double { time.unixTime + offset.withLock { $0 } }

  func sleep(until moment: Moment) async throws(CancellationError) { try await time.sleep(until: moment) }

  /// Sets the date by so many days ahead, or back.
  func step(byDays days: Double) { offset.withLock { $0 += days * 86_400 } }
}
