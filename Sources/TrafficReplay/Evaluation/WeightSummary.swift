/// What the weights of a log's rounds say about how much it can tell.
public struct WeightSummary: Hashable, Sendable {
  /// The rounds.
  public let rounds: Int
  /// The mean weight, 1 but for chance where the log supports the policy.
  public let mean: Double
  /// The standard error of the mean weight, or nil for fewer than two rounds.
  public let standardError: Double?
  /// (Σw)² / Σw²: how many rounds of the policy's own would tell as much (Kish, 1965).
  public let effectiveRounds: Double
  /// The largest weight.
  public let largest: Double
  /// The share of rounds, from 0 to 1, that the policy would never have chosen and that tell nothing.
  public let zeroShare: Double
}

/// The sums behind it.
struct WeightSums: Hashable, Sendable {
  /// The other half of the pairs is not used.
  private var moments = PairedMoments()
  private var squares = CompensatedSum()
  private var largest = 0.0
  private var zeros = 0

  var rounds: Int { moments.count }

  mutating func add(_ weight: Double) {
    moments.add(weight, 0)
    squares += weight * weight
    largest = max(largest, weight)
    if weight == 0 { zeros += 1 }
  }

  mutating func merge(_ other: WeightSums) {
    moments.merge(other.moments)
    squares += other.squares
    largest = max(largest, other.largest)
    zeros += other.zeros
  }

  var summary: WeightSummary {
    let total = moments.xTotal
    return WeightSummary(
      rounds: rounds, mean: moments.xMean,
      standardError: moments.xVariance.map { ($0 / Double(rounds)).squareRoot() },
      effectiveRounds: total > 0 ? min(total * (total / squares.value), Double(rounds)) : 0, largest: largest,
      zeroShare: rounds > 0 ? Double(zeros) / Double(rounds) : 0)
  }
}
