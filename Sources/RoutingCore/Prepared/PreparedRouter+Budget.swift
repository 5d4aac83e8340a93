extension PreparedRouter {
  /// The largest cost, latency, error rate and capability among the models of a set within the budget; nil where there
  /// are none.
  ///
  /// - Complexity: O(log n + k) in the numbers of models, and of rungs, providers and skyline rows that are looked at.
  mutating func largestWithinBudget(_ set: Int, _ shape: RequestShape, _ policy: CompiledPolicy) -> CandidateTraits? {
    let eligible = sets.sets[set]
    guard eligible.count > smallSet, let mix = PriceMix(shape) else {
      return scanForLargest(shape, policy)
    }
    let limit = policy.costLimit
    // The walks over ladder, skyline and providers are half as long as the pass that they stand in for.
    work.earn(-eligible.count / 2)
    let ladder = prepareLadder(block: eligible.block, mix)
    // A skyline holds a most capable model of any budget: what betters it is no less capable and no dearer.
    var weight = -1.0
    for place in states[set].rows where skylines.rows[place].weight > weight {
      if skylines.rows[place].cost(of: shape) <= limit { weight = skylines.rows[place].weight }
    }
    guard weight >= 0, let prices = ladders[ladder] else { return nil }
    let cost = prices.highestCost(of: shape, notAbove: limit, mix: mix) { index in
      sets.contains(index, inSetFrom: eligible.firstWord) && health.serves(index)
    }
    let column = policy.latencyColumn.index
    if ranks[column].epoch != epoch {
      ranks[column].sort(health, firstProvider: eligible.firstProvider, epoch: epoch)
      work.earn(-ranks[column].byLatency.count * 10)
    }
    let slowest = worst(ranks[column].byLatency, eligible, shape, limit)
    let unreliable = worst(ranks[column].byErrorRate, eligible, shape, limit)
    return CandidateTraits(
      cost: cost, latency: health.providers[eligible.firstProvider &+ slowest].latency,
      errorRate: health.providers[eligible.firstProvider &+ unreliable].errorRate, isDegraded: false, weight: weight)
  }

  /// The first provider of an order that has a model within the budget; there must be one.
  private mutating func worst(_ order: [Int32], _ eligible: EligibleSet, _ shape: RequestShape, _ limit: Double) -> Int
  {
    let firstCandidate = eligible.block &* router.compiled.count
    for provider in order {
      let isAffordable = tables.byProvider.contains(at: Int(provider)) { index in
        sets.contains(index, inSetFrom: eligible.firstWord) && health.serves(index)
          && router.compiled.candidates[firstCandidate &+ index].cost(of: shape) <= limit
      }
      if isAffordable { return Int(provider) }
    }
    preconditionFailure("A model within the budget is at no provider.")
  }

  private mutating func prepareLadder(block: Int, _ mix: PriceMix) -> Int {
    let place = block &* PriceMix.count &+ mix.number
    while ladders.count <= place { ladders.append(nil) }
    if ladders[place] == nil {
      ladders[place] = PriceLadder(router.compiled, block: block, mix: mix)
      work.earn(-router.compiled.count * 16)
    }
    return place
  }

  @inline(never)
  private mutating func scanForLargest(_ shape: RequestShape, _ policy: CompiledPolicy) -> CandidateTraits? {
    router.eligibleTraits(shape, CandidateScan(shape, policy: policy, compiled: router.compiled), policy, health)
  }
}
