extension PreparedRouter {
  @inline(never)
  mutating func learn(_ policy: CompiledPolicy) -> PolicyTable.Entry? {
    work.earn(router.compiled.count / 16 + 2)
    let cost = policies.insertionCost
    guard work.credit > cost else { return nil }
    if policies.isFull { forget() }
    work.earn(-cost)
    return policies.insert(policy)
  }

  /// Learns which set a route leads to, where there is credit for it.
  @inline(never)
  mutating func learn(_ shape: RequestShape, _ policy: CompiledPolicy, _ entry: PolicyTable.Entry) -> Int? {
    let compiled = router.compiled
    work.earn(compiled.count / 16 + 2)
    guard work.credit > compiled.count * 8 + 100 else { return nil }
    if routes.isFull || sets.models.count > PreparedRouter.mostModels {
      // The policy's numbers are forgotten too, so that this request has to be scanned.
      forget()
      return nil
    }
    let before = sets.looks
    let scan = CandidateScan(shape, policy: policy, compiled: compiled)
    let set = sets.number(
      scan, shape, policy, firstProvider: health.firstProvider(of: policy.latencyColumn), compiled, tables.orders)
    work.earn(before - sets.looks - 50)
    while states.count < sets.sets.count { states.append(SetState()) }
    while fronts.count < sets.sets.count * PolicyTable.mostRules { fronts.append(ScoreFront()) }
    work.routes += 1
    routes.insert(RouteKey(shape, policy, entry), set: set)
    return set
  }

  /// Makes a set's skyline where that is worth while; tells whether it did.
  @inline(never)
  mutating func makeSkyline(_ set: Int) -> Bool {
    states[set].count(in: epoch)
    let eligible = sets.sets[set]
    work.earn(eligible.count / 16 + 2)
    let expected = eligible.rivals.count * 12 + eligible.ceilings.count * 2
    guard work.credit > expected, states[set].uses + states[set].formerUses > 1, states[set].pointlessEpoch != epoch
    else { return false }
    let before = skylines.comparisons
    let skyline = sets.skyline(of: set, health: health, in: &skylines)
    // To build and compare a row takes as long as two looks.
    work.earn(2 * (before - skylines.comparisons) - 20)
    work.skylines += 1
    // Where hardly a model betters another, the scan is as fast.
    guard skyline.rows.count + skyline.ceilings.count <= eligible.count + PreparedRouter.fewModels else {
      states[set].pointlessEpoch = epoch
      return false
    }
    states[set].take(skyline, epoch: epoch)
    return true
  }
}
