import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct ExplanationTests {
  private func explanation(
    _ models: [Model], policy: RoutingPolicy, health: [ProviderID: HealthReading] = [:], arms: ThompsonArms? = nil,
    request: RoutingRequest = RoutingRequest(id: "r", inputTokens: 100), directory: ModelDirectory = ModelDirectory()
  ) throws -> Explanation {
    let registry = try ModelRegistry(
      models: models, providers: Set(models.map(\.provider)).sorted().map { Provider(id: $0) })
    return try RoutingEngine(registry: registry, directory: directory).explain(
      request, policy: policy, health: HealthSnapshot(of: registry, readings: health), arms: arms, seed: 5)
  }

  @Test("every filter that a model fails is listed in order, with what it has and what was needed")
  func everyFilter() throws {
    var model = Model.fixture("m", weight: 1, window: 100, input: 9)
    model.quantization = .int4
    model.parameters = []
    let preferences = RoutingPreferences(
      requiresParameters: true, maximumPrices: MaximumPrices(inputPerThousandTokens: 1), quantizations: [.fp8],
      deniesTraining: true)
    let explanation = try explanation(
      [model],
      policy: RoutingPolicy(
        maximumCost: 0.5, minimumWeight: 5, constraints: RoutingConstraints(models: NameFilter(deny: ["m"])),
        preferences: preferences),
      health: [
        "p": HealthReading(isAvailable: false, isRateLimited: true, credentialsAreLocked: true, isEjected: true)
      ],
      request: RoutingRequest(inputTokens: 100, outputTokens: 0, parameters: ParameterSet([.seed])))
    #expect(explanation.ranked.isEmpty && explanation.scales == nil)
    #expect(explanation.excluded.map(\.model) == ["m"])
    #expect(
      explanation.excluded.first?.reasons == [
        .parametersUnsupported(ParameterSet([.seed])), .weightBelowMinimum(have: 1, need: 5),
        .contextOverflow(have: 100, need: 115), .credentialsLocked("p"), .modelExcluded,
        .priceAboveMaximum(.input, have: 9, need: 1), .quantizationExcluded(have: .int4), .mayTrainOnPrompts,
        .healthDown("p"), .outlierEjected("p"), .rateLimited("p"), .budgetExceeded(have: 0.9, need: 0.5),
      ])
    #expect(
      explanation.excluded.first?.reasons.map(\.description) == [
        "does not take seed", "has weight 1, the policy asks for 5",
        "has a window of 100 tokens, 115 are needed with headroom", "the credentials of provider 'p' are locked",
        "is kept out by the model constraint", "has a list price input_per_1k of 9.0 USD, at most 1.0 is accepted",
        "is stored as int4", "its host may train on prompts", "provider 'p' is down",
        "provider 'p' fails more than its peers", "provider 'p' is rate limited",
        "would cost 0.9 USD, the limit is 0.5 USD",
      ])
  }

  @Test("R-707: each card tells how far down the caller's wishes put the model, slow ones behind all others")
  func tiers() throws {
    let models = [Model.fixture("a", at: "p1"), .fixture("b", at: "p2"), .fixture("c", at: "p3")]
    let wish = RoutingPreferences(
      preferred: Preferred(models: ["b"]), maximumLatency: PercentileBound<Millisecond>(100))
    let slow = HealthReading(latencyPercentiles: PercentileReadings(p50: 200))
    let explanation = try explanation(models, policy: RoutingPolicy(preferences: wish), health: ["p1": slow])
    #expect(explanation.ranked.map(\.model) == ["b", "c", "a"])
    #expect(explanation.ranked.map(\.tier) == [0, 1, 3])
    #expect(explanation.ranked.map(\.provider) == ["p2", "p3", "p1"])
    #expect(try self.explanation(models, policy: RoutingPolicy()).ranked.allSatisfy { $0.tier == 0 })
  }

  @Test("R-802: each card tells its draw where Thompson sampling draws, highest first, and none where it does not")
  func draws() throws {
    let models = (0..<6).map { Model.fixture(ModelID("m\($0)"), weight: $0) }
    var arms = ThompsonArms(sampling: .exact)
    arms["m3", .small] = BetaDistribution(alpha: 50, beta: 1)
    let sampled = try explanation(models, policy: RoutingPolicy(mode: .thompson), arms: arms)
    let draws = sampled.ranked.compactMap(\.draw)
    #expect(draws.count == 6)
    #expect(draws == draws.sorted(by: >) && Set(draws).count == 6)
    #expect(draws.allSatisfy { $0 > 0 && $0 < 1 })
    #expect(sampled.ranked.map(\.model) != ["m5", "m4", "m3", "m2", "m1", "m0"])
    for policy in [
      RoutingPolicy(mode: .normal), RoutingPolicy(mode: .thompson, preferences: RoutingPreferences(sort: .price)),
    ] {
      #expect(try explanation(models, policy: policy, arms: arms).ranked.allSatisfy { $0.draw == nil })
    }
    let unlearned = try explanation(models, policy: RoutingPolicy(mode: .thompson))
    #expect(unlearned.ranked.allSatisfy { $0.draw == nil })
    #expect(unlearned.ranked.first?.model == "m5", "without arms it scores as normal")
  }

  @Test("R-604: the policy told is the one that counted, the mode of a plan included")
  func policyOfPlan() throws {
    let directory = ModelDirectory(plans: [ModelPlan(name: "crew", members: ["a"], mode: .cheap)])
    let request = RoutingRequest(inputTokens: 1, hint: "crew")
    let explanation = try explanation(
      [.fixture("a"), .fixture("b")], policy: RoutingPolicy(), request: request, directory: directory)
    #expect(explanation.policy.mode == .cheap)
    #expect(explanation.weights == ScoreWeights(mode: .cheap))
    #expect(explanation.verdict.decision?.model == "a")
  }

  @Test("R-510: a card's terms and weights make up its score")
  func cards() throws {
    let models = [
      Model.fixture("a", at: "p1", weight: 5, input: 0.1), .fixture("b", at: "p2", weight: 10, input: 0.2),
    ]
    let health: [ProviderID: HealthReading] = [
      "p1": HealthReading(latency: 100, errorRate: 0.25), "p2": HealthReading(latency: 400, errorRate: 0.5),
    ]
    let explanation = try explanation(models, policy: RoutingPolicy(mode: .cheap), health: health)
    let card = try #require(explanation.ranked.first { $0.model == "a" })
    #expect(card.traits.cost == 0.1 * 0.1 && card.traits.latency == 100)
    #expect(card.traits.errorRate == 0.25 && card.traits.weight == 5 && !card.traits.isDegraded)
    #expect(card.terms.cost == 0.5 && card.terms.latency == 0.25)
    #expect(card.terms.failure == 0.5 && card.terms.weight == 0.5)
    #expect(card.terms.score == 0.7 * 0.5 + 0.1 * 0.25 + 0.1 * 0.5 - 0.1 * 0.5)
    #expect(explanation.scales?.latency == 400 && explanation.scales?.weight == 10)
  }
}
