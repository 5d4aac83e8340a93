@testable import RoutingCore
import RoutingTestSupport
import Testing

/// Equal models, where routers are known to lose their fairness or their memory.
@Suite(.offThePool) struct SelectionTieTests {
  private let twins = ["a", "b", "c", "d"].map { Model.fixture(ModelID($0)) }

  @Test("known defect, random ties: equal scores are settled by id, so the same question has the same answer")
  func tiesAreNotRandom() throws {
    for seed in 0..<60 {
      let record = try answer(
        twins.shuffled(seed: UInt64(seed)), request: RoutingRequest(id: "r\(seed)", inputTokens: 100),
        seed: UInt64(seed))
      #expect(record.ranked.map(\.model) == ["a", "b", "c", "d"])
      #expect(record.verdict.decision?.model == "a")
    }
  }

  @Test("known defect, skewed ties: equal scores get equal traffic under softmax, whatever the temperature")
  func tiesAreNotSkewed() {
    let contest = Contest(["a", "b", "c", "d"].map { .init(name: $0, score: 0.4) } + [.init(name: "e", score: 0.9)])
    for temperature in [0.01, 0.3, 100] {
      let (counts, propensities) = contest.tally(.softmax(temperature: temperature), draws: 40_000)
      let chance = propensities[0]
      #expect(propensities[..<4].allSatisfy { $0 == chance })
      #expect(counts[..<4].allSatisfy { isWithinFiveSigma($0, of: 40_000, chance: chance) }, "\(temperature)")
    }
  }

  @Test("known defect, skewed ties: the last bit of a score does not move the traffic")
  func nearTies() {
    let contest = Contest([.init(name: "a", score: 0.4), .init(name: "b", score: (0.4).nextUp)])
    let (counts, _) = contest.tally(.softmax(temperature: 0.1), draws: 40_000)
    #expect(isWithinFiveSigma(counts[0], of: 40_000, chance: 0.5))
  }

  @Test("known defect, skewed ties: equal models in one request id series take turns without a pattern")
  func noPattern() {
    let contest = Contest([.init(name: "a"), .init(name: "b")])
    // Runs of equal winners: a fair coin changes sides half of the time.
    var changes = 0
    var last = ""
    for number in 0..<20_000 {
      let name = contest.pick(.weighted, id: "request-\(number)")?.name ?? ""
      if name != last { changes += 1 }
      last = name
    }
    #expect(isWithinFiveSigma(changes, of: 20_000, chance: 0.5))
  }

  @Test("R-515: equal scores are settled by cost before weight, by weight before latency, and by id at last")
  func tieOrder() {
    let contest = Contest([
      .init(name: "a", score: 0.5, cost: 2, latency: 1), .init(name: "b", score: 0.5, cost: 1, latency: 9),
      .init(name: "c", score: 0.5, cost: 1, latency: 8), .init(name: "d", score: 0.5, cost: 1, latency: 8),
    ])
    #expect(contest.pick(.best)?.name == "c")
  }

  @Test("R-518: known defect, hint reordering: a pinned model moves to the front and swaps no others")
  func hintKeepsOrder() throws {
    let models = (0..<6).map { Model.fixture(ModelID("m\($0)"), weight: 10 - $0) }
    for picker in [Picker.best, .exploring(temperature: 5), .softmax(temperature: 5), .weighted, .twoChoices] {
      for pinned in 0..<6 {
        let record = try answer(
          models, request: RoutingRequest(id: "r\(pinned)", inputTokens: 100, hint: ModelReference("m\(pinned)")),
          policy: RoutingPolicy(picker: picker))
        let decision = try #require(record.verdict.decision)
        #expect(decision.model == ModelID("m\(pinned)"))
        #expect(decision.propensity == 1)
        #expect(decision.fallbacks == (0..<6).filter { $0 != pinned }.map { ModelID("m\($0)") })
        #expect(record.ranked.map(\.model) == (0..<6).map { ModelID("m\($0)") })
      }
    }
  }

  @Test("R-518: a pinned hint is not drawn away by Thompson sampling")
  func hintUnderThompson() throws {
    var arms = ThompsonArms()
    arms["b", .small] = BetaDistribution(alpha: 100, beta: 1)
    for seed in 0..<40 {
      let record = try answer(
        twins, request: RoutingRequest(inputTokens: 100, hint: "c"), policy: RoutingPolicy(mode: .thompson),
        arms: arms, seed: UInt64(seed))
      #expect(record.verdict.decision?.model == "c")
      #expect(record.verdict.decision?.propensity == 1)
    }
  }
}

extension Array {
  fileprivate func shuffled(seed: UInt64) -> Self {
    var generator = SeededGenerator(seed: seed)
    return shuffled(using: &generator)
  }
}
