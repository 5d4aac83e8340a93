public import RoutingCore

/// The chance of every model under a policy that takes the best or explores by rank.
///
/// A decision tells the propensity of its own choice alone; these two pickers' follow for all models from the ranking.
/// Policies without affinities and preferences only: those may keep or demote models, which a ranking does not show.
public struct PolicyDistribution: Sendable {
  /// A model and its chance.
  public struct Share: Hashable, Sendable {
    /// The model.
    public let model: ModelHandle
    /// Its chance, above 0 and at most 1.
    public let probability: Double
  }

  private let router: CompiledRouter
  private let policy: CompiledPolicy
  private let health: CompiledHealth
  /// How many times less likely each rank is than the one before; 0 where the best is always taken.
  private let decay: Double

  /// Makes the distribution, or nil for a policy with another picker, an affinity or preferences.
  public init?(router: CompiledRouter, policy: RoutingPolicy, health: HealthSnapshot) {
    guard policy.affinity == nil, policy.preferences == RoutingPreferences() else { return nil }
    switch policy.picker {
    case .best: decay = 0
    case .exploring(let temperature): decay = temperature > 0 ? ElementaryFunctions.exp(-1 / temperature) : 0
    case .softmax, .weighted, .inverseSquarePrice, .twoChoices: return nil
    }
    self.router = router
    self.policy = router.compile(policy)
    self.health = router.compile(health)
  }

  /// The models that may be chosen, likeliest first; none where the request is refused.
  ///
  /// A hint is left out of account, and mode `thompson` scores as `normal`, there being no arms.
  ///
  /// - Complexity: O(n) in the number of models; O(n log n) where it explores.
  public func shares(for request: RoutingRequest) -> [Share] {
    var request = request
    request.hint = nil
    guard decay > 0 else {
      let choice = router.decide(router.shape(of: request), policy: policy, health: health)
      return choice.map { [Share(model: $0.model, probability: 1)] } ?? []
    }
    let ranked = router.record(for: request, policy: policy, health: health).ranked
    var weights: [Double] = []
    var weight = 1.0
    for _ in ranked {
      weights.append(weight)
      weight *= decay
    }
    let total = weights.reduce(0, +)
    return zip(ranked, weights).compactMap { ranked, weight in
      guard weight > 0, let model = router.registry.handle(ofModel: ranked.model) else { return nil }
      return Share(model: model, probability: weight / total)
    }
  }
}
