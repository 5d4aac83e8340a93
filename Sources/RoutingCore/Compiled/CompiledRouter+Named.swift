extension CompiledRouter {
  /// The choice among the models that the caller named, or nil where none of them may serve.
  ///
  /// Soft limits do not hold for them; an id, an alias and a list go by their own order, and nothing is drawn
  ///
  func decideAmongNamed(
    _ target: ReferenceTarget, _ shape: RequestShape, _ policy: CompiledPolicy, _ health: CompiledHealth,
    _ arms: CompiledArms?
  ) -> Choice? {
    let scan = CandidateScan(shape, policy: policy, compiled: compiled, isNamed: true)
    guard target.isSingle else {
      let set = resolver.index.sets[Int(target.place)]
      switch set.order {
      case .list:
        for place in set.models.indices {
          let turned = (place + Int(target.rotation)) % set.models.count
          let index = set.models[turned].index
          if mayServe(index, shape, scan, policy, health) { return choice(index, shape, .exact) }
        }
        return nil
      case .score:
        return pick(set, target, shape, scan, policy, health, arms)
      }
    }
    guard target.place >= 0 else { return nil }
    let index = Int(target.place)
    if mayServe(index, shape, scan, policy, health) {
      return choice(
        index, shape, .exact, propensity: target.kind == .alias ? resolver.propensity(of: target) : 1)
    }
    // The same logical model elsewhere counts as named where nothing else may serve.
    guard target.isStrict else { return nil }
    return pick(resolver.index.namesakes(of: index), target, shape, scan, policy, health, arms)
  }

  /// Whether a model that the caller named may serve.
  func mayServe(
    _ index: Int, _ shape: RequestShape, _ scan: CandidateScan, _ policy: CompiledPolicy, _ health: CompiledHealth
  ) -> Bool {
    let word = scan.word(index / 64, policy: policy, health: health, bits: compiled.bits)
    return word & (1 << UInt64(index % 64)) != 0 && compiled.windows[index] >= scan.windowToCheck
      && compiled.cost(index, shape) <= policy.namedCostLimit
  }

  private func pick(
    _ set: CandidateSet, _ target: ReferenceTarget, _ shape: RequestShape, _ scan: CandidateScan,
    _ policy: CompiledPolicy, _ health: CompiledHealth, _ arms: CompiledArms?
  ) -> Choice? {
    guard let scales = scales(naming: set.models, isConfined: target.isStrict, shape, scan, policy, health) else {
      return nil
    }
    let named = NamedContenders(
      router: self, set: set, isPlan: target.kind == .plan, shape: shape, scan: scan, policy: policy, health: health,
      arms: arms, scales: scales)
    let pick = selection(shape, policy, arms).pick(from: named)
    return pick.map { choice($0, shape, .exact, policy, arms) }
  }

  /// The scales of a decision with named models: from all that may serve, or from those alone where no other may.
  func scales(
    naming named: some Sequence<ModelHandle>, isConfined: Bool, _ shape: RequestShape, _ scan: CandidateScan,
    _ policy: CompiledPolicy, _ health: CompiledHealth
  ) -> ScoreScales? {
    if let scales = policy.absoluteScales { return scales }
    var largest: CandidateTraits?
    func include(_ index: Int) {
      let traits = traits(index, shape, policy, health)
      largest = largest.map { $0.maximum(with: traits) } ?? traits
    }
    for model in named where mayServe(model.index, shape, scan, policy, health) { include(model.index) }
    if !isConfined {
      visit(shape, CandidateScan(shape, policy: policy, compiled: compiled), policy, health, include)
    }
    return largest.map { ScoreScales(maximumOf: $0, parameters: policy.scoring) }
  }
}

/// The named models that may serve, found anew at every visit so that nothing is stored.
private struct NamedContenders: ContenderSource {
  let router: CompiledRouter
  let set: CandidateSet
  let isPlan: Bool
  let shape: RequestShape
  let scan: CandidateScan
  let policy: CompiledPolicy
  let health: CompiledHealth
  let arms: CompiledArms?
  let scales: ScoreScales

  func visit(_ body: (Contender) -> Void) {
    for placed in set.byID where router.mayServe(placed.model.index, shape, scan, policy, health) {
      let position = isPlan ? placed.place : 0
      body(router.contender(placed.model.index, position: position, shape, policy, health, arms, scales))
    }
  }
}
