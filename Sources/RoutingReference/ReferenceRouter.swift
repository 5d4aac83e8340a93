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

  /// Makes a router over these records, in any order.
  public init(models: [Model], providers: [Provider]) {
    self.models = models.sorted { $0.id < $1.id }
    self.ids = Set(models.map(\.id))
    self.providers = Dictionary(providers.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The whole answer for one request.
  ///
  /// A provider without a reading is healthy and unmeasured. The generator is read only where the policy explores
  ///
  public func record(
    for request: RoutingRequest, policy: RoutingPolicy, health: [ProviderID: HealthReading],
    using generator: inout SeededGenerator
  ) -> DecisionRecord {
    var eligible: [Model] = []
    var excluded: [Exclusion] = []
    for model in models {
      if let reason = failedRule(model, request, policy, health) {
        excluded.append(Exclusion(model: model.id, reason: reason))
      } else {
        eligible.append(model)
      }
    }
    let ranked = rank(eligible, request, policy, health)
    return DecisionRecord(
      verdict: verdict(ranked, request, policy, using: &generator),
      ranked: ranked.map {
        RankedModel(
          model: $0.id, provider: $0.provider, score: $0.score, estimatedCost: dollars($0.cost))
      },
      excluded: excluded)
  }

  /// The best model alone, as a caller who wants no list would ask for it.
  public func decide(
    _ request: RoutingRequest, policy: RoutingPolicy, health: [ProviderID: HealthReading]
  ) -> Decision? {
    let eligible = models.filter { failedRule($0, request, policy, health) == nil }
    let ranked = rank(eligible, request, policy, health)
    var unread = SeededGenerator(seed: 0)
    return verdict(ranked, request, policy, using: &unread).decision
  }

  func dollars(_ amount: Double) -> Dollars { Dollars(amount) ?? 0 }
}
