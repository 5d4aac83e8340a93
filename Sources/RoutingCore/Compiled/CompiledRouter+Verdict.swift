extension CompiledRouter {
  /// The verdict over ranked candidates.
  func verdict(
    _ ranked: [Contender], _ request: RoutingRequest, _ shape: RequestShape, _ reference: NamedModels,
    _ policy: CompiledPolicy, _ health: CompiledHealth, _ arms: CompiledArms?
  ) -> Verdict {
    guard !ranked.isEmpty else {
      return .refused(refusal(request, reference, policy.policy, health.snapshot))
    }
    let named = inOrder(ranked.filter { reference.standing(of: $0.key.model) == .named }, reference)
    let others = ranked.filter { reference.standing(of: $0.key.model) != .named }
    let isNamed = !named.isEmpty
    let pick =
      isNamed
      ? pinned(named, reference) ?? drawn(named, shape, policy, arms) : drawn(ranked, shape, policy, arms)
    let winner = registry[pick.key.model]
    return .decided(
      Decision(
        model: winner.id, provider: winner.provider, estimatedCost: Dollars(unchecked: pick.key.cost),
        reason: isNamed ? .hintExact : .routedByWeight(winner.weight),
        hintStatus: isNamed ? .exact : reference.missedStatus, reference: reference.report,
        propensity: pick.propensity,
        fallbacks: policy.fallsBack
          ? (named + others).filter { $0.key != pick.key }.map { registry[$0.key.model].id } : []))
  }

  /// Named models in the order in which they serve.
  private func inOrder(_ named: [Contender], _ reference: NamedModels) -> [Contender] {
    let places = Dictionary(reference.models.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    func place(_ contender: Contender) -> Int { places[contender.key.model] ?? 0 }
    switch reference.choosing {
    case .score: return named
    case .list: return named.sorted { place($0) < place($1) }
    case .first: return named.filter { place($0) == 0 } + named.filter { place($0) != 0 }
    case .plan:
      return named.map { contender in
        var placed = contender
        placed.key.position = place(contender)
        return placed
      }.sorted { $0.key < $1.key }
    }
  }

  /// The named model that serves without a draw, or nil where they are drawn from.
  private func pinned(_ named: [Contender], _ reference: NamedModels) -> Pick? {
    switch reference.choosing {
    case .score, .plan: return nil
    case .list: return named.first.map { Pick(key: $0.key, propensity: 1) }
    case .first:
      guard let first = named.first, first.key.model == reference.models.first else { return nil }
      return Pick(key: first.key, propensity: reference.propensity)
    }
  }

  /// What the policy's picker takes of contenders that are there; with the propensity of Thompson's draws.
  private func drawn(
    _ contenders: [Contender], _ shape: RequestShape, _ policy: CompiledPolicy, _ arms: CompiledArms?
  ) -> Pick {
    guard let pick = selection(shape, policy, arms).pick(from: ListedContenders(contenders)) else {
      preconditionFailure("There is no contender to pick.")
    }
    guard policy.samples, let arms, !pick.isKept else { return pick }
    let tier = contenders.map(\.key.undrawn).filter { $0.tier == pick.key.tier }.sorted().map(\.model.index)
    return Pick(
      key: pick.key,
      propensity: arms.propensity(of: pick.key.model.index, among: tier, bucket: TokenBucket(shape.inputTokens)))
  }
}
