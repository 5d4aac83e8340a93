import RoutingCore

/// The code of `GettingStarted.md`, compiled; DocumentTests holds the two together and checks what the code answers.
enum GettingStartedExample {
  static func firstDecision() throws -> (engine: RoutingEngine, request: RoutingRequest, verdict: Verdict) {
    let registry = try ModelRegistry(
      models: [
        Model(
          id: "acme/small", provider: "acme", weight: 4, contextWindow: 32_000,
          prices: PriceSheet(inputPerThousandTokens: 0.0002, outputPerThousandTokens: 0.0008)),
        Model(
          id: "acme/large", provider: "acme", weight: 9, contextWindow: 200_000,
          prices: PriceSheet(inputPerThousandTokens: 0.003, outputPerThousandTokens: 0.015)),
      ],
      providers: [Provider(id: "acme")])
    let engine = RoutingEngine(registry: registry)
    let request = RoutingRequest(inputTokens: 1200)
    let verdict = engine.decide(request, policy: RoutingPolicy(mode: .cheap), health: HealthSnapshot(of: registry))
    return (engine, request, verdict)
  }

  static func describe(_ verdict: Verdict) -> String {
    switch verdict {
    case .decided(let decision):
      "\(decision.model) at \(decision.provider), about \(decision.estimatedCost.value) USD (\(decision.reason.name))"
    case .refused:
      Refusal.message
    }
  }

  static func health(after decision: Decision, engine: RoutingEngine, now: Moment) -> HealthSnapshot {
    var book = HealthBook(for: engine.registry)
    if let provider = engine.registry.handle(of: decision.provider) {
      book.record(.success(latency: 420), at: provider, now: now)
    }
    let health = book.snapshot(at: now)
    return health
  }

  static func refusal(engine: RoutingEngine, health: HealthSnapshot) -> [String] {
    var dice = SeededGenerator(seed: 7)
    let tooLong = RoutingRequest(inputTokens: 300_000)
    let explanation = engine.explain(tooLong, policy: RoutingPolicy(), health: health, using: &dice)
    let reasons = explanation.excluded.map { rejection in
      "\(rejection.model) " + rejection.reasons.map(\.description).joined(separator: "; ")
    }
    return reasons
  }

  static func fastPath(engine: RoutingEngine, request: RoutingRequest, health: HealthSnapshot) -> Choice? {
    let router = engine.router
    let policy = router.compile(RoutingPolicy(mode: .cheap))
    let compiledHealth = router.compile(health)
    let choice = router.decide(router.shape(of: request), policy: policy, health: compiledHealth)
    return choice
  }
}
