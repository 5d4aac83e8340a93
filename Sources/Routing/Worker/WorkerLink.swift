import RoutingCore
import Synchronization

/// What a worker and its router share.
final class WorkerLink: Sendable {
  /// Tells the workers of a router apart, in the order of their making.
  let number: Int
  let arrivals = ViewMailbox<RouterView>()
  /// Views that the worker is done with, so that the router's thread frees them and not the worker's.
  let returns = ViewMailbox<RouterView>()
  let ring = OutcomeRing()
  let overflow = OutcomeOverflow()
  private let closed = Atomic<Bool>(false)

  init(number: Int) {
    self.number = number
  }

  /// Whether the worker is gone; whatever it told before is then there to be read.
  var isClosed: Bool { closed.load(ordering: .acquiring) }

  /// Puts an entry into the overflow: for want of room, or because it holds more than the ring's words can.
  @inline(never)
  func tell(
    _ event: AttemptEvent, _ provider: RoutedProvider, _ now: Moment, _ permit: UInt64, _ message: String?,
    after ringCount: Int
  ) {
    overflow.add(
      OutcomeOverflow.Entry(
        entry: OutcomeEntry(
          event: event, moment: now, roster: provider.roster, place: provider.place, permit: permit),
        message: message, ringCount: ringCount, isSpilled: permit == 0 && message == nil))
  }

  func close() { closed.store(true, ordering: .releasing) }
}
