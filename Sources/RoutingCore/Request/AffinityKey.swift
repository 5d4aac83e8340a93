/// What ties requests together: those of one key should meet the same model, whose cache then knows their prompts.
public struct AffinityKey: Hashable, Sendable {
  /// A hash of what the requests have in common.
  public let hash: UInt64

  /// Makes the key of a session.
  public init(session: String) {
    hash = StableHash.hash(session)
  }

  /// Makes the key of a prompt's beginning, from the names of its first blocks.
  ///
  /// Only the first `depth` blocks count, so that prompts which part ways later still meet; nil where there are none.
  public init?(prefixBlocks: some Sequence<Int>, depth: Int) {
    var hash = StableHash.seed
    var count = 0
    for block in prefixBlocks.prefix(max(depth, 0)) {
      hash = StableHash.mix(hash, UInt64(bitPattern: Int64(block)))
      count += 1
    }
    guard count > 0 else { return nil }
    self.hash = hash
  }
}
