import Dispatch
import Foundation
import Synchronization
import TrafficReplay

/// Replays of several policies on several threads; none depends on another, so how many there are changes nothing.
enum ParallelReplays {
  /// How many threads can run at once.
  static var processors: Int { ProcessInfo.processInfo.activeProcessorCount }

  /// Holds a replay while it goes from thread to thread.
  private final class Slot: Sendable {
    let replay: Mutex<TraceReplay?>

    init(_ replay: TraceReplay) {
      self.replay = Mutex(replay)
    }
  }

  /// Does the work for each replay, for as many at a time as there are threads.
  static func perform(
    on replays: inout [TraceReplay], threads: Int, _ work: @escaping @Sendable (inout TraceReplay) -> Void
  ) {
    guard threads > 1, replays.count > 1 else { return ComparisonReplay.inTurn(&replays, work) }
    let slots = replays.map { Slot($0) }
    // Whoever works on a replay must have the only one, or all of it would be copied first.
    replays.removeAll(keepingCapacity: true)
    let workers = min(threads, slots.count)
    DispatchQueue.concurrentPerform(iterations: workers) { worker in
      for place in stride(from: worker, to: slots.count, by: workers) {
        slots[place].replay.withLock { replay in
          guard var own = replay.take() else { return }
          work(&own)
          replay = own
        }
      }
    }
    for slot in slots {
      slot.replay.withLock { replay in
        if let done = replay.take() { replays.append(done) }
      }
    }
  }
}
