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

/// The reciprocals of scales, each times the weight of its term: multiplying by them is what a scan does in place of
/// the contract's divisions.
struct ScoreFactors: Sendable {
  let cost: Double
  let latency: Double
  let failure: Double
  let weight: Double
  let penalty: Double
  let weights: ScoreWeights
  /// Two scores nearer than this are told apart by the contract's own arithmetic; infinite where a scale is too small
  /// to invert, so that all are.
  let undecided: Double

  /// Whether the factors say anything.
  var isUsable: Bool { undecided < .infinity }

  /// Below this a scale's reciprocal could overflow.
  static let smallestInvertibleScale = 1e-250

  init(_ scales: ScoreScales, _ rule: ScoringRule) {
    weights = rule.weights
    let cost = ScoreFactors.reciprocal(of: scales.cost, weight: weights.cost)
    let latency = ScoreFactors.reciprocal(of: scales.latency, weight: weights.latency)
    let failure = ScoreFactors.reciprocal(of: scales.failure, weight: weights.failure)
    let weight = ScoreFactors.reciprocal(of: scales.weight, weight: weights.weight)
    let isUsable = cost != nil && latency != nil && failure != nil && weight != nil
    undecided = isUsable ? CompiledRouter.undecided : .infinity
    (self.cost, self.latency, self.failure, self.weight) = (cost ?? 0, latency ?? 0, failure ?? 0, weight ?? 0)
    penalty = weights.failure * rule.parameters.degradedPenalty.value
  }

  /// The term that depends on the request.
  func costTerm(_ cost: Double) -> Double { ScoreFactors.lower(cost * self.cost, weights.cost) }

  /// The terms that do not.
  func constant(_ provider: ProviderRow, weight: Double) -> Double {
    let latencyTerm = ScoreFactors.lower(provider.latency * latency, weights.latency)
    let errorTerm = ScoreFactors.lower(provider.errorRate * failure, weights.failure)
    return latencyTerm + ScoreFactors.higher(errorTerm, provider.degraded * penalty) - weight * self.weight
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
