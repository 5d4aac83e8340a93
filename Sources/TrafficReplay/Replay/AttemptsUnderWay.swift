import RoutingCore

/// The attempts that have not ended yet, the one that ends first in front.
///
/// The heap moves places and not attempts, which are five times as large and count references.
struct AttemptsUnderWay: Sendable {
  private var ends = MomentQueue<Int>()
  private var attempts: [PendingAttempt?] = []
  private var free: [Int] = []

  /// When the next attempt ends.
  var nextEnd: Moment? { ends.first }

  mutating func insert(_ attempt: PendingAttempt, until end: Moment) {
    let place = free.popLast() ?? attempts.count
    if place == attempts.count { attempts.append(attempt) } else { attempts[place] = attempt }
    ends.insert(place, at: end)
  }

  /// Takes out the attempt that ends first, of two that end together the one that began first.
  mutating func popFirst() -> PendingAttempt? {
    guard let place = ends.popFirst()?.value else { return nil }
    free.append(place)
    return attempts[place].take()
  }
}
