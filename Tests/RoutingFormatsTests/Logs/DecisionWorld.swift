import RoutingCore
import RoutingFormats
import RoutingTestSupport

/// A small random gateway whose decisions are logged, so that one thing about it can be changed.
struct DecisionWorld {
  var models: [Model]
  var providers: [Provider]
  var health: [ProviderID: HealthReading]
  var requests: [RoutingRequest]
  var policy = RoutingPolicy(maximumCost: 1)
  var seed: UInt64 = 1

  init(seed: UInt64) {
    var dice = Dice(seed: seed)
    let providerCount = dice.number(2...5)
    providers = (0..<providerCount).map { Provider(id: ProviderID("p\($0)")) }
    health = [:]
    for provider in providers where dice.chance(0.8) {
      health[provider.id] = HealthReading(
        latency: Milliseconds(dice.logUniform(20, 3000)), errorRate: Fraction(dice.generator.unit() * 0.4) ?? 0)
    }
    models = (0..<dice.number(3...14)).map { number in
      Model(
        id: ModelID("m\(number)"), provider: ProviderID("p\(dice.number(0...providerCount - 1))"),
        weight: dice.number(1...10), contextWindow: dice.chance(0.2) ? 2000 : nil,
        prices: PriceSheet(
          inputPerThousandTokens: dice.logUniform(1e-4, 0.02), outputPerThousandTokens: dice.logUniform(1e-4, 0.08)),
        capabilities: CapabilityKnowledge(supported: CapabilitySet([.tools])))
    }
    requests = (0..<8).map { number in
      RoutingRequest(
        id: "r\(number)", inputTokens: TokenCount(clamping: Int(dice.logUniform(10, 20_000))),
        requires: CapabilitySet([.tools]))
    }
  }

  /// The log of all requests that are not refused.
  func log(_ detail: DecisionLogDetail = .full) throws -> [DecisionLogEntry] {
    let registry = try ModelRegistry(models: models, providers: providers)
    let engine = RoutingEngine(registry: registry)
    let fingerprint = registry.fingerprint
    let router = engine.router
    let (policy, health) = (router.compile(policy), router.compile(HealthSnapshot(of: registry, readings: health)))
    return requests.compactMap { request in
      let explanation = router.explanation(of: request, policy: policy, health: health, seed: seed)
      return explanation.verdict.decision.map { decision in
        DecisionLogEntry(
          decision, for: request,
          grounds: DecisionGrounds(
            explanation, of: request, over: registry, seed: seed, fingerprint: fingerprint, detail: detail))
      }
    }
  }
}

extension [DecisionLogEntry] {
  /// The causes of all decisions that differ from another log's.
  func causes(to other: [DecisionLogEntry]) -> [ChangeCause] {
    let others = Dictionary(other.map { ($0.requestID, $0) }, uniquingKeysWith: { $1 })
    return compactMap { entry in others[entry.requestID].flatMap { ChangeCause(from: entry, to: $0) } }
  }
}
