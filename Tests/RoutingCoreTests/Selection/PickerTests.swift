import Foundation
@testable import RoutingCore
import RoutingTestSupport
import Testing

/// What each picker promises, on small contests.
@Suite(.offThePool) struct PickerTests {
  private static let draws = 60_000

  /// The share of the traffic that each contender gets, in the order of the names.
  private func shares(_ contest: Contest, _ picker: Picker) -> [Double] {
    contest.tally(picker, draws: Self.draws).counts.map { Double($0) / Double(Self.draws) }
  }

  private func expectNear(_ shares: [Double], _ chances: [Double], sourceLocation: SourceLocation = #_sourceLocation) {
    for (share, chance) in zip(shares, chances) {
      let count = Int(share * Double(Self.draws) + 0.5)
      #expect(
        isWithinFiveSigma(count, of: Self.draws, chance: chance), "\(share), not \(chance)",
        sourceLocation: sourceLocation)
    }
  }

  @Test(
    "softmax: the odds of two models are exp of their scores' difference over the temperature", arguments: [0.1, 1])
  func softmax(temperature: Double) {
    let contest = Contest([.init(name: "a", score: 0.2), .init(name: "b", score: 0.3)])
    let odds = exp(-0.1 / temperature)
    let (counts, propensities) = contest.tally(.softmax(temperature: temperature), draws: Self.draws)
    #expect(isWithinFiveSigma(counts[1], of: Self.draws, chance: odds / (1 + odds)))
    #expect(abs(propensities[1] - odds / (1 + odds)) < 1e-14)
  }

  @Test("softmax: a temperature that is not above zero takes the best for certain", arguments: [0, -1, Double.nan])
  func coldSoftmax(temperature: Double) {
    let contest = Contest([.init(name: "a", score: 0.3), .init(name: "b", score: 0.2), .init(name: "c", score: 0.9)])
    for number in 0..<50 {
      let pick = contest.pick(.softmax(temperature: temperature), id: "r\(number)")
      #expect(pick?.name == "b")
      #expect(pick?.propensity == 1)
    }
  }

  @Test("softmax: the smallest temperature never draws worse scores, and an infinite one draws all alike")
  func extremeSoftmax() {
    let contest = Contest([.init(name: "a", score: 0.2), .init(name: "b", score: 0.2), .init(name: "c", score: 0.9)])
    let cold = shares(contest, .softmax(temperature: .leastNonzeroMagnitude))
    expectNear(cold, [0.5, 0.5, 0])
    expectNear(shares(contest, .softmax(temperature: .infinity)), [1.0 / 3, 1.0 / 3, 1.0 / 3])
  }

  @Test("weighted: traffic follows the traffic weights, and a weight of zero gets none")
  func weighted() {
    let contest = Contest([
      .init(name: "a", trafficWeight: 1), .init(name: "b", trafficWeight: 0), .init(name: "c", trafficWeight: 3),
    ])
    let shares = shares(contest, .weighted)
    expectNear(shares, [0.25, 0, 0.75])
  }

  @Test("weighted: where all weights are zero they count as equal")
  func weightlessness() {
    let contest = Contest(["a", "b", "c"].map { .init(name: $0, trafficWeight: 0) })
    let (counts, propensities) = contest.tally(.weighted, draws: Self.draws)
    #expect(counts.allSatisfy { isWithinFiveSigma($0, of: Self.draws, chance: 1.0 / 3) })
    #expect(propensities.allSatisfy { $0 == 1.0 / 3 })
  }

  @Test(
    "weighted: weights at the ends of the range of Double share traffic like any others",
    arguments: [Double.greatestFiniteMagnitude, 0x1p1000, .leastNonzeroMagnitude, .leastNormalMagnitude])
  func extremeWeights(weight: Double) {
    let contest = Contest(["a", "b", "c", "d"].map { .init(name: $0, trafficWeight: weight) })
    let (counts, propensities) = contest.tally(.weighted, draws: Self.draws)
    #expect(counts.allSatisfy { isWithinFiveSigma($0, of: Self.draws, chance: 0.25) })
    #expect(propensities == [0.25, 0.25, 0.25, 0.25])
  }

  @Test("inverse-square price: a third of the price gets nine times the traffic")
  func inverseSquare() {
    let contest = Contest([.init(name: "a", cost: 0.03), .init(name: "b", cost: 0.01)])
    let (counts, propensities) = contest.tally(.inverseSquarePrice, draws: Self.draws)
    #expect(isWithinFiveSigma(counts[1], of: Self.draws, chance: 0.9))
    #expect(abs(propensities[1] / propensities[0] - 9) < 1e-13)
  }

  @Test("inverse-square price: where some are free, one of those is drawn, all alike")
  func free() {
    let contest = Contest([
      .init(name: "a", cost: 0), .init(name: "b", cost: 1e-300), .init(name: "c", cost: 0), .init(name: "d", cost: 1),
    ])
    let shares = shares(contest, .inverseSquarePrice)
    expectNear(shares, [0.5, 0, 0.5, 0])
  }

  @Test("inverse-square price: prices at the ends of the range of Double are compared like any others")
  func extremePrices() {
    for cost in [0x1p-1074, 1e-200, 1e200, 1e307] {
      let contest = Contest([.init(name: "a", cost: cost), .init(name: "b", cost: 3 * cost)])
      expectNear(shares(contest, .inverseSquarePrice), [0.9, 0.1])
    }
  }

  @Test("two choices: of two models drawn evenly the one with less latency times requests wins")
  func twoChoices() {
    // Loads of 300, 200, 100 and 50.
    let contest = Contest([
      .init(name: "a", latency: 100, requestsInFlight: 2), .init(name: "b", latency: 200),
      .init(name: "c", latency: 50, requestsInFlight: 1), .init(name: "d", latency: 10, requestsInFlight: 4),
    ])
    let (counts, propensities) = contest.tally(.twoChoices, draws: Self.draws)
    // Of six pairs the least loaded wins the three it is in, the next one two, then one; the most loaded none.
    #expect(counts[0] == 0)
    #expect(propensities.map { Int($0 * 6 + 0.5) } == [0, 1, 2, 3])
    for (count, propensity) in zip(counts, propensities) {
      #expect(isWithinFiveSigma(count, of: Self.draws, chance: propensity))
    }
  }

  @Test("two choices: requests in flight count from the first one, so an idle provider's load is its latency")
  func idleLoad() {
    let contest = Contest([
      .init(name: "a", latency: 100, requestsInFlight: 0), .init(name: "b", latency: 40, requestsInFlight: 1),
      .init(name: "c", latency: 40, requestsInFlight: 2),
    ])
    let loads = contest.contenders.map(\.load)
    #expect(loads == [100, 80, 120])
  }

  @Test("two choices: equal loads are settled by the ranking, and two models are always both drawn")
  func equalLoads() {
    let contest = Contest([
      .init(name: "a", score: 0.5, latency: 100), .init(name: "b", score: 0.4, latency: 50, requestsInFlight: 1),
    ])
    for number in 0..<100 {
      let pick = contest.pick(.twoChoices, id: "r\(number)")
      #expect(pick?.name == "b")
      #expect(pick?.propensity == 1)
    }
  }

  @Test("ramp: a provider being brought up gets that share of its traffic from every picker that weighs")
  func ramp() {
    for picker in [Picker.softmax(temperature: 0.5), .weighted, .inverseSquarePrice] {
      let contest = Contest([
        .init(name: "a", score: 0.2, cost: 0.1, ramp: 0.1), .init(name: "b", score: 0.2, cost: 0.1),
        .init(name: "c", score: 0.2, cost: 0.1, ramp: 0),
      ])
      let shares = shares(contest, picker)
      expectNear(shares, [0.1 / 1.1, 1 / 1.1, 0])
    }
    let free = Contest([.init(name: "a", ramp: 0.25), .init(name: "b"), .init(name: "c", cost: 1)])
    expectNear(shares(free, .inverseSquarePrice), [0.2, 0.8, 0])
  }

  @Test("ramp: two choices count a provider being brought up as so much more loaded, and as full at zero")
  func rampUnderTwoChoices() {
    let contest = Contest([
      .init(name: "a", ramp: 0.5, latency: 100), .init(name: "b", latency: 150), .init(name: "c", ramp: 0, latency: 1),
    ])
    #expect(contest.contenders.map(\.load) == [200, 150, .infinity])
    #expect(contest.tally(.twoChoices, draws: 3000).counts[2] == 0)
  }

  @Test("a model that the caller put behind is picked by no picker while another may serve")
  func tiers() {
    let contest = Contest([
      .init(name: "a", score: 0.1, trafficWeight: 9, tier: 1), .init(name: "b", score: 0.8, cost: 5, latency: 900),
      .init(name: "c", score: 0.9, cost: 7, latency: 800),
    ])
    let pickers: [Picker] = [
      .best, .exploring(temperature: 9), .softmax(temperature: 9), .weighted, .inverseSquarePrice, .twoChoices,
    ]
    for picker in pickers {
      let (counts, propensities) = contest.tally(picker, draws: 300)
      #expect(counts[0] == 0, "\(picker)")
      #expect(abs(propensities.reduce(0, +) - 1) < 1e-12, "\(picker)")
    }
  }

  @Test("nobody to pick is no pick, and a single contender is picked for certain by every picker")
  func fewContenders() {
    for picker in [Picker.best, .exploring(temperature: 1), .softmax(temperature: 1), .weighted, .twoChoices] {
      #expect(Contest([]).pick(picker) == nil)
      let alone = Contest([.init(name: "a", trafficWeight: 0, ramp: 0)]).pick(picker)
      #expect(alone?.name == "a")
      #expect(alone?.propensity == 1)
    }
  }

  @Test("in decisions: every picker leaves the ranking as it is, tells its propensity, and a named model is not drawn")
  func inDecisions() throws {
    let models = [
      Model.fixture("a", input: 0.01), Model.fixture("b", input: 0.02), Model.fixture("c", input: 0.03),
    ]
    let pickers: [Picker] = [.softmax(temperature: 5), .weighted, .inverseSquarePrice]
    for picker in pickers {
      var seen: [ModelID: Double] = [:]
      for seed in 0..<100 {
        let policy = RoutingPolicy(picker: picker)
        let record = try answer(models, policy: policy, seed: UInt64(seed))
        #expect(record.ranked.map(\.model) == ["a", "b", "c"])
        let decision = try #require(record.verdict.decision)
        #expect(decision.fallbacks == ["a", "b", "c"].filter { $0 != decision.model })
        seen[decision.model] = decision.propensity
        let pinned = try answer(
          models, request: RoutingRequest(inputTokens: 100, hint: "c"), policy: policy, seed: UInt64(seed))
        #expect(pinned.verdict.decision?.model == "c" && pinned.verdict.decision?.propensity == 1)
      }
      #expect(seen.count == 3)
      #expect(abs(seen.values.reduce(0, +) - 1) < 1e-12, "\(picker)")
    }
  }

  @Test("wire names are distinct")
  func names() {
    let pickers: [Picker] = [
      .best, .exploring(temperature: 1), .softmax(temperature: 1), .weighted, .inverseSquarePrice, .twoChoices,
    ]
    #expect(Set(pickers.map(\.name)).count == pickers.count)
  }
}
