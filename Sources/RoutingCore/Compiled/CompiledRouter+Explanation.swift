extension CompiledRouter {
  /// Tells a decision in full, with policy, health and arms that were compiled before; the turns stay as they are.
  ///
  /// - Complexity: O(n log n) in the number of models, and an integral over the beliefs where Thompson sampling draws.
  package func explanation(
    of request: RoutingRequest, policy: CompiledPolicy, health: CompiledHealth, arms: CompiledArms? = nil,
    turns: ReferenceTurns = ReferenceTurns(), seed: UInt64
  ) -> Explanation {
    var turns = turns
    let shape = shape(of: request, turns: &turns, seed: seed)
    let reference = NamedModels(shape, request, resolver)
    let staged = StagedDecision(
      registry: registry, request: request, policy: policy.policy.underPlan(mode: reference.mode),
      health: health.snapshot, standing: { reference.standing(of: $0) })
    let arms = staged.policy.samples ? arms : nil
    func draw(_ model: ModelHandle) -> Double {
      arms?.draw(model.index, bucket: TokenBucket(request.inputTokens), shape.draws) ?? 0
    }
    let (scales, ranked) = staged.ranked(draw: draw)
    let eligible = Set(ranked.map(\.key.model))
    return Explanation(
      verdict: record(for: request, shape, policy: policy, health: health, arms: arms).verdict, policy: staged.policy,
      weights: staged.policy.scoreWeights, scales: scales,
      ranked: ranked.map { candidate in
        Explanation.ScoreCard(
          model: registry[candidate.key.model].id, provider: registry[candidate.key.model].provider,
          traits: candidate.traits, terms: candidate.terms, tier: candidate.key.tier,
          draw: arms == nil ? nil : 0 - candidate.key.negatedDraw)
      },
      excluded: registry.modelHandles.filter { !eligible.contains($0) }.map { model in
        Explanation.Rejection(model: registry[model].id, reasons: staged.failures(of: model))
      })
  }
}
