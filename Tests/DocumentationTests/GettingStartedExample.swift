import RoutingCore

/// The code of the article "Getting started", compiled and run as it stands there.
enum GettingStartedExample {
  /// What the article's reader would see.
  struct Seen {
    let verdict: Verdict
    let later: Verdict
    let explanation: Explanation
  }

  static func run() throws -> Seen {
    let registry = try ModelRegistry(
      models: [
        Model(
          id: "acme/small", provider: "acme", weight: 4, contextWindow: 32_000,
          prices: PriceSheet(inputPerThousandTokens: 0.0002, outputPerThousandTokens: 0.0008)),
        Model(
          id: "globex/large", provider: "globex", weight: 9, contextWindow: 200_000,
          prices: PriceSheet(inputPerThousandTokens: 0.003, outputPerThousandTokens: 0.015)),
      ],
      providers: [Provider(id: "acme"), Provider(id: "globex")])
    let engine = RoutingEngine(registry: registry)

    let request = RoutingRequest(inputTokens: 1_200, outputTokens: 400)
    let verdict = engine.decide(request, policy: RoutingPolicy(mode: .cheap), health: HealthSnapshot(of: registry))

    switch verdict {
    case .decided(let decision):
      print("\(decision.model) at \(decision.provider), about \(decision.estimatedCost.value) USD")
      print("if it fails: \(decision.fallbacks)")
    case .refused:
      print(Refusal.message)
    }

    var book = HealthBook(for: registry)
    if let acme = registry.handle(ofProvider: "acme") {
      for second in 0..<5 {
        book.record(.failure(), at: acme, now: Moment(milliseconds: Double(second) * 1_000))
      }
    }
    let now = Moment(milliseconds: 6_000)
    let later = engine.decide(request, policy: RoutingPolicy(mode: .cheap), health: book.snapshot(at: now))

    let explanation = engine.explain(
      RoutingRequest(inputTokens: 100_000), policy: RoutingPolicy(maximumCost: 0.10),
      health: HealthSnapshot(of: registry))
    for rejection in explanation.excluded {
      print("\(rejection.model) \(rejection.reasons.map(\.description))")
    }

    return Seen(verdict: verdict, later: later, explanation: explanation)
  }
}
