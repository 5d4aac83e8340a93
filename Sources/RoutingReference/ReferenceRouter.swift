public import RoutingCore

/// The routing rules written as plainly as they read in the contract.
///
/// This is the oracle of the tests and the baseline of the bench: arrays, filter, map and sort, and names looked up
/// in dictionaries. It shares the value types of `RoutingCore` and none of its arithmetic, and it never gets
/// optimised.
public struct ReferenceRouter: Sendable {
  /// In id order.
  let models: [Model]
  let ids: Set<ModelID>
  let providers: [ProviderID: Provider]
  let directory: ModelDirectory

  /// Makes a router over these records, in any order.
  public init(models: [Model], providers: [Provider], directory: ModelDirectory = ModelDirectory()) {
    self.models = models.sorted { $0.id < $1.id }
    self.ids = Set(models.map(\.id))
    self.providers = Dictionary(providers.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    self.directory = directory
  }

  /// The whole answer for one request.
  ///
  /// A provider without a reading is healthy and unmeasured. Every alias and `*` is at the given turn. Thompson
  /// sampling draws exactly, and the propensity of its choice is given as 1.
  public func record(
    for request: RoutingRequest, policy: RoutingPolicy, health: [ProviderID: HealthReading],
    arms: ThompsonArms? = nil, turn: Int = 0, seed: UInt64 = 0
  ) -> DecisionRecord {
    let reference = resolve(request, turn: turn, seed: seed)
    let policy = underPlan(policy, reference)
    var eligible: [Model] = []
    var excluded: [Exclusion] = []
    for model in models {
      if let reason = failedRule(model, request, policy, health, reference) {
        excluded.append(Exclusion(model: model.id, reason: reason))
      } else {
        eligible.append(model)
      }
    }
    let draws = DrawKey(seed: seed, requestID: request.id)
    let ranked = rank(eligible, request, policy, health, arms, draws)
    return DecisionRecord(
      verdict: verdict(ranked, request, policy, health, arms, reference, draws),
      ranked: ranked.map {
        RankedModel(
          model: $0.id, provider: $0.provider, score: $0.score, estimatedCost: dollars($0.cost))
      },
      excluded: excluded)
  }

  /// The chosen model alone, as a caller who wants no list would ask for it.
  public func decide(
    _ request: RoutingRequest, policy: RoutingPolicy, health: [ProviderID: HealthReading]
  ) -> Decision? {
    let reference = resolve(request, turn: 0, seed: 0)
    let policy = underPlan(policy, reference)
    let eligible = models.filter { failedRule($0, request, policy, health, reference) == nil }
    let draws = DrawKey(seed: 0, requestID: request.id)
    let ranked = rank(eligible, request, policy, health, nil, draws)
    if ranked.isEmpty { return nil }
    return verdict(ranked, request, policy, health, nil, reference, draws).decision
  }

  /// a plan's mode counts where nobody asked for another.
  private func underPlan(_ policy: RoutingPolicy, _ reference: PlainReference) -> RoutingPolicy {
    var policy = policy
    if let mode = reference.mode, policy.mode == nil || policy.defaulted.contains(.mode) { policy.mode = mode }
    return policy
  }

  func dollars(_ amount: Double) -> Dollars { Dollars(amount) ?? 0 }
}
