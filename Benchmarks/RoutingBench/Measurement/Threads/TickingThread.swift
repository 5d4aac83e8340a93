import Foundation
import Routing
import Synchronization

/// A host's thread that does something to a router at equal times until it is told to stop.
final class TickingThread: Sendable {
  private let isOver = Atomic<Bool>(false)

  /// Does `body`, waits, and does it again, on the caller's thread.
  func run(every seconds: Double, _ body: (Int) -> Void) {
    var number = 0
    while !isOver.load(ordering: .acquiring) {
      body(number)
      number += 1
      // In short naps, so that the end is noticed soon.
      let clock = ContinuousClock()
      let next = clock.now.advanced(by: .seconds(seconds))
      while clock.now < next, !isOver.load(ordering: .acquiring) { Thread.sleep(forTimeInterval: min(seconds, 0.01)) }
    }
  }

  func stop() { isOver.store(true, ordering: .releasing) }
}
