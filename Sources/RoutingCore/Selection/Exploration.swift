/// Choosing a rank other than the first now and then.
///
/// Rank i is chosen with probability proportional to exp(−i / T), so T = 0 is always the best and a large T is any.
public struct Exploration: Hashable, Sendable {
  /// How many times less likely each rank is than the one before, from 0 to 1.
  let decay: Double

  /// Makes a rule; a temperature that is not above zero never explores.
  public init(temperature: Double) {
    decay = temperature > 0 ? ElementaryFunctions.exp(-1 / temperature) : 0
  }

  /// Whether anything but the best can be chosen.
  public var isActive: Bool { decay > 0 }

  /// The chance that `rank`, from 0, is chosen among `count` ranks.
  ///
  /// - Complexity: O(count).
  public func propensity(ofRank rank: Int, among count: Int) -> Double {
    weight(ofRank: rank) / total(count)
  }

  /// The rank among `count`, at least 1, that a draw in 0..<1 falls on.
  ///
  /// - Complexity: O(count).
  public func rank(among count: Int, draw: Double) -> Int {
    precondition(count > 0, "There is no rank to draw.")
    var remaining = draw * total(count)
    var weight = 1.0
    for rank in 0..<count - 1 {
      remaining -= weight
      if remaining < 0 { return rank }
      weight *= decay
    }
    return count - 1
  }

  private func weight(ofRank rank: Int) -> Double {
    var weight = 1.0
    for _ in 0..<rank { weight *= decay }
    return weight
  }

  private func total(_ count: Int) -> Double {
    var sum = 0.0
    var weight = 1.0
    for _ in 0..<count {
      sum += weight
      weight *= decay
    }
    return sum
  }
}
