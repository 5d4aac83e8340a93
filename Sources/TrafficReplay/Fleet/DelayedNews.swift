import RoutingCore

/// What replicas have told a store and others do not see yet, for each replica in the order in which it happened.
///
/// Single events wait here and not copies of all that a replica knows: what others see of a replica is what its events up
/// to then make of an empty state, so both come to the same, and events take less room.
struct DelayedNews<Event: Sendable>: Sendable {
  private let schedule: PublicationSchedule
  private var lines: [Line]

  private struct Line: Sendable {
    var entries: [(visible: Moment, event: Event)] = []
    /// How many of them have been taken out.
    var taken = 0
  }

  init(_ schedule: PublicationSchedule, replicas: Int) {
    self.schedule = schedule
    lines = Array(repeating: Line(), count: replicas)
  }

  /// Takes in what happened at a replica at `now`; the moments of a replica do not go backwards.
  mutating func tell(_ event: Event, from replica: Int, at now: Moment) {
    lines[replica].entries.append((schedule.visibility(from: replica, at: now), event))
  }

  /// The next event of a replica that the others see at `now`, or nil where they have seen all that they may.
  mutating func next(from replica: Int, at now: Moment) -> Event? {
    let taken = lines[replica].taken
    guard taken < lines[replica].entries.count, lines[replica].entries[taken].visible <= now else { return nil }
    let event = lines[replica].entries[taken].event
    lines[replica].taken += 1
    // Room is won back when half of it is empty, so each event is moved once on average.
    if lines[replica].taken >= 64, 2 * lines[replica].taken >= lines[replica].entries.count {
      lines[replica].entries.removeFirst(lines[replica].taken)
      lines[replica].taken = 0
    }
    return event
  }
}
