/// A choice and the models that stand behind it.
public struct ChainedChoice: Equatable, Sendable {
  /// The model that serves first.
  public let choice: Choice
  /// Who follows if it fails, in order.
  public let fallbacks: FallbackList
}

extension CompiledRouter {
  /// The model that is to serve a request and the first few that stand behind it, or nil where none may serve.
  ///
  /// They are the beginning of ``Decision/fallbacks``: the models that were named first, then all others by rank.
  /// None, where the policy allows no fallbacks.
  ///
  /// - Complexity: As ``decide(_:policy:health:arms:)``, and O(`count`) for each model that comes to be among the
  ///   best; no sort, no allocation.
  public func decide(
    _ shape: RequestShape, policy: CompiledPolicy, health: CompiledHealth, arms: CompiledArms? = nil,
    fallbacks count: Int
  ) -> ChainedChoice? {
    let limit = policy.fallsBack ? min(max(count, 0), FallbackList.capacity) : 0
    if limit > 0, policy.isSimple, shape.pricing == .plain {
      switch shape.hint {
      case .absent: return chainFreely(shape, .absent, policy, health, limit)
      case .unknown: return shape.isStrict ? nil : chainFreely(shape, .unknown, policy, health, limit)
      case .found(let target):
        if target.isSingle, !target.isStrict { return chain(naming: target, shape, policy, health, limit) }
      }
    }
    guard let choice = decide(shape, policy: policy, health: health, arms: arms) else { return nil }
    guard limit > 0 else { return ChainedChoice(choice: choice, fallbacks: FallbackList()) }
    guard case .found(let target) = shape.hint else {
      return ChainedChoice(
        choice: choice, fallbacks: fallbacks(behind: choice.model, naming: nil, shape, policy, health, arms, limit))
    }
    let planned = resolver.mode(of: target).map { policy.underPlan($0) } ?? policy
    return ChainedChoice(
      choice: choice, fallbacks: fallbacks(behind: choice.model, naming: target, shape, planned, health, arms, limit))
  }

  private func chainFreely(
    _ shape: RequestShape, _ status: HintStatus, _ policy: CompiledPolicy, _ health: CompiledHealth, _ limit: Int
  ) -> ChainedChoice? {
    let scan = CandidateScan(shape, policy: policy, compiled: compiled)
    guard let scales = policy.absoluteScales ?? eligibleScales(shape, scan, policy, health) else { return nil }
    let best = bestFew(limit + 1, shape, scan, policy, health, scales)
    guard best.count > 0 else { return nil }
    var list = FallbackList()
    for rank in 1..<max(best.count, 1) { list.append(best[rank]) }
    return ChainedChoice(choice: choice(best[0], shape, status), fallbacks: list)
  }

  /// A named model and the best of all others.
  private func chain(
    naming target: ReferenceTarget, _ shape: RequestShape, _ policy: CompiledPolicy, _ health: CompiledHealth,
    _ limit: Int
  ) -> ChainedChoice? {
    guard let choice = decideAmongNamed(target, shape, policy, health, nil) else {
      return chainFreely(shape, target.missedStatus, policy, health, limit)
    }
    var list = FallbackList()
    let scan = CandidateScan(shape, policy: policy, compiled: compiled)
    // Soft limits do not hold for what was named, so that it need not be among the others.
    let named = traits(choice.model.index, shape, policy, health)
    let largest = eligibleTraits(shape, scan, policy, health)?.maximum(with: named)
    if let largest {
      let scales = policy.absoluteScales ?? ScoreScales(maximumOf: largest, parameters: policy.scoring)
      let best = bestFew(limit + 1, shape, scan, policy, health, scales)
      for rank in 0..<best.count where best[rank] != choice.model.index && list.count < limit {
        list.append(best[rank])
      }
    }
    return ChainedChoice(choice: choice, fallbacks: list)
  }

  /// Who stands behind a choice in the general case: named models in their order, then all others by rank.
  private func fallbacks(
    behind chosen: ModelHandle, naming target: ReferenceTarget?, _ shape: RequestShape, _ policy: CompiledPolicy,
    _ health: CompiledHealth, _ arms: CompiledArms?, _ limit: Int
  ) -> FallbackList {
    var list = FallbackList()
    let named = target.map { namedSet($0) } ?? nil
    let isConfined = target?.isStrict ?? false
    guard let scales = scales(of: named, isConfined: isConfined, shape, policy, health) else { return list }
    if let named, let target { appendNamed(named, target, chosen, shape, policy, health, arms, scales, limit, &list) }
    guard !isConfined, list.count < limit else { return list }
    var best = BestKeys(limit: limit - list.count)
    visit(shape, CandidateScan(shape, policy: policy, compiled: compiled), policy, health) { index in
      guard index != chosen.index, !(named?.contains(index) ?? false) else { return }
      best.insert(contender(index, position: 0, shape, policy, health, arms, scales).key)
    }
    for rank in 0..<best.count {
      if let key = best[rank] { list.append(key.model.index) }
    }
    return list
  }

  private func appendNamed(
    _ named: NamedSet, _ target: ReferenceTarget, _ chosen: ModelHandle, _ shape: RequestShape,
    _ policy: CompiledPolicy, _ health: CompiledHealth, _ arms: CompiledArms?, _ scales: ScoreScales, _ limit: Int,
    _ list: inout FallbackList
  ) {
    let scan = CandidateScan(shape, policy: policy, compiled: compiled, isNamed: true)
    func serves(_ index: Int) -> Bool { index != chosen.index && mayServe(index, shape, scan, policy, health) }
    if let first = named.first, serves(first) { list.append(first) }
    guard let set = named.set else { return }
    if set.order == .list, named.first == nil {
      for place in set.models.indices where list.count < limit {
        let index = set.models[(place + Int(target.rotation)) % set.models.count].index
        if serves(index) { list.append(index) }
      }
      return
    }
    var best = BestKeys(limit: limit - list.count)
    for placed in set.byID where placed.model.index != named.first && serves(placed.model.index) {
      let position = target.kind == .plan ? placed.place : 0
      best.insert(contender(placed.model.index, position: position, shape, policy, health, arms, scales).key)
    }
    for rank in 0..<best.count {
      if let key = best[rank] { list.append(key.model.index) }
    }
  }

  private func scales(
    of named: NamedSet?, isConfined: Bool, _ shape: RequestShape, _ policy: CompiledPolicy, _ health: CompiledHealth
  ) -> ScoreScales? {
    let scan = CandidateScan(shape, policy: policy, compiled: compiled, isNamed: true)
    if let set = named?.set { return scales(naming: set.models, isConfined: isConfined, shape, scan, policy, health) }
    guard let first = named?.first else {
      return scales(naming: EmptyCollection(), isConfined: isConfined, shape, scan, policy, health)
    }
    return scales(
      naming: CollectionOfOne(ModelHandle(index: first)), isConfined: isConfined, shape, scan, policy, health)
  }

  /// What a target names, without copying it.
  private func namedSet(_ target: ReferenceTarget) -> NamedSet? {
    guard target.isSingle else { return NamedSet(first: nil, set: resolver.index.sets[Int(target.place)]) }
    guard target.place >= 0 else { return nil }
    let index = Int(target.place)
    return NamedSet(first: index, set: target.isStrict ? resolver.index.namesakes(of: index) : nil)
  }
}

/// The models that a reference names: one that goes first, and a set with an order of its own.
private struct NamedSet {
  let first: Int?
  let set: CandidateSet?

  func contains(_ index: Int) -> Bool {
    index == first || (set?.byID.contains { $0.model.index == index } ?? false)
  }
}
