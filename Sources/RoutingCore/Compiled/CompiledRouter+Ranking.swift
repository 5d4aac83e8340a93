extension CompiledRouter {
  /// The whole answer: the verdict, every eligible model in order, and why each other model was left out.
  ///
  /// The generator is read only where the policy explores, for one draw.
  ///
  /// - Complexity: O(n log n) in the number of models.
  public func record(
    for request: RoutingRequest, policy: CompiledPolicy, health: CompiledHealth,
    using generator: inout SeededGenerator
  ) -> DecisionRecord {
    let shape = shape(of: request)
    let scan = CandidateScan(shape, policy: policy, compiled: compiled)
    let eligible = candidates(shape, scan, policy, health)
    let ranked = ranking(eligible, shape, scan, policy, health)
    return DecisionRecord(
      verdict: verdict(ranked, shape, policy, using: &generator),
      ranked: ranked.map { key in
        RankedModel(
          model: registry[key.model].id, provider: registry[key.model].provider, score: key.score,
          estimatedCost: Dollars(unchecked: key.cost))
      },
      excluded: exclusions(from: eligible, request, policy, health))
  }

  /// The eligible models in id order.
  private func candidates(
    _ shape: RequestShape, _ scan: CandidateScan, _ policy: CompiledPolicy, _ health: CompiledHealth
  ) -> [ModelHandle] {
    var candidates: [ModelHandle] = []
    for wordIndex in 0..<compiled.bits.wordCount {
      var word = scan.word(wordIndex, policy: policy, health: health, bits: compiled.bits)
      while word != 0 {
        let index = wordIndex * 64 + word.trailingZeroBitCount
        word &= word - 1
        guard compiled.windows[index] >= scan.windowToCheck,
          compiled.candidate(index, for: shape).cost(of: shape) <= policy.costLimit
        else { continue }
        candidates.append(ModelHandle(index: index))
      }
    }
    return candidates
  }

  private func ranking(
    _ eligible: [ModelHandle], _ shape: RequestShape, _ scan: CandidateScan, _ policy: CompiledPolicy,
    _ health: CompiledHealth
  ) -> [RankKey] {
    guard let scales = policy.absoluteScales ?? eligibleScales(shape, scan, policy, health) else { return [] }
    return eligible.map { rankKey($0.index, shape, policy, health, scales) }.sorted()
  }

  private func verdict(
    _ ranked: [RankKey], _ shape: RequestShape, _ policy: CompiledPolicy, using generator: inout SeededGenerator
  ) -> Verdict {
    let pinned: Int?
    let hintStatus: HintStatus
    switch shape.hint {
    case .absent: (pinned, hintStatus) = (nil, .absent)
    case .unknown: (pinned, hintStatus) = (nil, .unknown)
    case .model(let model):
      pinned = ranked.firstIndex { $0.model == model }
      hintStatus = pinned == nil ? .ineligible : .exact
    }
    guard !ranked.isEmpty else { return .refused(Refusal(hintStatus: hintStatus)) }

    var rank = pinned ?? 0
    var propensity = 1.0
    if pinned == nil, policy.exploration.isActive {
      rank = policy.exploration.rank(among: ranked.count, using: &generator)
      propensity = policy.exploration.propensity(ofRank: rank, among: ranked.count)
    }
    let winner = registry[ranked[rank].model]
    return .decided(
      Decision(
        model: winner.id, provider: winner.provider, estimatedCost: Dollars(unchecked: ranked[rank].cost),
        reason: pinned == nil ? .routedByWeight(winner.weight) : .hintExact, hintStatus: hintStatus,
        propensity: propensity,
        fallbacks: (ranked[..<rank] + ranked[(rank + 1)...]).map { registry[$0.model].id }))
  }

  /// Why each model that is not eligible was left out: the bitsets know that, the filters know why.
  private func exclusions(
    from eligible: [ModelHandle], _ request: RoutingRequest, _ policy: CompiledPolicy, _ health: CompiledHealth
  ) -> [Exclusion] {
    var remaining = eligible[...]
    var exclusions: [Exclusion] = []
    for model in registry.modelHandles {
      if remaining.first == model {
        remaining.removeFirst()
        continue
      }
      let question = EligibilityQuestion(
        about: model, in: registry, request: request, policy: policy.policy, health: health.snapshot)
      guard let reason = Eligibility.firstFailure(question) else {
        preconditionFailure("The bitsets exclude a model that passes every filter.")
      }
      exclusions.append(Exclusion(model: registry[model].id, reason: reason))
    }
    return exclusions
  }
}
