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
  package var directory: ModelDirectory
  package var arms: ThompsonArms?
  package var turn: Int

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
    directory = dice.directory(models: models)
    request = dice.request(models: models, directory: directory)
    policy = dice.policy(models: models, providers: providers, request: request)
    arms = dice.arms(models: models)
    turn = dice.pick([0, 0, 1, 2, 7, .max])
  }

  package var reference: ReferenceRouter {
    ReferenceRouter(models: models, providers: providers, directory: directory)
  }

  package func engine() throws -> RoutingEngine {
    try RoutingEngine(registry: try ModelRegistry(models: models, providers: providers), directory: directory)
  }

  package var turns: ReferenceTurns { ReferenceTurns(startingAt: turn, for: directory) }

  /// Whether Thompson sampling draws.
  package var isSampled: Bool {
    policy.mode == .thompson && arms != nil || directory.plans.contains { $0.mode == .thompson }
  }

  /// The oracle's answer.
  package func referenceRecord() -> DecisionRecord {
    reference.record(for: request, policy: policy, health: health, arms: arms, turn: turn, seed: seed)
  }

  /// The answer of the path that users take.
  package func record() throws -> DecisionRecord {
    let engine = try engine()
    var turns = turns
    return engine.record(
      for: request, policy: policy, health: HealthSnapshot(of: engine.registry, readings: health), arms: arms,
      turns: &turns, seed: seed)
  }

  /// The choice alone, found without a ranking.
  package func choice() throws -> (choice: Choice, model: ModelID, provider: ProviderID)? {
    let router = try engine().router
    let health = router.compile(HealthSnapshot(of: router.registry, readings: health))
    var turns = turns
    let shape = router.shape(of: request, turns: &turns, seed: seed)
    let choice = router.decide(
      shape, policy: router.compile(policy), health: health, arms: arms.map { router.compile($0) })
    return choice.map { ($0, router.registry[$0.model].id, router.registry[$0.provider].id) }
  }
}

extension RoutingCase: CustomStringConvertible {
  package var description: String {
    var lines = ["seed \(seed)", "\(request)", "\(policy)"]
    lines += directory.aliases.map { "\($0)" } + directory.plans.map { "\($0)" }
    lines.append("pool \(directory.wildcardPool), turn \(turn), \(arms.map { "\($0)" } ?? "no arms")")
    lines += models.map { "\($0)" }
    lines += providers.map { "\($0) \(health[$0.id].map { "\($0)" } ?? "no reading")" }
    return lines.joined(separator: "\n  ")
  }
}
