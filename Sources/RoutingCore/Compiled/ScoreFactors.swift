/// How a policy scores, apart from budget and constraints.
struct ScoringRule: Equatable, Sendable {
  let weights: ScoreWeights
  let parameters: ScoringParameters
  let absoluteScales: ScoreScales?

  init(_ policy: borrowing CompiledPolicy) {
    weights = policy.weights
    parameters = policy.scoring
    absoluteScales = policy.absoluteScales
  }
}

/// The reciprocals of scales, each times the weight of its term; nil where a scale is too small to invert.
struct ScoreFactors: Sendable {
  let cost: Double
  let latency: Double
  let failure: Double
  let weight: Double
  let weights: ScoreWeights
  let penalty: Double

  /// Below this a scale's reciprocal could overflow, so every comparison is made exactly.
  static let smallestInvertibleScale = 1e-250

  init?(_ scales: ScoreScales, _ rule: ScoringRule) {
    weights = rule.weights
    guard let cost = ScoreFactors.reciprocal(of: scales.cost, weight: weights.cost),
      let latency = ScoreFactors.reciprocal(of: scales.latency, weight: weights.latency),
      let failure = ScoreFactors.reciprocal(of: scales.failure, weight: weights.failure),
      let weight = ScoreFactors.reciprocal(of: scales.weight, weight: weights.weight)
    else { return nil }
    (self.cost, self.latency, self.failure, self.weight) = (cost, latency, failure, weight)
    penalty = weights.failure * rule.parameters.degradedPenalty.value
  }

  /// `weight` per unit of a scale: 0 for a scale of 0, nil where the scale is too small to invert.
  static func reciprocal(of scale: Double, weight: Double) -> Double? {
    guard scale > 0 else { return 0 }
    return scale < smallestInvertibleScale ? nil : weight / scale
  }

  // One instruction each; the library's `min` and `max` compile to a branch and a move.
  static func lower(_ a: Double, _ b: Double) -> Double { a < b ? a : b }
  static func higher(_ a: Double, _ b: Double) -> Double { a > b ? a : b }
}
