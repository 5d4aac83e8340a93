import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct ExplorationTests {
  @Test("R-517: rank i is chosen with probability proportional to exp(-i/T), as often as its propensity says")
  func frequencies() {
    let exploration = Exploration(temperature: 0.7)
    let count = 5
    let propensities = (0..<count).map { exploration.propensity(ofRank: $0, among: count) }
    #expect(abs(propensities.reduce(0, +) - 1) < 1e-15)
    #expect(abs(propensities[1] / propensities[0] - ElementaryFunctions.exp(-1 / 0.7)) < 1e-15)
    var generator = SeededGenerator(seed: 17)
    var counts = Array(repeating: 0.0, count: count)
    for _ in 0..<200_000 { counts[exploration.rank(among: count, draw: generator.unit())] += 1 }
    for (rank, propensity) in propensities.enumerated() {
      let deviation = (200_000 * propensity * (1 - propensity)).squareRoot()
      #expect(abs(counts[rank] - 200_000 * propensity) < 5 * deviation)
    }
  }

  @Test("R-517: a temperature that is not above zero always takes the best", arguments: [0, -1, Double.nan, 1e-300])
  func noExploration(temperature: Double) {
    let exploration = Exploration(temperature: temperature)
    var generator = SeededGenerator(seed: 1)
    #expect(exploration.rank(among: 9, draw: generator.unit()) == 0)
    #expect(exploration.propensity(ofRank: 0, among: 9) == 1)
  }

  @Test("R-517: an infinite temperature takes any rank alike, and one candidate is taken for certain")
  func extremes() {
    let exploration = Exploration(temperature: .infinity)
    #expect(exploration.propensity(ofRank: 8, among: 9) == 1.0 / 9)
    #expect(exploration.propensity(ofRank: 0, among: 1) == 1)
  }

  @Test("R-517, R-518: exploring leaves the ranking as it is, and a pinned hint is not explored away")
  func inDecisions() throws {
    let models = ["a", "b", "c"].map { Model.fixture(ModelID($0)) }
    let policy = RoutingPolicy(picker: .exploring(temperature: 50))
    var chosen: Set<ModelID> = []
    for seed in 0..<50 {
      let record = try answer(models, policy: policy, seed: UInt64(seed))
      #expect(record.ranked.map(\.model) == ["a", "b", "c"])
      let decision = try #require(record.verdict.decision)
      chosen.insert(decision.model)
      #expect(decision.propensity < 0.4)
      #expect(decision.fallbacks == record.ranked.map(\.model).filter { $0 != decision.model })
      let pinned = try answer(
        models, request: RoutingRequest(inputTokens: 1, hint: "c"), policy: policy, seed: UInt64(seed))
      #expect(pinned.verdict.decision?.model == "c")
      #expect(pinned.verdict.decision?.propensity == 1)
    }
    #expect(chosen.count == 3)
  }
}
