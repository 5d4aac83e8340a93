import Synchronization
import Testing

/// Records an issue where what it sees stays the same for half an hour.
///
/// It is one for a whole run: a sleep that is cancelled keeps its memory until its time is over, so one for each
/// request would look like a leak of the gateway.
final class Watchdog: Sendable {
  private final class Sight: Sendable {
    let state = Mutex<(what: (any Sendable)?, count: Int)>((nil, 0))
  }

  private let sight: Sight
  private let task: Task<Void, Never>

  init() {
    let sight = Sight()
    self.sight = sight
    task = Task {
      var last = (count: 0, minutes: 0)
      while (try? await Task.sleep(for: .seconds(60))) != nil {
        let now = sight.state.withLock { $0 }
        last = now.count == last.count ? (last.count, last.minutes + 1) : (now.count, 0)
        guard last.minutes == 30, let what = now.what else { continue }
        Issue.record("no answer after half an hour: \(what)")
      }
    }
  }

  /// Tells what is under way from now on.
  func sees(_ what: any Sendable) { sight.state.withLock { $0 = (what, $0.count + 1) } }

  /// Ends the watch.
  func stop() { task.cancel() }
}
