extension CompiledRouter {
  /// The choice among all models, the caller having named none that may serve.
  func decideFreely(
    _ shape: RequestShape, _ hintStatus: HintStatus, _ policy: CompiledPolicy, _ health: CompiledHealth,
    _ arms: CompiledArms?
  ) -> Choice? {
    let scan = CandidateScan(shape, policy: policy, compiled: compiled)
    if policy.isSimple, shape.pricing == .plain {
      return best(shape, scan, policy, health).map { choice($0, shape, hintStatus) }
    }
    return decideWithPreferences(shape, scan, hintStatus, policy, health, arms)
  }

  private func decideWithPreferences(
    _ shape: RequestShape, _ scan: CandidateScan, _ hintStatus: HintStatus, _ policy: CompiledPolicy,
    _ health: CompiledHealth, _ arms: CompiledArms?
  ) -> Choice? {
    let isKept = policy.keeps && shape.hasAffinity
    if policy.isUntiered, !isKept {
      if policy.samples, let arms {
        switch highestDraw(shape, scan, policy, health, arms) {
        case .absent: return nil
        case .model(let index): return choice(index, shape, hintStatus, propensity: nil)
        case .tie: break
        }
      } else if !policy.draws, shape.pricing == .plain {
        return best(shape, scan, policy, health).map { choice($0, shape, hintStatus) }
      }
    }
    guard let scales = scales(naming: EmptyCollection(), isConfined: false, shape, scan, policy, health) else {
      return nil
    }
    let everybody = FreeContenders(
      router: self, shape: shape, scan: scan, policy: policy, health: health, arms: arms, scales: scales)
    let pick = selection(shape, policy, arms).pick(from: everybody)
    return pick.map { choice($0, shape, hintStatus, policy, arms) }
  }

  /// What a search for the highest draw of Thompson sampling finds.
  private enum HighestDraw {
    case absent
    case model(Int)
    /// Two draws are equal to the last bit, so the scores decide.
    case tie
  }

  private func highestDraw(
    _ shape: RequestShape, _ scan: CandidateScan, _ policy: CompiledPolicy, _ health: CompiledHealth,
    _ arms: CompiledArms
  ) -> HighestDraw {
    guard arms.isTabulated else { return highestExactDraw(shape, scan, policy, health, arms) }
    let isPlain = shape.pricing == .plain
    let firstCandidate = compiled.firstCandidate(for: shape)
    let firstArm = arms.firstPlace(of: TokenBucket(shape.inputTokens))
    var highest = -1.0
    var winner = -1
    var isTie = false
    for wordIndex in 0..<compiled.bits.wordCount {
      var word = scan.word(wordIndex, policy: policy, health: health, bits: compiled.bits)
      while word != 0 {
        let index = wordIndex &* 64 &+ word.trailingZeroBitCount
        word &= word &- 1
        let draw = arms.tabulatedDraw(firstArm &+ index, shape.draws)
        // Few draws come near the highest, so money is counted only for those that do.
        guard draw >= highest else { continue }
        let candidate = compiled.candidates[firstCandidate &+ index]
        let cost = isPlain ? candidate.cost(of: shape) : compiled.prices.cost(index, shape)
        guard cost <= policy.costLimit else { continue }
        if scan.windowToCheck > 0, compiled.windows[index] < scan.windowToCheck { continue }
        isTie = draw == highest
        (highest, winner) = (draw, index)
      }
    }
    if isTie { return .tie }
    return winner < 0 ? .absent : .model(winner)
  }

  private func highestExactDraw(
    _ shape: RequestShape, _ scan: CandidateScan, _ policy: CompiledPolicy, _ health: CompiledHealth,
    _ arms: CompiledArms
  ) -> HighestDraw {
    let bucket = TokenBucket(shape.inputTokens)
    var highest = -1.0
    var found = HighestDraw.absent
    visit(shape, scan, policy, health) { index in
      let draw = arms.draw(index, bucket: bucket, shape.draws)
      if draw > highest {
        (highest, found) = (draw, .model(index))
      } else if draw == highest {
        found = .tie
      }
    }
    return found
  }

  /// Calls `body` for the place of every model that may serve, in id order.
  func visit(
    _ shape: RequestShape, _ scan: CandidateScan, _ policy: CompiledPolicy, _ health: CompiledHealth,
    _ body: (Int) -> Void
  ) {
    let isPlain = shape.pricing == .plain
    let firstCandidate = compiled.firstCandidate(for: shape)
    for wordIndex in 0..<compiled.bits.wordCount {
      var word = scan.word(wordIndex, policy: policy, health: health, bits: compiled.bits)
      while word != 0 {
        let index = wordIndex &* 64 &+ word.trailingZeroBitCount
        word &= word &- 1
        let candidate = compiled.candidates[firstCandidate &+ index]
        let cost = isPlain ? candidate.cost(of: shape) : compiled.prices.cost(index, shape)
        guard cost <= policy.costLimit else { continue }
        if scan.windowToCheck > 0, compiled.windows[index] < scan.windowToCheck { continue }
        body(index)
      }
    }
  }
}

/// All models that may serve, found anew at every visit so that nothing is stored.
private struct FreeContenders: ContenderSource {
  let router: CompiledRouter
  let shape: RequestShape
  let scan: CandidateScan
  let policy: CompiledPolicy
  let health: CompiledHealth
  let arms: CompiledArms?
  let scales: ScoreScales

  func visit(_ body: (Contender) -> Void) {
    router.visit(shape, scan, policy, health) { index in
      body(router.contender(index, position: 0, shape, policy, health, arms, scales))
    }
  }
}
