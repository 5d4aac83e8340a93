/// The entries of one worker that its ring had no room for, or that carry words.
final class OutcomeOverflow: Sendable {
  private let entries = Locked<[Entry]>([])

  struct Entry: Sendable {
    let entry: OutcomeEntry
    let message: String?
    /// How many entries the ring had taken before.
    let ringCount: Int
    /// Whether it is here for want of room.
    let isSpilled: Bool
  }

  func add(_ entry: Entry) { entries.withLock { $0.append(entry) } }

  func drain() -> [Entry] {
    entries.withLock { entries in
      defer { entries = [] }
      return entries
    }
  }
}
