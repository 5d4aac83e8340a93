extension PreparedRouter {
  /// The front of a set under a way to score.
  mutating func front(_ set: Int, _ rule: Int, _ scales: ScoreScales) -> ScoreFront {
    let place = set &* PolicyTable.mostRules &+ rule
    if fronts[place].epoch != epoch { fronts[place] = makeFront(policies.rules[rule], states[set].rows, scales) }
    return fronts[place]
  }

  /// Leaves out of a skyline what cannot win under one way to score.
  ///
  /// The constants are sums in another order than the contract's, so only a distance beyond all rounding counts.
  @inline(never)
  private mutating func makeFront(_ rule: ScoringRule, _ skyline: Range<Int>, _ scales: ScoreScales) -> ScoreFront {
    work.fronts &+= 1
    let first = frontRows.count
    var comparisons = 0
    let factors = ScoreFactors(scales, rule)
    if factors.isUsable {
      for place in skyline {
        let row = skylines.rows[place]
        let constant = factors.constant(row.provider, weight: row.weight)
        var other = first
        while other < frontRows.count, !frontRows[other].isClearlyBefore(row, constant) { other &+= 1 }
        comparisons &+= other - first + 1
        if other == frontRows.count {
          frontRows.append(
            ScoreFrontRow(
              firstPrice: row.firstPrice, secondPrice: row.secondPrice, constant: constant, index: row.index))
        }
      }
    }
    work.earn(-comparisons)
    return ScoreFront(
      epoch: epoch, first: Int32(truncatingIfNeeded: first), end: Int32(truncatingIfNeeded: frontRows.count))
  }

  /// The best model of a front.
  mutating func best(
    ofFront front: ScoreFront, perCost: Double, _ shape: RequestShape, _ policy: CompiledPolicy, _ scales: ScoreScales
  ) -> Int? {
    let weight = policy.weights.cost
    var leader = Leader()
    for place in Int(front.first)..<Int(front.end) {
      let row = frontRows[place]
      let cost = row.cost(of: shape)
      guard cost <= policy.costLimit else { continue }
      let score = ScoreFactors.lower(cost * perCost, weight) + row.constant
      leader.consider(row.index, score: score, undecided: CompiledRouter.undecided) {
        router.precedes($0, $1, shape, policy, health, scales)
      }
    }
    return leader.found
  }

  /// The best model of a skyline.
  mutating func best(
    ofSkyline rows: Range<Int>, _ factors: ScoreFactors, _ shape: RequestShape, _ policy: CompiledPolicy,
    _ scales: ScoreScales
  ) -> Int? {
    var leader = Leader()
    for place in rows {
      let row = skylines.rows[place]
      let cost = row.cost(of: shape)
      guard cost <= policy.costLimit else { continue }
      let score = factors.costTerm(cost) + factors.constant(row.provider, weight: row.weight)
      leader.consider(row.index, score: score, undecided: factors.undecided) {
        router.precedes($0, $1, shape, policy, health, scales)
      }
    }
    return leader.found
  }
}

extension ScoreFrontRow {
  /// Whether another model of the skyline comes after this one whatever is asked for.
  func isClearlyBefore(_ other: SkylineRow, _ otherConstant: Double) -> Bool {
    constant + CompiledRouter.undecided < otherConstant && firstPrice <= other.firstPrice
      && secondPrice <= other.secondPrice
  }
}
