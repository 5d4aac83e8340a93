import RoutingTestSupport
import Testing

@testable import RoutingCore

/// Who wins how often, by tables, by exact draws and by integration.
@Suite(.offThePool) struct ThompsonPropensityTests {
  private static let beliefs: [[(Double, Double)]] = [
    [(2, 3), (30, 20), (1, 1), (0.5, 0.5), (90, 110)],
    [(199, 1), (190, 10), (180, 20), (1, 1), (100, 100)],
    [(1, 199), (2, 198), (3, 197), (1, 30), (1, 60)],
  ]

  private struct Fleet {
    let registry: ModelRegistry
    let arms: ThompsonArms
    let compiled: CompiledArms
    let hashes: [UInt64]

    init(_ beliefs: [(Double, Double)], _ sampling: ThompsonSampling = .tabulated) throws {
      let models = beliefs.indices.map { Model(id: ModelID("m\($0)"), provider: "p") }
      registry = try ModelRegistry(models: models, providers: [Provider(id: "p")])
      var arms = ThompsonArms(sampling: sampling)
      for (model, belief) in zip(models, beliefs) {
        arms[model.id, .small] = BetaDistribution(alpha: belief.0, beta: belief.1)
      }
      self.arms = arms
      compiled = CompiledArms(arms, registry: registry)
      hashes = models.map { StableHash.hash($0.id.text) }
    }

    /// How often each has the highest draw.
    func wins(_ draws: Int) -> [Int] {
      var wins = Array(repeating: 0, count: hashes.count)
      for number in 0..<draws {
        let key = DrawKey(seed: 21, requestID: "r\(number)")
        var winner = 0
        var highest = -1.0
        for index in hashes.indices {
          let draw = compiled.draw(index, bucket: .small, key)
          if draw > highest { (winner, highest) = (index, draw) }
        }
        wins[winner] += 1
      }
      return wins
    }

    func propensities() -> [Double] {
      hashes.indices.map { compiled.propensity(of: $0, among: Array(hashes.indices), bucket: .small) }
    }
  }

  /// The exact chances, by a fine sum over the values.
  private func chances(_ beliefs: [(Double, Double)]) -> [Double] {
    let curves = beliefs.map { ExactBeta($0.0, $0.1) }
    var chances = Array(repeating: 0.0, count: beliefs.count)
    let steps = 3000
    var last = curves.map { _ in 0.0 }
    for step in 0..<steps {
      // Closer together towards both ends.
      func value(_ share: Double) -> Double { share * share * (3 - 2 * share) }
      let middle = value((Double(step) + 0.5) / Double(steps))
      let next = curves.map { $0.below(value(Double(step + 1) / Double(steps))) }
      let at = curves.map { $0.below(middle) }
      for index in curves.indices {
        var term = next[index] - last[index]
        for other in curves.indices where other != index { term *= at[other] }
        chances[index] += term
      }
      last = next
    }
    return chances
  }

  @Test("R-802: over a million tabulated draws each arm wins as often as the exact distributions say", arguments: 0..<3)
  func tabulatedWins(place: Int) throws {
    let beliefs = Self.beliefs[place]
    let fleet = try Fleet(beliefs)
    let draws = 1_000_000
    let chances = chances(beliefs)
    #expect(abs(chances.reduce(0, +) - 1) < 1e-4)
    let propensities = fleet.propensities()
    for (count, (chance, propensity)) in zip(fleet.wins(draws), zip(chances, propensities)) {
      let deviation = 5 * (Double(draws) * chance * (1 - chance)).squareRoot()
      let error = abs(Double(count) - Double(draws) * chance)
      #expect(error < deviation + Double(draws) * BetaQuantiles.largestError, "\(chance)")
      #expect(abs(Double(count) / Double(draws) - propensity) < Decision.largestPropensityError)
    }
  }

  @Test("R-803: exact draws win as often as the exact distributions say", arguments: 0..<2)
  func exactWins(place: Int) throws {
    let draws = 30_000
    let wins = try Fleet(Self.beliefs[place], .exact).wins(draws)
    for (count, chance) in zip(wins, chances(Self.beliefs[place])) {
      #expect(isWithinFiveSigma(count, of: draws, chance: chance))
    }
  }

  @Test("the propensities of Thompson's draws are chances, and their sum over the candidates is 1 within their error")
  func sums() throws {
    var dice = Dice(seed: 40)
    var worst = 0.0
    for number in 0..<40 {
      let count = number == 0 ? 40 : dice.number(1...6)
      let beliefs = (0..<count).map { _ -> (Double, Double) in
        let mass = dice.logUniform(2, 200)
        let mean = dice.generator.unit()
        return dice.chance(0.2) ? (1, 1) : (max(mass * mean, 0.5), max(mass * (1 - mean), 0.5))
      }
      let propensities = try Fleet(beliefs).propensities()
      #expect(propensities.allSatisfy { $0 > 0 && $0 <= 1 })
      worst = max(worst, abs(propensities.reduce(0, +) - 1))
    }
    #expect(worst < Decision.largestPropensityError)
  }

  @Test("propensities of exact draws are the same as those of the tables")
  func exactPropensity() throws {
    let beliefs = Self.beliefs[0]
    #expect(try Fleet(beliefs, .exact).propensities() == Fleet(beliefs).propensities())
  }

  @Test("R-802: the propensity of equal draws goes to the first in the order that settles them, and to no other")
  func equalDraws() throws {
    let fleet = try Fleet((0..<3).map { _ in (1e-300, 1e300) })
    for order in [[0, 1, 2], [2, 0, 1]] {
      let propensities = order.map { fleet.compiled.propensity(of: $0, among: order, bucket: .small) }
      #expect(propensities[0] > 0.9999)
      #expect(propensities[1] < 1e-4 && propensities[2] < 1e-4)
    }
  }

  @Test("R-802: in decisions the propensities of arms that often draw alike sum to 1, whoever had the higher draw")
  func equalDrawsInDecisions() throws {
    // Draws of all but 0 and all but 1, half of the time each.
    let fleet = try Fleet([(1e-12, 1e-12), (1e-12, 1e-12)])
    var told: [ModelID: Double] = [:]
    for seed in 0..<40 {
      let record = try answer(
        fleet.registry.models, policy: RoutingPolicy(mode: .thompson), arms: fleet.arms, seed: UInt64(seed))
      let decision = try #require(record.verdict.decision)
      told[decision.model] = decision.propensity
    }
    #expect(told.count == 2)
    #expect(abs(told.values.reduce(0, +) - 1) < 0.05)
    #expect((told["m0"] ?? 0) > 0.7)
  }

  @Test("a chance too small for a draw is told as 2^-54 and not as 0")
  func smallestPropensity() throws {
    let hopeless = try Fleet([(1, 199)] + (0..<5).map { _ in (199, 1) })
    #expect(hopeless.propensities()[0] == 0x1p-54)
  }

  @Test("decisions tell the propensity of the model they chose, among the models that might have been")
  func inDecisions() throws {
    let fleet = try Fleet([(2, 3), (30, 20), (1, 1)])
    let request = RoutingRequest(id: "r", inputTokens: 100)
    let policy = RoutingPolicy(mode: .thompson, maximumCost: nil)
    for seed in 0..<30 {
      let record = try answer(
        fleet.registry.models, request: request, policy: policy, arms: fleet.arms, seed: UInt64(seed))
      let decision = try #require(record.verdict.decision)
      let place = try #require(fleet.registry.handle(ofModel: decision.model)).index
      #expect(decision.propensity == fleet.propensities()[place])
    }
    let alone = try answer(Array(fleet.registry.models[..<1]), request: request, policy: policy, arms: fleet.arms)
    #expect(alone.verdict.decision?.propensity == 1)
  }
}
