/// How often an address has failed lately; too many failures within a minute shut it out for the rest of the minute (H-203).
///
/// A try counts as failed from its beginning until it succeeds, or tries at the same time would all be the first.
struct FailedTries: Sendable {
  /// How many failures within ``window`` are too many.
  static let limit = 5
  /// Milliseconds.
  static let window = 60_000
  /// How many addresses are remembered.
  static let maximumAddresses = 10_000

  private var moments = LRUTable<String, [Int]>()

  /// Begins a try at a moment of a clock that never goes back; nil where it may go ahead, or the milliseconds after which the next may.
  mutating func begin(_ address: String, now: Int) -> Int? {
    // Of two at the same time the later one may be noted first.
    let recent = (moments.use(address) ?? []).filter { now - $0 < FailedTries.window }
    guard recent.count < FailedTries.limit else {
      moments.put(recent, for: address)
      return (recent.min() ?? now) + FailedTries.window - now
    }
    moments.put(recent + [now], for: address)
    while moments.count > FailedTries.maximumAddresses { moments.removeLeastRecent() }
    return nil
  }

  /// Takes back a try that began at a moment and did not fail.
  mutating func forgive(_ address: String, begunAt moment: Int) {
    guard var recent = moments.peek(address), let place = recent.lastIndex(of: moment) else { return }
    recent.remove(at: place)
    if recent.isEmpty { moments.remove(address) } else { moments.put(recent, for: address) }
  }
}
