/// How a journal is opened and kept.
public struct JournalOptions: Hashable, Sendable {
  /// What to do with damage in front of records that are whole.
  public enum Opening: Hashable, Sendable {
    /// Refuse to open: somebody has to look first.
    case strict
    /// Open with what can be read, and set the damaged file aside. A document whose removal was lost is there again.
    case salvage
  }

  /// What to do with damage in front of records that are whole.
  public let opening: Opening
  /// How many times larger than the snapshot the commits after it may grow before a new snapshot is written; at least 1.
  public let compactionRatio: Int
  /// How many bytes the commits after the snapshot may have in any case; not negative.
  public let compactionFloor: Int
  /// How many bytes one commit may have, as JSON; a longer one is refused, and 2³⁰ is the most.
  public let longestCommit: Int

  /// Makes options.
  public init(
    opening: Opening = .strict, compactionRatio: Int = 4, compactionFloor: Int = 1 << 20, longestCommit: Int = 1 << 26
  ) {
    self.opening = opening
    self.compactionRatio = max(compactionRatio, 1)
    self.compactionFloor = max(compactionFloor, 0)
    self.longestCommit = min(max(longestCommit, 0), 1 << 30)
  }
}
