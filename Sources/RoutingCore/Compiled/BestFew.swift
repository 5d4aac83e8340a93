/// The best few of many candidates, kept in order as they come.
///
/// Scores of a scan are compared first; those too near to call are settled by the contract's own arithmetic.
struct BestFew {
  /// The winner and its fallbacks.
  static let capacity = FallbackList.capacity + 1

  private var scores: [9 of Double] = InlineArray(repeating: .infinity)
  private var places: [9 of Int] = InlineArray(repeating: -1)
  private(set) var count = 0
  let limit: Int
  /// What a candidate has to stay below to be worth a look.
  private(set) var threshold = Double.infinity

  init(limit: Int) { self.limit = min(max(limit, 1), BestFew.capacity) }

  subscript(rank: Int) -> Int { places[rank] }

  /// Puts a candidate where it belongs, if it belongs here.
  ///
  /// - Complexity: O(limit).
  @inline(__always)
  mutating func insert(_ index: Int, score: Double, undecided: Double, isBefore: (Int, Int) -> Bool) {
    var rank = count
    while rank > 0 {
      let other = scores[rank - 1]
      if other < score - undecided { break }
      if other <= score + undecided, !isBefore(index, places[rank - 1]) { break }
      rank -= 1
    }
    guard rank < limit else { return }
    if count < limit { count += 1 }
    var last = count - 1
    while last > rank {
      scores[last] = scores[last - 1]
      places[last] = places[last - 1]
      last -= 1
    }
    scores[rank] = score
    places[rank] = index
    if count == limit { threshold = scores[limit - 1] + undecided }
  }
}

/// The best few by keys that are exact.
struct BestKeys {
  private var keys: [9 of RankKey?] = InlineArray(repeating: nil)
  private(set) var count = 0
  let limit: Int

  init(limit: Int) { self.limit = min(max(limit, 0), BestFew.capacity) }

  /// The key of a rank that is taken.
  subscript(rank: Int) -> RankKey? { keys[rank] }

  mutating func insert(_ key: RankKey) {
    var rank = count
    while rank > 0, let other = keys[rank - 1], key < other { rank -= 1 }
    guard rank < limit else { return }
    if count < limit { count += 1 }
    var last = count - 1
    while last > rank {
      keys[last] = keys[last - 1]
      last -= 1
    }
    keys[rank] = key
  }
}
