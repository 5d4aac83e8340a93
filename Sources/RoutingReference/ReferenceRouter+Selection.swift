import RoutingCore

extension ReferenceRouter {
  /// named models first, and one of them chosen, else one of all.
  func verdict(
    _ ranked: [ReferenceCandidate], _ request: RoutingRequest, _ policy: RoutingPolicy,
    _ health: [ProviderID: HealthReading], _ arms: ThompsonArms?, _ reference: PlainReference, _ draws: DrawKey
  ) -> Verdict {
    if ranked.isEmpty { return .refused(refusal(request, policy, health, reference)) }
    let named = order(ranked.filter { reference.models.contains($0.id) }, reference)
    let others = ranked.filter { !reference.models.contains($0.id) }
    var chosen: ReferenceCandidate
    var propensity = 1.0
    if let first = named.first, reference.isList || (reference.isPinned && first.id == reference.models.first) {
      chosen = first
      if reference.isPinned { propensity = reference.propensity }
    } else {
      (chosen, propensity) = draw(named.isEmpty ? ranked : named, request, policy, arms, draws)
    }
    let isNamed = !named.isEmpty
    let keepsFallbacks = policy.preferences.allowsFallbacks || !policy.preferences.preferred.providers.isEmpty
    return .decided(
      Decision(
        model: chosen.id, provider: chosen.provider, estimatedCost: dollars(chosen.cost),
        reason: isNamed ? .hintExact : .routedByWeight(chosen.weight),
        hintStatus: isNamed ? .exact : reference.missed, reference: report(reference), propensity: propensity,
        fallbacks: keepsFallbacks ? (named + others).map(\.id).filter { $0 != chosen.id } : []))
  }

  private func report(_ reference: PlainReference) -> ReferenceReport? {
    reference.kind.map {
      ReferenceReport(kind: $0, alternatives: reference.alternatives, aliasFrom: reference.aliasFrom)
    }
  }

  private func order(_ named: [ReferenceCandidate], _ reference: PlainReference) -> [ReferenceCandidate] {
    func place(_ candidate: ReferenceCandidate) -> Int { reference.models.firstIndex(of: candidate.id) ?? 0 }
    if reference.isList { return named.sorted { place($0) < place($1) } }
    if reference.isPinned { return named.filter { place($0) == 0 } + named.filter { place($0) > 0 } }
    guard reference.kind == .plan else { return named }
    return named.map { candidate in
      var candidate = candidate
      candidate.position = place(candidate)
      return candidate
    }.sorted(by: precedes)
  }

  /// One of the candidates of the best tier, and the chance of that.
  private func draw(
    _ candidates: [ReferenceCandidate], _ request: RoutingRequest, _ policy: RoutingPolicy, _ arms: ThompsonArms?,
    _ draws: DrawKey
  ) -> (ReferenceCandidate, Double) {
    let best = candidates[0]
    let tier = candidates.filter { $0.tier == best.tier }
    if let kept = kept(tier, request, policy) { return (kept, 1) }
    let isSampled = policy.mode == .thompson && policy.preferences.sort == nil && arms != nil
    if isSampled || tier.count == 1 { return (best, 1) }
    switch policy.picker {
    case .best: return (best, 1)
    case .exploring(let temperature):
      guard temperature > 0, ElementaryFunctions.exp(-1 / temperature) > 0 else { return (best, 1) }
      let exploration = Exploration(temperature: temperature)
      let rank = exploration.rank(among: tier.count, draw: draws.unit(.exploration))
      return (tier[rank], exploration.propensity(ofRank: rank, among: tier.count))
    case .softmax(let temperature):
      guard temperature > 0 else { return (best, 1) }
      let lowest = tier.map(\.score).min() ?? 0
      return race(tier, draws) { ElementaryFunctions.exp((lowest - $0.score) / temperature) * $0.ramp }
    case .weighted: return race(tier, draws) { $0.trafficWeight * $0.ramp }
    case .inverseSquarePrice:
      let lowest = tier.map(\.cost).min() ?? 0
      return race(tier, draws) { candidate in
        if lowest == 0 { return candidate.cost == 0 ? candidate.ramp : 0 }
        return (lowest / candidate.cost) * (lowest / candidate.cost) * candidate.ramp
      }
    case .twoChoices: return twoChoices(tier, draws)
    }
  }

  /// The highest hash of key and id among the models near the best whose providers are not overloaded.
  private func kept(
    _ tier: [ReferenceCandidate], _ request: RoutingRequest, _ policy: RoutingPolicy
  ) -> ReferenceCandidate? {
    guard let rule = policy.affinity, let key = request.affinity else { return nil }
    let lowest = tier.map(\.score).min() ?? 0
    let near = tier.filter { $0.score <= lowest + rule.scoreSlack }.sorted { $0.id < $1.id }
    let least = near.map(\.requestsInFlight).min() ?? 0
    let bearing = near.filter { candidate in
      let load = candidate.requestsInFlight
      return load - least <= rule.loadSlack || Double(load) <= rule.loadRatio * Double(least)
    }
    let hashes = bearing.map { StableHash.mix(key.hash, StableHash.hash($0.id.text)) }
    guard let highest = hashes.max(), let place = hashes.firstIndex(of: highest) else { return nil }
    return bearing[place]
  }

  private func race(
    _ tier: [ReferenceCandidate], _ draws: DrawKey, weight: (ReferenceCandidate) -> Double
  ) -> (ReferenceCandidate, Double) {
    let runners = tier.sorted { $0.id < $1.id }
    var weights = runners.map(weight)
    if weights.reduce(0, +) <= 0 || weights.reduce(0, +).isNaN { weights = weights.map { _ in 1 } }
    let times = zip(runners, weights).map { runner, weight in
      let draw = draws.unit(.race, model: StableHash.hash(runner.id.text)) + 0x1p-54
      return weight > 0 ? -ElementaryFunctions.log(draw) / weight : .infinity
    }
    let running = runners.indices.filter { weights[$0] > 0 }
    let winner = running.min { times[$0] < times[$1] } ?? 0
    return (runners[winner], weights[winner] / weights.reduce(0, +))
  }

  private func twoChoices(_ tier: [ReferenceCandidate], _ draws: DrawKey) -> (ReferenceCandidate, Double) {
    func load(_ candidate: ReferenceCandidate) -> Double {
      let load = candidate.latency * (Double(candidate.requestsInFlight) + 1)
      return candidate.ramp > 0 ? load / candidate.ramp : .infinity
    }
    func isBetter(_ a: ReferenceCandidate, _ b: ReferenceCandidate) -> Bool {
      load(a) != load(b) ? load(a) < load(b) : precedes(a, b)
    }
    let drawn = tier.sorted { a, b in
      draws.bits(.race, model: StableHash.hash(a.id.text)) < draws.bits(.race, model: StableHash.hash(b.id.text))
    }
    let winner = isBetter(drawn[0], drawn[1]) ? drawn[0] : drawn[1]
    let worse = tier.filter { isBetter(winner, $0) }.count
    return (winner, Double(worse) / (Double(tier.count) * Double(tier.count - 1) / 2))
  }
}
