package import RoutingCore
package import RoutingReference

/// Everything one decision depends on, made from a seed.
///
/// Values come from small pools as often as from wide ranges, so that equal scores, equal costs, budgets at equality,
/// free models, empty registries and absurd prices are common and not one in a billion.
package struct RoutingCase: Sendable {
  package var seed: UInt64
  package var models: [Model]
  package var providers: [Provider]
  package var health: [ProviderID: HealthReading]
  package var request: RoutingRequest
  package var policy: RoutingPolicy

  package init(seed: UInt64) {
    var dice = Dice(seed: seed)
    self.seed = seed
    let providerCount = dice.pick([0, 1, 1, 2, 3, 5, 9])
    providers = (0..<providerCount).map { dice.provider(number: $0) }
    health = [:]
    for provider in providers where dice.chance(0.7) { health[provider.id] = dice.reading() }
    if dice.chance(0.2) { health["unregistered"] = dice.reading() }
    let modelCount = dice.pick([0, 1, 2, 3, 6, 6, 10, 20, 40, 63, 64, 65, 70, 130])
    let windows = dice.windows()
    models = (0..<modelCount).map { dice.model(number: $0, providerCount: providerCount, windows: windows) }
    request = dice.request(models: models)
    policy = dice.policy(models: models, providers: providers, request: request)
  }

  package var reference: ReferenceRouter { ReferenceRouter(models: models, providers: providers) }

  package func engine() throws(InvalidRegistry) -> RoutingEngine {
    RoutingEngine(registry: try ModelRegistry(models: models, providers: providers))
  }

  /// The oracle's answer.
  package func referenceRecord() -> DecisionRecord {
    var generator = SeededGenerator(seed: seed)
    return reference.record(for: request, policy: policy, health: health, using: &generator)
  }

  /// The answer of the path that users take.
  package func record() throws(InvalidRegistry) -> DecisionRecord {
    var generator = SeededGenerator(seed: seed)
    let engine = try engine()
    return engine.record(
      for: request, policy: policy, health: HealthSnapshot(of: engine.registry, readings: health), using: &generator)
  }

  /// The winner alone, found without a ranking and without exploring.
  package func choice() throws(InvalidRegistry) -> (model: ModelID, cost: Dollars)? {
    let router = try engine().router
    let health = router.compile(HealthSnapshot(of: router.registry, readings: health))
    let choice = router.decide(router.shape(of: request), policy: router.compile(policy), health: health)
    return choice.map { (router.registry[$0.model].id, $0.estimatedCost) }
  }
}

extension RoutingCase: CustomStringConvertible {
  package var description: String {
    var lines = ["seed \(seed)", "\(request)", "\(policy)"]
    lines += models.map { "\($0)" }
    lines += providers.map { "\($0) \(health[$0.id].map { "\($0)" } ?? "no reading")" }
    return lines.joined(separator: "\n  ")
  }
}
