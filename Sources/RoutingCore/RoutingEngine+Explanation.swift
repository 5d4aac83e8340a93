extension RoutingEngine {
  /// Tells a decision in full: every filter that each model fails, and every number behind each score.
  ///
  /// This walks the stages one model at a time, with none of the shortcuts of ``router``.
  ///
  /// The generator is read only where the policy explores.
  ///
  /// - Complexity: O(n log n) in the number of models.
  public func explain(
    _ request: RoutingRequest, policy: RoutingPolicy, health: HealthSnapshot, using generator: inout SeededGenerator
  ) -> Explanation {
    var eligible: [ModelHandle] = []
    var excluded: [Explanation.Rejection] = []
    for model in registry.modelHandles {
      let question = EligibilityQuestion(
        about: model, in: registry, request: request, policy: policy, health: health)
      let failures = Eligibility.failures(question)
      if failures.isEmpty {
        eligible.append(model)
      } else {
        excluded.append(Explanation.Rejection(model: registry[model].id, reasons: failures))
      }
    }
    let traits = eligible.map { self.traits(of: $0, request, policy, health) }
    let scales = scales(for: traits, policy)
    return Explanation(
      verdict: decide(request, policy: policy, health: health, using: &generator),
      weights: policy.scoreWeights, scales: scales,
      ranked: scales.map { rank(eligible, traits, policy, $0) } ?? [], excluded: excluded)
  }

  private func traits(
    of model: ModelHandle, _ request: RoutingRequest, _ policy: RoutingPolicy, _ health: HealthSnapshot
  ) -> CandidateTraits {
    let reading = registry.provider(of: model).map { health[$0] } ?? HealthReading()
    let tail = policy.readsTailLatency
    let latency =
      reading.latency(preferringTail: tail)
      ?? health.standInLatency(policy.scoring.unknownLatency, preferringTail: tail)
    return CandidateTraits(
      cost: CostEstimator.cost(of: request, at: registry[model].prices).value, latency: latency.value,
      errorRate: reading.errorRate.value, isDegraded: reading.state == .degraded,
      weight: Double(registry[model].weight))
  }

  private func scales(for traits: [CandidateTraits], _ policy: RoutingPolicy) -> ScoreScales? {
    guard var largest = traits.first else { return nil }
    switch policy.scoring.normalization {
    case .absolute: return ScoreScales(absolute: policy)
    case .eligibleMaximum:
      for candidate in traits.dropFirst() {
        largest.cost = max(largest.cost, candidate.cost)
        largest.latency = max(largest.latency, candidate.latency)
        largest.errorRate = max(largest.errorRate, candidate.errorRate)
        largest.weight = max(largest.weight, candidate.weight)
      }
      return ScoreScales(maximumOf: largest, parameters: policy.scoring)
    }
  }

  private func rank(
    _ eligible: [ModelHandle], _ traits: [CandidateTraits], _ policy: RoutingPolicy, _ scales: ScoreScales
  ) -> [Explanation.ScoreCard] {
    zip(eligible, traits)
      .map { model, traits in
        let terms = ScoreTerms(
          traits, scales: scales, weights: policy.scoreWeights,
          degradedPenalty: policy.scoring.degradedPenalty.value)
        return (key: RankKey(terms, traits, model), traits: traits, terms: terms)
      }
      .sorted { $0.key < $1.key }
      .map { candidate in
        Explanation.ScoreCard(
          model: registry[candidate.key.model].id, provider: registry[candidate.key.model].provider,
          traits: candidate.traits, terms: candidate.terms)
      }
  }
}
