import RoutingCore

/// How much less a choice was worth, by what was to be expected of it, than the best one would have been.
///
/// Worth is the reward of R-810 in expectation: the chance of an answer, times what the answer is worth at the cost of the
/// recorded length and the mean time to the first token of an idle provider. The best one is sought among all models that
/// the policy lets serve the request, by someone who knows how providers really are at that moment. What luck does after
/// the choice does not count, which makes this the pseudo-regret of Bubeck and Cesa-Bianchi ("Regret analysis of stochastic
/// and nonstochastic multi-armed bandit problems", 2012, section 1).
struct RegretMeter: Sendable {
  private let router: CompiledRouter
  private let policy: CompiledPolicy
  /// That of providers nobody has tried: what a policy does not know of them must not hide them from the best choice.
  private let health: CompiledHealth
  /// What an answer of each model is worth if it costs nothing.
  private let freeWorth: [Double]
  private let hostOfModel: [Int?]
  private var errorRates: [Double] = []

  init(_ router: CompiledRouter, _ policy: CompiledPolicy, _ providers: SimulatedProviders) {
    self.router = router
    self.policy = policy
    health = router.compile(HealthSnapshot(of: router.registry))
    let budget = policy.policy.deadline ?? RoutingPolicy.defaultDeadline
    freeWorth = providers.meanShares(of: max(budget, 1000)).map { 0.7 + 0.3 * (1 - $0) }
    hostOfModel = router.registry.modelHandles.map { router.registry.provider(of: $0)?.index }
  }

  /// Whether the request of a number, counted from 0, is looked at: all of a short trace, one in a hundred of a long one.
  static func looks(at number: UInt64) -> Bool { number < 20_000 || number % 100 == 0 }

  /// The regret of a choice, or of none, for a request that is decided by `shape` and paid by `billed`.
  ///
  /// - Complexity: O(n) in the number of models.
  mutating func regret(
    of chosen: ModelHandle?, _ shape: RequestShape, billed: RequestShape, _ providers: inout SimulatedProviders,
    at now: Moment
  ) -> Double {
    providers.errorRates(at: now, into: &errorRates)
    let own = chosen.map { worth(of: $0, billed) } ?? 0
    var best = own
    router.visitEligible(shape, policy: policy, health: health) { best = max(best, worth(of: $0, billed)) }
    return best - own
  }

  private func worth(of model: ModelHandle, _ billed: RequestShape) -> Double {
    guard let host = hostOfModel[model.index] else { return 0 }
    let cost = min(router.cost(of: billed, at: model).value / 0.1, 1)
    return (1 - errorRates[host]) * (freeWorth[model.index] - 0.3 * cost)
  }
}
