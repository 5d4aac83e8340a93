/// One decision taken stage by stage and model by model, with none of the shortcuts of the compiled path.
///
/// It serves explanations, and the search for what would have to change: one model can be replaced by another version of
/// itself without a new registry.
struct StagedDecision {
  let registry: ModelRegistry
  let request: RoutingRequest
  var policy: RoutingPolicy
  var health: HealthSnapshot
  let standing: (ModelHandle) -> ReferenceStanding
  var replacement: (handle: ModelHandle, model: Model)?

  /// A model, or its replacement.
  func model(_ handle: ModelHandle) -> Model {
    if let replacement, replacement.handle == handle { return replacement.model }
    return registry[handle]
  }

  /// Every filter that a model fails, in order.
  func failures(of handle: ModelHandle) -> [ExclusionReason] { Eligibility.failures(question(about: handle)) }

  /// The models that may serve, in id order.
  ///
  /// - Complexity: O(n) in the number of models.
  func eligible() -> [ModelHandle] {
    registry.modelHandles.filter { Eligibility.firstFailure(question(about: $0)) == nil }
  }

  private func question(about handle: ModelHandle) -> EligibilityQuestion {
    EligibilityQuestion(
      model: model(handle), host: registry.provider(of: handle).map { (registry[$0], health[$0]) },
      request: request, policy: policy, standing: standing(handle))
  }

  /// The numbers that a model's score is made of.
  func traits(of handle: ModelHandle, standIn: Milliseconds) -> CandidateTraits {
    let reading = registry.provider(of: handle).map { health[$0] } ?? HealthReading()
    return CandidateTraits(
      cost: CostEstimator.cost(of: request, at: model(handle).prices).value,
      latency: reading.scoredLatency(policy.latencyMeasure, standIn: standIn), errorRate: reading.errorRate.value,
      isDegraded: reading.state == .degraded, weight: Double(model(handle).weight))
  }

  /// What stands in for latencies that nobody measured.
  var standInLatency: Milliseconds {
    health.standInLatency(policy.scoring.unknownLatency, measure: policy.latencyMeasure)
  }

  /// What the terms of a score are divided by, or nil without candidates.
  func scales(for traits: [CandidateTraits]) -> ScoreScales? {
    guard let first = traits.first else { return nil }
    switch policy.normalization {
    case .absolute: return ScoreScales(absolute: policy)
    case .eligibleMaximum:
      return ScoreScales(
        maximumOf: traits.reduce(first) { $0.maximum(with: $1) }, parameters: policy.scoring)
    }
  }

  /// A candidate with all that its place in the ranking rests on.
  struct Candidate {
    let traits: CandidateTraits
    let terms: ScoreTerms
    let key: RankKey
  }

  /// The candidates best first; `draw` gives each its draw of Thompson sampling.
  ///
  /// - Complexity: O(n log n) in the number of models.
  func ranked(draw: (ModelHandle) -> Double = { _ in 0 }) -> (scales: ScoreScales?, candidates: [Candidate]) {
    ranked(eligible(), draw: draw)
  }

  /// Some models best first, on scales of their own.
  ///
  /// - Complexity: O(n log n) in their number.
  func ranked(
    _ models: [ModelHandle], draw: (ModelHandle) -> Double = { _ in 0 }
  ) -> (scales: ScoreScales?, candidates: [Candidate]) {
    let standIn = standInLatency
    let traits = models.map { self.traits(of: $0, standIn: standIn) }
    guard let scales = scales(for: traits) else { return (nil, []) }
    let weights = policy.scoreWeights
    let candidates = zip(models, traits).map { handle, traits in
      let terms = ScoreTerms(
        traits, scales: scales, weights: weights, degradedPenalty: policy.scoring.degradedPenalty.value)
      return Candidate(
        traits: traits, terms: terms, key: RankKey(terms, traits, handle, tier: tier(of: handle), draw: draw(handle)))
    }
    return (scales, candidates.sorted { $0.key < $1.key })
  }

  /// How far down the caller's wishes put a model.
  private func tier(of handle: ModelHandle) -> Int {
    guard let provider = registry.provider(of: handle) else { return 0 }
    let preferred = policy.preferences.preferred
    let isBehind = health[provider].misses(policy.preferences)
    return (preferred.isEmpty ? 0 : preferred.tier(of: model(handle), at: registry[provider]))
      + (isBehind ? preferred.tierCount : 0)
  }
}
