import RoutingCore

/// What is to come, the earliest first; of two at the same moment, the one that was put in first.
///
/// A binary heap (Williams, "Algorithm 232: Heapsort", 1964).
struct MomentQueue<Value: Sendable>: Sendable {
  private var entries: [Entry] = []
  private var inserted: UInt64 = 0

  private struct Entry: Sendable {
    let moment: Moment
    let number: UInt64
    let value: Value

    func comes(before other: Entry) -> Bool {
      (moment.nanoseconds, number) < (other.moment.nanoseconds, other.number)
    }
  }

  var count: Int { entries.count }
  var first: Moment? { entries.first?.moment }

  mutating func insert(_ value: Value, at moment: Moment) {
    entries.append(Entry(moment: moment, number: inserted, value: value))
    inserted += 1
    var child = entries.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard entries[child].comes(before: entries[parent]) else { return }
      entries.swapAt(child, parent)
      child = parent
    }
  }

  mutating func popFirst() -> (moment: Moment, value: Value)? {
    guard let last = entries.popLast() else { return nil }
    guard let first = entries.first else { return (last.moment, last.value) }
    entries[0] = last
    var parent = 0
    while true {
      var child = 2 * parent + 1
      guard child < entries.count else { break }
      if child + 1 < entries.count, entries[child + 1].comes(before: entries[child]) { child += 1 }
      guard entries[child].comes(before: entries[parent]) else { break }
      entries.swapAt(child, parent)
      parent = child
    }
    return (first.moment, first.value)
  }
}
