/// One of several equal parts of a trace's segments, so that machines can share a replay.
///
/// Segments are dealt out in turn, like cards, so that each shard gets its part of busy and of quiet hours.
public struct TraceShard: Hashable, Sendable {
  /// Which shard it is, from 1 to ``count``.
  public let number: Int
  /// How many shards there are.
  public let count: Int

  /// All segments.
  public static let whole = TraceShard(unchecked: 1, of: 1)

  /// Makes a shard, or nil where `number` is not within 1 to `count`.
  public init?(_ number: Int, of count: Int) {
    guard count > 0, (1...count).contains(number) else { return nil }
    self.init(unchecked: number, of: count)
  }

  private init(unchecked number: Int, of count: Int) {
    self.number = number
    self.count = count
  }

  /// Whether a segment, counted from 0, is in it.
  public func contains(_ segment: Int) -> Bool { segment % count == number - 1 }
}
