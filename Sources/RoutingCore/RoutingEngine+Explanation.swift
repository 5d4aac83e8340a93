extension RoutingEngine {
  /// Tells a decision in full: every filter that each model fails, and every number behind each score.
  ///
  /// This walks the stages one model at a time, with none of the shortcuts of ``router``.
  ///
  /// - Complexity: O(n log n) in the number of models.
  public func explain(
    _ request: RoutingRequest, policy: RoutingPolicy, health: HealthSnapshot, arms: ThompsonArms? = nil,
    turns: ReferenceTurns = ReferenceTurns(), seed: UInt64 = 0
  ) -> Explanation {
    var shapeTurns = turns
    let shape = router.shape(of: request, turns: &shapeTurns, seed: seed)
    let reference = NamedModels(shape, request, router.resolver)
    let staged = stage(request, policy, health, reference)
    let compiledArms = staged.policy.samples ? arms.map { router.compile($0) } : nil
    func draw(_ model: ModelHandle) -> Double {
      compiledArms?.draw(model.index, bucket: TokenBucket(request.inputTokens), shape.draws) ?? 0
    }
    let (scales, ranked) = staged.ranked(draw: draw)
    let eligible = Set(ranked.map(\.key.model))
    var recordTurns = turns
    let record = record(
      for: request, policy: policy, health: health, arms: arms, turns: &recordTurns, seed: seed)
    return Explanation(
      verdict: record.verdict, policy: staged.policy,
      weights: staged.policy.scoreWeights, scales: scales,
      ranked: ranked.map { candidate in
        Explanation.ScoreCard(
          model: registry[candidate.key.model].id, provider: registry[candidate.key.model].provider,
          traits: candidate.traits, terms: candidate.terms, tier: candidate.key.tier,
          draw: compiledArms == nil ? nil : 0 - candidate.key.negatedDraw)
      },
      excluded: registry.modelHandles.filter { !eligible.contains($0) }.map { model in
        Explanation.Rejection(model: registry[model].id, reasons: staged.failures(of: model))
      })
  }

  /// What single changes would put a model first by score, or let it serve where it may not; the smallest first.
  ///
  /// Every change has been applied and seen to work. Draws are left out of account: this is about the order that they
  /// are made from. A model that fails several filters, or one that no number moves, has no single change; nor has one
  /// that is not registered.
  ///
  /// - Complexity: some 200 times O(n log n) in the number of models.
  public func smallestChanges(
    inFavourOf model: ModelID, _ request: RoutingRequest, policy: RoutingPolicy, health: HealthSnapshot
  ) -> [SingleChange] {
    guard let handle = registry.handle(ofModel: model) else { return [] }
    let reference = NamedModels(router.shape(of: request), request, router.resolver)
    return ChangeSearch(decision: stage(request, policy, health, reference), handle: handle).changes()
  }

  private func stage(
    _ request: RoutingRequest, _ policy: RoutingPolicy, _ health: HealthSnapshot, _ reference: NamedModels
  ) -> StagedDecision {
    StagedDecision(
      registry: registry, request: request, policy: policy.underPlan(mode: reference.mode), health: health,
      standing: { reference.standing(of: $0) })
  }
}
