/// What each term of a score is divided by; a scale of zero makes its term zero.
public struct ScoreScales: Hashable, Sendable {
  /// Dollars.
  public var cost: Double
  /// Milliseconds.
  public var latency: Double
  /// A share of failures.
  public var failure: Double
  /// Capability, at most 10.
  public var weight: Double

  /// The scales from the largest values among the eligible models.
  init(maximumOf traits: CandidateTraits, parameters: ScoringParameters) {
    self.cost = traits.cost
    self.latency = max(traits.latency, parameters.latencyFloor.value)
    self.failure = max(traits.errorRate, parameters.failureFloor.value)
    self.weight = traits.weight
  }

  /// The scales that a policy fixes by itself (``Normalization/absolute``).
  init(absolute policy: RoutingPolicy) {
    let deadline = policy.deadline?.value ?? 0
    self.cost = (policy.costLimit ?? RoutingPolicy.defaultMaximumCost).value
    self.latency = deadline > 0 ? deadline : RoutingPolicy.defaultDeadline.value
    self.failure = 1
    self.weight = Double(Model.weightRange.upperBound)
  }

  /// `value` on a scale, from 0 to 1.
  static func share(_ value: Double, of scale: Double) -> Double {
    scale > 0 ? min(value / scale, 1) : 0
  }
}

/// The numbers of a candidate that its score is made of.
public struct CandidateTraits: Hashable, Sendable {
  /// Estimated dollars.
  public var cost: Double
  /// Milliseconds, with a stand-in where the provider is unmeasured.
  public var latency: Double
  /// The provider's decayed share of errors.
  public var errorRate: Double
  /// Whether the provider is degraded.
  public var isDegraded: Bool
  /// The model's capability.
  public var weight: Double

  /// The larger of each number; nobody counts as degraded.
  func maximum(with other: CandidateTraits) -> CandidateTraits {
    CandidateTraits(
      cost: max(cost, other.cost), latency: max(latency, other.latency), errorRate: max(errorRate, other.errorRate),
      isDegraded: false, weight: max(weight, other.weight))
  }
}

/// The four terms of a score, each from 0 to 1, and their weighted sum.
public struct ScoreTerms: Hashable, Sendable {
  /// The share of the cost scale.
  public let cost: Double
  /// The share of the latency scale.
  public let latency: Double
  /// The share of the failure scale, at least the degraded penalty for a degraded provider.
  public let failure: Double
  /// The share of the weight scale.
  public let weight: Double
  /// The score; lower is better.
  public let score: Double

  /// Scores a candidate in the contract's order of operations, which R-515 makes part of the result.
  init(_ traits: CandidateTraits, scales: ScoreScales, weights: ScoreWeights, degradedPenalty: Double) {
    cost = ScoreScales.share(traits.cost, of: scales.cost)
    latency = ScoreScales.share(traits.latency, of: scales.latency)
    let errors = ScoreScales.share(traits.errorRate, of: scales.failure)
    failure = traits.isDegraded ? max(errors, degradedPenalty) : errors
    weight = ScoreScales.share(traits.weight, of: scales.weight)
    score =
      weights.cost * cost + weights.latency * latency + weights.failure * failure - weights.weight * weight
  }
}
