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
    router.explanation(
      of: request, policy: router.compile(policy), health: router.compile(health),
      arms: arms.map { router.compile($0) }, turns: turns, seed: seed)
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
