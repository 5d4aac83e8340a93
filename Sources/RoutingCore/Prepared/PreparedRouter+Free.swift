extension PreparedRouter {
  /// The choice among all models, from what is prepared if that pays.
  mutating func decideFreely(
    _ shape: RequestShape, _ hintStatus: HintStatus, _ policy: CompiledPolicy, _ arms: CompiledArms?
  ) -> Choice? {
    guard policy.isSimple, shape.pricing == .plain, router.compiled.contexts.isExact, router.compiled.count > 0,
      tables.orders.ratios[Int(shape.block)].hold(first: shape.firstQuantity, second: shape.secondQuantity)
    else { return router.decideFreely(shape, hintStatus, policy, health, arms) }
    guard let entry = policies.find(policy) ?? learn(policy),
      let set = routes.find(RouteKey(shape, policy, entry)) ?? learn(shape, policy, entry),
      states[set].epoch == epoch || makeSkyline(set)
    else {
      work.scanned &+= 1
      return router.decideFreely(shape, hintStatus, policy, health, arms)
    }
    states[set].uses &+= 1
    // What is looked at here is not looked at there.
    work.earn(sets.sets[set].count &- states[set].looks)
    return best(set, rule: Int(entry.rule), shape, policy).map { router.choice($0, shape, hintStatus) }
  }

  /// The best model of a set whose skyline is there.
  private mutating func best(
    _ set: Int, rule: Int, _ shape: RequestShape, _ policy: CompiledPolicy
  ) -> Int? {
    if let scales = policy.absoluteScales { return best(set, rule: rule, isWhole: true, shape, policy, scales) }
    var highest = -1.0
    for place in states[set].ceilings {
      let cost = skylines.ceilings[place].cost(of: shape)
      highest = cost > highest ? cost : highest
    }
    guard highest >= 0 else { return nil }
    let whole = ScoreScales(maximumOf: states[set].largest(withCost: highest), parameters: policy.scoring)
    if highest <= policy.costLimit { return best(set, rule: rule, isWhole: true, shape, policy, whole) }
    guard let bound = largestWithinBudget(set, shape, policy) else { return nil }
    let scales = ScoreScales(maximumOf: bound, parameters: policy.scoring)
    let isWhole =
      scales.latency == whole.latency && scales.failure == whole.failure && scales.weight == whole.weight
    return best(set, rule: rule, isWhole: isWhole, shape, policy, scales)
  }

  /// With `isWhole`, all scales but cost's are those of the whole set, so that its front holds.
  private mutating func best(
    _ set: Int, rule: Int, isWhole: Bool, _ shape: RequestShape, _ policy: CompiledPolicy, _ scales: ScoreScales
  ) -> Int? {
    guard let perCost = ScoreFactors.reciprocal(of: scales.cost, weight: policy.weights.cost) else {
      return scan(shape, policy, scales)
    }
    if isWhole, rule >= 0 {
      let front = front(set, rule, scales)
      if front.first < front.end {
        work.fromFronts &+= 1
        return best(ofFront: front, perCost: perCost, shape, policy, scales)
      }
    }
    let factors = ScoreFactors(scales, ScoringRule(policy))
    guard factors.isUsable else { return scan(shape, policy, scales) }
    work.fromSkylines &+= 1
    return best(ofSkyline: states[set].rows, factors, shape, policy, scales)
  }

  @inline(never)
  private mutating func scan(_ shape: RequestShape, _ policy: CompiledPolicy, _ scales: ScoreScales) -> Int? {
    router.best(shape, CandidateScan(shape, policy: policy, compiled: router.compiled), policy, health, scales)
  }
}
