import RoutingCore

extension ReferenceRouter {
  /// an eligible exact hint wins, else the best, else an explored rank.
  func verdict(
    _ ranked: [ReferenceCandidate], _ request: RoutingRequest, _ policy: RoutingPolicy,
    using generator: inout SeededGenerator
  ) -> Verdict {
    let pinned = ranked.first { $0.id == request.hint }
    let status: HintStatus
    if request.hint == nil {
      status = .absent
    } else if pinned != nil {
      status = .exact
    } else {
      status = request.hint.map(ids.contains) == true ? .ineligible : .unknown
    }
    guard let best = ranked.first else { return .refused(Refusal(hintStatus: status)) }

    var chosen = pinned ?? best
    var propensity = 1.0
    if pinned == nil, policy.explorationTemperature > 0 {
      let exploration = Exploration(temperature: policy.explorationTemperature)
      let rank = exploration.rank(among: ranked.count, using: &generator)
      propensity = exploration.propensity(ofRank: rank, among: ranked.count)
      chosen = ranked[rank]
    }
    return .decided(
      Decision(
        model: chosen.id, provider: chosen.provider, estimatedCost: dollars(chosen.cost),
        reason: pinned == nil ? .routedByWeight(chosen.weight) : .hintExact, hintStatus: status,
        propensity: propensity, fallbacks: ranked.map(\.id).filter { $0 != chosen.id }))
  }
}
