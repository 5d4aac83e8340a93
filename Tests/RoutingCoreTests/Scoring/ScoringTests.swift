import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct ScoringTests {
  @Test(
    "R-501, R-502, R-503, R-504, R-505, R-506, R-804: the weights of every mode and of latency-first",
    arguments: [
      (RoutingMode.cheap, 0.7, 0.1, 0.1, 0.1), (.normal, 0.25, 0.25, 0.25, 0.25), (.thompson, 0.25, 0.25, 0.25, 0.25),
      (.highConfidence, 0.05, 0.1, 0.15, 0.7), (.planning, 0.1, 0.1, 0.2, 0.6), (.adversarial, 0.1, 0.1, 0.2, 0.6),
      (nil, 0.1, 0.7, 0.1, 0.1),
    ] as [(RoutingMode?, Double, Double, Double, Double)])
  func weights(mode: RoutingMode?, cost: Double, latency: Double, failure: Double, weight: Double) {
    let weights = mode.map { ScoreWeights(mode: $0) } ?? .latencyFirst
    #expect([weights.cost, weights.latency, weights.failure, weights.weight] == [cost, latency, failure, weight])
  }

  @Test(
    "R-510, R-511, R-519: the contract's two models score as it says, in cheap and in high confidence",
    arguments: [
      (RoutingMode.cheap, [0.6, -0.023]), (.highConfidence, [-0.65, -0.2095]),
    ])
  func contractExample(mode: RoutingMode, expected: [Double]) throws {
    let models = [
      Model.fixture("A", weight: 10, input: 0.1, output: 0.3), .fixture("B", weight: 3, input: 0.001, output: 0.003),
    ]
    let record = try answer(models, policy: RoutingPolicy(mode: mode, maximumCost: nil))
    let scores = Dictionary(uniqueKeysWithValues: record.ranked.map { ($0.model, $0) })
    let (a, b) = (try #require(scores["A"]), try #require(scores["B"]))
    #expect(abs(a.estimatedCost.value - 0.1636) < 1e-12)
    #expect(abs(b.estimatedCost.value - 0.001636) < 1e-12)
    #expect(abs(a.score - expected[0]) < 1e-9)
    #expect(abs(b.score - expected[1]) < 1e-9)
  }

  /// The score of the first of two models under latency-first weights, all else being equal to zero.
  private func score(
    _ first: HealthReading, _ second: HealthReading, _ scoring: ScoringParameters,
    strategy: RoutingStrategy = .latencyFirst
  ) throws -> Double {
    let models = [Model.fixture("a", at: "pa", weight: 0), .fixture("b", at: "pb", weight: 0)]
    let record = try answer(
      models, policy: RoutingPolicy(strategy: strategy, scoring: scoring), health: ["pa": first, "pb": second])
    return try #require(record.ranked.first { $0.model == "a" }).score
  }

  @Test("R-512: latency is measured against the slowest eligible, but never against less than the floor")
  func latencyFloor() throws {
    let scoring = ScoringParameters()
    #expect(try score(HealthReading(latency: 50), HealthReading(latency: 200), scoring) == 0.7 * (50.0 / 200))
    #expect(try score(HealthReading(latency: 5), HealthReading(latency: 10), scoring) == 0.7 * (5.0 / 100))
    #expect(try score(HealthReading(), HealthReading(latency: 200), scoring) == 0.7, "the median is the only latency")
    #expect(try score(HealthReading(), HealthReading(latency: 200), .compatible) == 0)
  }

  @Test("R-506: latency-first reads the tail where it was measured")
  func tail() throws {
    let tailed = HealthReading(latency: 100, tailLatency: 400)
    #expect(try score(tailed, HealthReading(latency: 800), ScoringParameters()) == 0.7 * (400.0 / 800))
    #expect(
      try score(tailed, HealthReading(latency: 800), ScoringParameters(), strategy: .costFirst) == 0.1 * (100.0 / 800))
  }

  @Test("R-513: errors are measured against the worst eligible, but never against less than the floor")
  func failureFloor() throws {
    let scoring = ScoringParameters()
    #expect(try score(HealthReading(errorRate: 0.1), HealthReading(errorRate: 0.4), scoring) == 0.1 * 0.25)
    #expect(
      try score(HealthReading(errorRate: 0.001), HealthReading(errorRate: 0.002), scoring) == 0.1 * (0.001 / 0.05))
  }

  @Test("R-514: a degraded provider fails at least half, unless the penalty is off")
  func degradedPenalty() throws {
    let degraded = HealthReading(state: .degraded, errorRate: 0.01)
    #expect(try score(degraded, HealthReading(errorRate: 0.4), ScoringParameters()) == 0.1 * 0.5)
    let off = try score(degraded, HealthReading(errorRate: 0.4), ScoringParameters(degradedPenalty: 0))
    #expect(off == 0.1 * (0.01 / 0.4))
    let down = try score(HealthReading(state: .down), HealthReading(), ScoringParameters())
    #expect(down == 0, "only degraded is penalised; a provider that is down is left out by its availability")
  }

  @Test("R-511: absolute normalisation measures against the budget, the deadline, certain failure and weight 10")
  func absolute() throws {
    let models = [Model.fixture("a", at: "pa", weight: 4, input: 0.1), .fixture("b", at: "pb", weight: 9, input: 0.3)]
    let policy = RoutingPolicy(
      mode: .normal, maximumCost: 0.04, deadline: 1000, scoring: ScoringParameters(normalization: .absolute))
    let record = try answer(
      models, policy: policy, health: ["pa": HealthReading(latency: 250, errorRate: 0.2)])
    let scored = try #require(record.ranked.first { $0.model == "a" })
    let cost = 0.25 * (0.1 * 0.1 / 0.04)
    let others = 0.25 * 0.25 + 0.25 * 0.2
    #expect(abs(scored.score - (cost + others - 0.25 * 0.4)) < 1e-15)
  }

  @Test("R-511: without a budget or deadline, absolute normalisation takes the built-in ones and clamps at 1")
  func absoluteDefaults() throws {
    let policy = RoutingPolicy(
      mode: .cheap, maximumCost: nil, deadline: nil, scoring: ScoringParameters(normalization: .absolute))
    let record = try answer(
      [.fixture("a", weight: 0, input: 5)], policy: policy, health: ["p": HealthReading(latency: 10_000)])
    #expect(record.ranked.map(\.score) == [0.7 + 0.1 * 0.5])
  }

  @Test("R-515: equal scores go to the cheaper, then the weightier, then the faster, then the lower id")
  func ties() throws {
    let free = ScoringParameters.compatible
    let ids = try answer([.fixture("b"), .fixture("a"), .fixture("B")], policy: RoutingPolicy(scoring: free))
    #expect(ids.ranked.map(\.model) == ["B", "a", "b"])

    // In cheap mode 1/7 of the cost scale weighs as much as the whole weight scale. These two tie exactly.
    let costs = [
      Model.fixture("a", weight: 10, input: 0.008), .fixture("b", weight: 0, input: 0.007),
      .fixture("c", weight: 5, input: 0.007),
    ]
    let record = try answer(
      costs, request: RoutingRequest(inputTokens: 1000, outputTokens: 0), policy: RoutingPolicy(mode: .cheap))
    #expect(record.ranked.map(\.model).first == "c")
  }
}
