import RoutingCore

/// What is to happen, by the order of moments, and of one moment in the order in which it was planned.
///
/// A binary heap in an array: planning and taking are O(log n).
struct EventQueue {
  private var events: [Event] = []
  private var planned = 0

  /// Something that happens to a request, or to all.
  struct Event {
    let moment: Moment
    fileprivate let order: Int
    let kind: Kind
  }

  /// What happens.
  enum Kind {
    /// An attempt of the request in a slot ends.
    case attemptEnds(slot: Int, request: Int, attempt: Int, CallEnding)
    /// The moment has come that a request asked to be told of; only the latest asked for counts.
    case wakes(slot: Int, request: Int, wake: Int)
    /// The providers are probed.
    case probe
    /// A provider was probed.
    case probed(ProviderHandle, ProbeResult)
  }

  init() { events.reserveCapacity(1024) }

  /// The moment of the next event.
  var nextMoment: Moment? { events.first?.moment }

  mutating func plan(_ kind: Kind, at moment: Moment) {
    events.append(Event(moment: moment, order: planned, kind: kind))
    planned += 1
    var place = events.count - 1
    while place > 0 {
      let parent = (place - 1) / 2
      guard precedes(place, parent) else { break }
      events.swapAt(place, parent)
      place = parent
    }
  }

  mutating func next() -> Event? {
    guard let first = events.first else { return nil }
    let last = events.removeLast()
    if events.isEmpty { return first }
    events[0] = last
    var place = 0
    while true {
      let left = 2 * place + 1
      guard left < events.count else { break }
      let right = left + 1
      let least = right < events.count && precedes(right, left) ? right : left
      guard precedes(least, place) else { break }
      events.swapAt(place, least)
      place = least
    }
    return first
  }

  private func precedes(_ a: Int, _ b: Int) -> Bool {
    let (first, second) = (events[a], events[b])
    if first.moment.nanoseconds != second.moment.nanoseconds {
      return first.moment.nanoseconds < second.moment.nanoseconds
    }
    return first.order < second.order
  }
}

/// How a simulated call ends.
enum CallEnding {
  /// With an answer of so many tokens.
  case answered(tokens: Int)
  /// With a status, that of a fault or of the provider's usual conduct.
  case status(Int, retryAfter: Milliseconds?, isFault: Bool)
  /// Nobody listened.
  case refused
  /// Not before its deadline.
  case timedOut
}
