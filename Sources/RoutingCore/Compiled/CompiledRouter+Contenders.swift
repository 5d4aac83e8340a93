extension CompiledRouter {
  /// How the first choice is taken: Thompson's draws are part of the rank keys, so the best key wins then.
  func selection(_ shape: RequestShape, _ policy: CompiledPolicy, _ arms: CompiledArms?) -> Selection {
    Selection(
      picker: policy.samples && arms != nil ? .best : policy.policy.picker, affinity: policy.policy.affinity,
      affinityHash: shape.affinityHash, draws: shape.draws)
  }

  /// What a picker looks at in one model.
  func contender(
    _ index: Int, position: Int, _ shape: RequestShape, _ policy: CompiledPolicy, _ health: CompiledHealth,
    _ arms: CompiledArms?, _ scales: ScoreScales
  ) -> Contender {
    let traits = traits(index, shape, policy, health)
    let reading = health.snapshot.readings[compiled.candidates[index].provider]
    let isBehind = policy.demotes && reading.misses(policy.policy.preferences)
    var draw = 0.0
    if policy.samples, let arms {
      draw = arms.draw(index, bucket: TokenBucket(shape.inputTokens), shape.draws)
    }
    let key = RankKey(
      terms(of: traits, policy, scales), traits, ModelHandle(index: index),
      tier: (policy.tiers.isEmpty ? 0 : policy.tiers[index]) + (isBehind ? policy.tierCount : 0), draw: draw,
      position: position)
    return Contender(
      key: key, hash: compiled.hashes[index], trafficWeight: compiled.trafficWeights[index], ramp: reading.ramp.value,
      requestsInFlight: reading.requestsInFlight)
  }

  /// A pick as a choice; what Thompson sampling drew has no propensity yet.
  func choice(
    _ pick: Pick, _ shape: RequestShape, _ hintStatus: HintStatus, _ policy: CompiledPolicy, _ arms: CompiledArms?
  ) -> Choice {
    let isSampled = policy.samples && arms != nil && !pick.isKept
    return choice(pick.key.model.index, shape, hintStatus, propensity: isSampled ? nil : pick.propensity)
  }

  /// A model as a choice.
  func choice(
    _ index: Int, _ shape: RequestShape, _ hintStatus: HintStatus, propensity: Double? = 1
  ) -> Choice {
    let candidate = compiled.candidates[index]
    return Choice(
      model: ModelHandle(index: index), provider: ProviderHandle(index: candidate.provider),
      estimatedCost: Dollars(unchecked: compiled.cost(index, shape)),
      reason: hintStatus == .exact ? .hintExact : .routedByWeight(Int(candidate.weight)), hintStatus: hintStatus,
      propensity: propensity)
  }
}
