/// Finds the entries of two logs that tell of the same request, in bounded memory.
///
/// Entries with ids are matched by id, the n-th of an id with the n-th of the other log; those without by their place
/// among those without. An entry whose counterpart has not come waits until more than ``window`` others of its log have
/// come behind it; then it counts as being in one log only, and so does its counterpart, should it come later. Every
/// entry that goes in comes out once.
public struct DecisionLogMatcher: Sendable {
  /// What became of entries.
  public enum Match: Hashable, Sendable {
    /// Both logs have the request.
    case both(DecisionLogEntry, DecisionLogEntry)
    /// Only the first log has it, as far as the window goes.
    case onlyFirst(DecisionLogEntry)
    /// Only the second log has it, as far as the window goes.
    case onlySecond(DecisionLogEntry)
  }

  /// How far apart, in entries, the two of a request may stand.
  public let window: Int
  private var first: WaitingEntries
  private var second: WaitingEntries

  /// Makes a matcher in which an entry waits for at most `window` others of its log.
  ///
  /// The default bears a log that is some thousands of lines out of order and takes some tens of megabytes at worst.
  public init(window: Int = 4096) {
    precondition(window > 0, "Somebody has to wait.")
    self.window = window
    first = WaitingEntries(window + 1)
    second = WaitingEntries(window + 1)
  }

  /// Takes in the next entry of each log, nil for one that has ended; returns what is settled by that.
  ///
  /// - Complexity: O(1) on average.
  public mutating func add(first one: DecisionLogEntry?, second other: DecisionLogEntry?) -> [Match] {
    var matches: [Match] = []
    if one != nil, let late = first.advance() { matches.append(.onlyFirst(late)) }
    if other != nil, let late = second.advance() { matches.append(.onlySecond(late)) }
    if let one, let other, one.requestID == other.requestID, !first.holds(one.requestID), !second.holds(one.requestID) {
      return matches + [.both(one, other)]
    }
    if let one {
      if let found = second.take(one.requestID) { matches.append(.both(one, found)) } else { first.hold(one) }
    }
    if let other {
      if let found = first.take(other.requestID) { matches.append(.both(found, other)) } else { second.hold(other) }
    }
    return matches
  }

  /// Gives up on all entries that still wait.
  ///
  /// - Complexity: O(``window``).
  public mutating func finish() -> [Match] {
    var matches: [Match] = []
    for _ in 0...window {
      if let late = first.advance() { matches.append(.onlyFirst(late)) }
      if let late = second.advance() { matches.append(.onlySecond(late)) }
    }
    return matches
  }
}

/// Entries of one log whose counterpart has not come: a ring with a place for each of the last entries of the log.
private struct WaitingEntries: Sendable {
  private struct Place: Sendable {
    var entry: DecisionLogEntry
    /// The place of the next one with the same id.
    var next: Int?
  }

  private var places: [Place?]
  /// The places of the first and the last entry of each id that waits; nil stands for no id.
  private var ends: [String?: (first: Int, last: Int)] = [:]
  private var current = 0

  init(_ capacity: Int) {
    places = Array(repeating: nil, count: capacity)
  }

  func holds(_ id: String?) -> Bool { ends[id] != nil }

  /// Makes room for the next entry; returns the one that has waited longest, where it has waited too long.
  mutating func advance() -> DecisionLogEntry? {
    current = (current + 1) % places.count
    // The oldest of all is the oldest of its id.
    return places[current].flatMap { take($0.entry.requestID) }
  }

  /// Has the current entry wait.
  mutating func hold(_ entry: DecisionLogEntry) {
    let id = entry.requestID
    places[current] = Place(entry: entry)
    if let (first, last) = ends[id] {
      places[last]?.next = current
      ends[id] = (first, current)
    } else {
      ends[id] = (current, current)
    }
  }

  /// The oldest entry with an id, which waits no longer.
  mutating func take(_ id: String?) -> DecisionLogEntry? {
    guard let (first, last) = ends[id], let place = places[first] else { return nil }
    places[first] = nil
    if let next = place.next { ends[id] = (next, last) } else { ends[id] = nil }
    return place.entry
  }
}
