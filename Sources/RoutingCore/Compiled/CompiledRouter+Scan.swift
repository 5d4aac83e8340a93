extension CompiledRouter {
  /// Two scores nearer than this are told apart by the contract's own arithmetic.
  ///
  /// The scan multiplies by reciprocals where the contract divides. Each way to a score takes at most ten roundings
  /// of values not above 1, so either is within 10 × 2⁻⁵³ of the true sum and two scores of the scan, taken
  /// for two scores of the contract, are off by less than 40 × 2⁻⁵³ = 4.5e-15. R-515 allows such a path as long as
  /// the near ones are settled exactly.
  static let undecided = 1e-14

  /// The index of the best model by score, or nil where none may serve; for requests that are priced plainly.
  func best(_ shape: RequestShape, _ scan: CandidateScan, _ policy: CompiledPolicy, _ health: CompiledHealth) -> Int? {
    guard let scales = policy.absoluteScales ?? eligibleScales(shape, scan, policy, health) else { return nil }
    return best(shape, scan, policy, health, scales)
  }

  /// First pass: the scales; nil where nothing is eligible.
  func eligibleScales(
    _ shape: RequestShape, _ scan: CandidateScan, _ policy: CompiledPolicy, _ health: CompiledHealth
  ) -> ScoreScales? {
    eligibleTraits(shape, scan, policy, health).map { ScoreScales(maximumOf: $0, parameters: policy.scoring) }
  }

  /// First pass: the largest values among the eligible; nil where there are none.
  func eligibleTraits(
    _ shape: RequestShape, _ scan: CandidateScan, _ policy: CompiledPolicy, _ health: CompiledHealth
  ) -> CandidateTraits? {
    let firstCandidate = compiled.firstCandidate(for: shape)
    let firstProvider = health.firstProvider(of: policy.latencyColumn)
    var cost = -1.0
    var latency = 0.0
    var errorRate = 0.0
    var weight = 0.0
    for wordIndex in 0..<compiled.bits.wordCount {
      var word = scan.word(wordIndex, policy: policy, health: health, bits: compiled.bits)
      while word != 0 {
        let index = wordIndex &* 64 &+ word.trailingZeroBitCount
        word &= word &- 1
        let candidate = compiled.candidates[firstCandidate &+ index]
        let candidateCost = candidate.cost(of: shape)
        guard candidateCost <= policy.costLimit else { continue }
        if scan.windowToCheck > 0, compiled.windows[index] < scan.windowToCheck { continue }
        let provider = health.providers[firstProvider &+ candidate.provider]
        cost = ScoreFactors.higher(cost, candidateCost)
        latency = ScoreFactors.higher(latency, provider.latency)
        errorRate = ScoreFactors.higher(errorRate, provider.errorRate)
        weight = ScoreFactors.higher(weight, candidate.weight)
      }
    }
    guard cost >= 0 else { return nil }
    return CandidateTraits(cost: cost, latency: latency, errorRate: errorRate, isDegraded: false, weight: weight)
  }

  /// Second pass: the lowest score, found with reciprocals and settled exactly where it is close.
  func best(
    _ shape: RequestShape, _ scan: CandidateScan, _ policy: CompiledPolicy, _ health: CompiledHealth,
    _ scales: ScoreScales
  ) -> Int? {
    let factors = ScoreFactors(scales, ScoringRule(policy))
    var leader = Leader()
    visitScores(shape, scan, policy, health, factors) { index, score in
      leader.consider(index, score: score, undecided: factors.undecided) {
        precedes($0, $1, shape, policy, health, scales)
      }
    }
    return leader.found
  }

  /// The same, keeping more than one.
  func bestFew(
    _ limit: Int, _ shape: RequestShape, _ scan: CandidateScan, _ policy: CompiledPolicy, _ health: CompiledHealth,
    _ scales: ScoreScales
  ) -> BestFew {
    let factors = ScoreFactors(scales, ScoringRule(policy))
    var best = BestFew(limit: limit)
    visitScores(shape, scan, policy, health, factors) { index, score in
      guard score <= best.threshold else { return }
      best.insert(index, score: score, undecided: factors.undecided) {
        precedes($0, $1, shape, policy, health, scales)
      }
    }
    return best
  }

  /// Calls `body` for every candidate with its score, in id order.
  @inline(__always)
  private func visitScores(
    _ shape: RequestShape, _ scan: CandidateScan, _ policy: CompiledPolicy, _ health: CompiledHealth,
    _ factors: ScoreFactors, _ body: (Int, Double) -> Void
  ) {
    let firstCandidate = compiled.firstCandidate(for: shape)
    let firstProvider = health.firstProvider(of: policy.latencyColumn)
    for wordIndex in 0..<compiled.bits.wordCount {
      var word = scan.word(wordIndex, policy: policy, health: health, bits: compiled.bits)
      while word != 0 {
        let index = wordIndex &* 64 &+ word.trailingZeroBitCount
        word &= word &- 1
        let candidate = compiled.candidates[firstCandidate &+ index]
        let cost = candidate.cost(of: shape)
        guard cost <= policy.costLimit else { continue }
        if scan.windowToCheck > 0, compiled.windows[index] < scan.windowToCheck { continue }
        let provider = health.providers[firstProvider &+ candidate.provider]
        body(index, factors.costTerm(cost) + factors.constant(provider, weight: candidate.weight))
      }
    }
  }

  /// Whether one model comes before another by the contract's own arithmetic.
  ///
  /// Kept out of the scan, where it is needed once in a hundred candidates and its numbers would crowd the others out
  /// of the registers: 6 % fewer instructions at 64 models.
  @inline(never)
  func precedes(
    _ challenger: Int, _ incumbent: Int, _ shape: RequestShape, _ policy: CompiledPolicy, _ health: CompiledHealth,
    _ scales: ScoreScales
  ) -> Bool {
    rankKey(challenger, shape, policy, health, scales) < rankKey(incumbent, shape, policy, health, scales)
  }

  /// Where a model stands, by the contract's own arithmetic.
  func rankKey(
    _ index: Int, _ shape: RequestShape, _ policy: CompiledPolicy, _ health: CompiledHealth, _ scales: ScoreScales
  ) -> RankKey {
    let traits = traits(index, shape, policy, health)
    return RankKey(terms(of: traits, policy, scales), traits, ModelHandle(index: index))
  }

  /// The numbers that a model's score is made of.
  func traits(
    _ index: Int, _ shape: RequestShape, _ policy: CompiledPolicy, _ health: CompiledHealth
  ) -> CandidateTraits {
    let candidate = compiled.candidate(index, for: shape)
    let provider = health.providers[health.firstProvider(of: policy.latencyColumn) + candidate.provider]
    return CandidateTraits(
      cost: compiled.cost(index, shape), latency: provider.latency, errorRate: provider.errorRate,
      isDegraded: provider.degraded != 0, weight: candidate.weight)
  }

  /// The score of a model, by the contract's own arithmetic.
  func terms(of traits: CandidateTraits, _ policy: CompiledPolicy, _ scales: ScoreScales) -> ScoreTerms {
    ScoreTerms(
      traits, scales: scales, weights: policy.weights,
      degradedPenalty: policy.scoring.degradedPenalty.value)
  }
}
