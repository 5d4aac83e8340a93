extension CompiledRouter {
  /// The whole answer: the verdict, every eligible model in order, and why each other model was left out.
  ///
  /// Aliases and `*` that take turns move `turns` on; draws follow from the seed and the request's id.
  ///
  /// - Complexity: O(n log n) in the number of models, and an integral over the beliefs where Thompson sampling draws.
  public func record(
    for request: RoutingRequest, policy: CompiledPolicy, health: CompiledHealth, arms: CompiledArms? = nil,
    turns: inout ReferenceTurns, seed: UInt64
  ) -> DecisionRecord {
    record(
      for: request, shape(of: request, turns: &turns, seed: seed), policy: policy, health: health, arms: arms)
  }

  /// The same for a request whose hint was resolved before.
  func record(
    for request: RoutingRequest, _ shape: RequestShape, policy: CompiledPolicy, health: CompiledHealth,
    arms: CompiledArms?
  ) -> DecisionRecord {
    let reference = NamedModels(shape, request, resolver)
    let policy = reference.mode.map { policy.underPlan($0) } ?? policy
    let eligible = candidates(shape, reference, policy, health)
    let ranked = ranking(eligible, shape, policy, health, arms)
    return DecisionRecord(
      verdict: verdict(ranked, request, shape, reference, policy, health, arms),
      ranked: ranked.map { contender in
        let key = contender.key
        return RankedModel(
          model: registry[key.model].id, provider: registry[key.model].provider, score: key.score,
          estimatedCost: Dollars(unchecked: key.cost))
      },
      excluded: exclusions(from: eligible, request, reference, policy, health))
  }

  /// The same with turns that nothing has taken yet.
  public func record(
    for request: RoutingRequest, policy: CompiledPolicy, health: CompiledHealth, arms: CompiledArms? = nil,
    seed: UInt64 = 0
  ) -> DecisionRecord {
    var turns = ReferenceTurns()
    return record(for: request, policy: policy, health: health, arms: arms, turns: &turns, seed: seed)
  }

  /// The eligible models in id order.
  private func candidates(
    _ shape: RequestShape, _ reference: NamedModels, _ policy: CompiledPolicy, _ health: CompiledHealth
  ) -> [ModelHandle] {
    var candidates: [ModelHandle] = []
    if !reference.isConfined {
      visit(shape, CandidateScan(shape, policy: policy, compiled: compiled), policy, health) { index in
        candidates.append(ModelHandle(index: index))
      }
    }
    let scan = CandidateScan(shape, policy: policy, compiled: compiled, isNamed: true)
    let named = reference.models.filter { mayServe($0.index, shape, scan, policy, health) }
    guard !named.isEmpty else { return candidates }
    return Set(candidates + named).sorted()
  }

  private func ranking(
    _ eligible: [ModelHandle], _ shape: RequestShape, _ policy: CompiledPolicy, _ health: CompiledHealth,
    _ arms: CompiledArms?
  ) -> [Contender] {
    guard let scales = scales(of: eligible, shape, policy, health) else { return [] }
    return eligible.map { contender($0.index, position: 0, shape, policy, health, arms, scales) }
      .sorted { $0.key < $1.key }
  }

  private func scales(
    of eligible: [ModelHandle], _ shape: RequestShape, _ policy: CompiledPolicy, _ health: CompiledHealth
  ) -> ScoreScales? {
    guard let first = eligible.first else { return nil }
    if let scales = policy.absoluteScales { return scales }
    let largest = eligible.reduce(traits(first.index, shape, policy, health)) { largest, model in
      largest.maximum(with: traits(model.index, shape, policy, health))
    }
    return ScoreScales(maximumOf: largest, parameters: policy.scoring)
  }

  /// Why each model that is not eligible was left out: the bitsets know that, the filters know why.
  private func exclusions(
    from eligible: [ModelHandle], _ request: RoutingRequest, _ reference: NamedModels, _ policy: CompiledPolicy,
    _ health: CompiledHealth
  ) -> [Exclusion] {
    var remaining = eligible[...]
    var exclusions: [Exclusion] = []
    for model in registry.modelHandles {
      if remaining.first == model {
        remaining.removeFirst()
        continue
      }
      let question = EligibilityQuestion(
        about: model, in: registry, request: request, policy: policy.policy, health: health.snapshot,
        standing: reference.standing(of: model))
      guard let reason = Eligibility.firstFailure(question) else {
        preconditionFailure("The bitsets exclude a model that passes every filter.")
      }
      exclusions.append(Exclusion(model: registry[model].id, reason: reason))
    }
    return exclusions
  }
}
