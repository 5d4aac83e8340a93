import RoutingTestSupport
import Testing

@testable import RoutingCore

/// Deciding by draws from beliefs.
@Suite(.offThePool) struct ThompsonChoiceTests {
  private let policy = RoutingPolicy(mode: .thompson, maximumCost: nil)
  private let models = ["a", "b", "c", "d"].enumerated().map { place, id in
    Model.fixture(ModelID(id), weight: 9 - place, input: 0.01 * Double(place))
  }

  private func request(_ number: Int) -> RoutingRequest { RoutingRequest(id: "r\(number)", inputTokens: 100) }

  @Test("R-802: the ranking is by draw from the top, exactly the draws of the exact sampler")
  func orderOfDraws() throws {
    var arms = ThompsonArms(sampling: .exact)
    arms["a", .small] = BetaDistribution(alpha: 2, beta: 3)
    arms["b", .small] = BetaDistribution(alpha: 0.4, beta: 0.6)
    arms["c", .small] = BetaDistribution(alpha: 30, beta: 20)
    for number in 0..<200 {
      let record = try answer(models, request: request(number), policy: policy, arms: arms, seed: 9)
      let draws = models.map { model in
        var generator = DrawKey(seed: 9, requestID: "r\(number)")
          .generator(.thompson, model: StableHash.hash(model.id.text))
        return (model: model.id, draw: arms[model.id, .small].sample(using: &generator))
      }
      #expect(record.ranked.map(\.model) == draws.sorted { $0.draw > $1.draw }.map(\.model))
      #expect(record.verdict.decision?.model == record.ranked.first?.model)
    }
  }

  @Test("R-802: the ranking of tabulated draws is by the table's quantiles from the top")
  func orderOfTabulatedDraws() throws {
    var arms = ThompsonArms()
    arms["a", .small] = BetaDistribution(alpha: 2, beta: 3)
    let registry = try ModelRegistry(models: models, providers: [Provider(id: "p")])
    let compiled = CompiledArms(arms, registry: registry)
    for number in 0..<200 {
      let key = DrawKey(seed: 9, requestID: "r\(number)")
      let draws = registry.models.enumerated().map { index, model in
        (model: model.id, draw: compiled.draw(index, bucket: .small, key))
      }
      let record = try answer(models, request: request(number), policy: policy, arms: arms, seed: 9)
      #expect(record.ranked.map(\.model) == draws.sorted { $0.draw > $1.draw }.map(\.model))
    }
  }

  @Test("R-802: equal draws are settled by the score, in the ranking, in the choice and in the propensity")
  func ties() throws {
    for (sampling, belief) in [
      // Exact draws that are always 0.5, and tables that are 0 wherever they are drawn from.
      (ThompsonSampling.exact, BetaDistribution(alpha: 1e-300, beta: 1e-300)),
      (.tabulated, BetaDistribution(alpha: 1e-300, beta: 1e300)),
    ] {
      var arms = ThompsonArms(sampling: sampling)
      for model in models { arms[model.id, .small] = belief }
      for number in 0..<30 {
        let record = try answer(models, request: request(number), policy: policy, arms: arms)
        let scored = try answer(
          models, request: request(number), policy: RoutingPolicy(mode: .normal, maximumCost: nil))
        #expect(record.ranked == scored.ranked)
        #expect(try choice(number, arms) == scored.ranked.first?.model)
        // The outermost cell of a table reaches to 1, so a draw is not 0 once in half a million times.
        if sampling == .tabulated { #expect((record.verdict.decision?.propensity ?? 0) > 0.9999) }
      }
    }
  }

  @Test("R-802: an unknown arm is Beta(1, 1), and so is a parameter that is not above zero or not finite taken as 1")
  func unknownArms() {
    #expect(ThompsonArms()["x", .large] == BetaDistribution(alpha: 1, beta: 1))
    for broken in [0, -1, -0.0, Double.nan, .infinity, -.infinity] {
      #expect(BetaDistribution(alpha: broken, beta: 7) == BetaDistribution(alpha: 1, beta: 7))
      #expect(BetaDistribution(alpha: 7, beta: broken) == BetaDistribution(alpha: 7, beta: 1))
    }
    #expect(BetaDistribution(alpha: 0x1p-1074).alpha == 0x1p-1074)
  }

  @Test("R-803: the same seed gives the same orders, whatever was asked before, and another seed others")
  func repeatable() throws {
    for sampling in ThompsonSampling.allCases {
      let arms = ThompsonArms(sampling: sampling)
      func orders(_ seed: UInt64, _ numbers: [Int]) throws -> [Int: [ModelID]] {
        var orders: [Int: [ModelID]] = [:]
        for number in numbers {
          orders[number] = try answer(models, request: request(number), policy: policy, arms: arms, seed: seed)
            .ranked.map(\.model)
        }
        return orders
      }
      let numbers = Array(0..<60)
      #expect(try orders(1, numbers) == orders(1, numbers.reversed()))
      #expect(try orders(1, numbers) != orders(2, numbers))
    }
  }

  @Test("R-804: without arms mode thompson decides and ranks exactly as normal does, its picker included")
  func withoutArms() throws {
    for picker in [Picker.best, .exploring(temperature: 3), .softmax(temperature: 0.3)] {
      for number in 0..<40 {
        var verdicts: [DecisionRecord] = []
        for mode in [RoutingMode.thompson, .normal] {
          let policy = RoutingPolicy(mode: mode, maximumCost: nil, picker: picker)
          verdicts.append(try answer(models, request: request(number), policy: policy, seed: 3))
        }
        #expect(verdicts[0] == verdicts[1])
      }
    }
    #expect(try choice(0, nil) == answer(models, policy: RoutingPolicy(maximumCost: nil)).ranked.first?.model)
  }

  @Test("R-804: with arms mode thompson draws, and no other mode takes notice of them")
  func withArms() throws {
    var arms = ThompsonArms()
    arms["d", .small] = BetaDistribution(alpha: 190, beta: 1)
    for model in models.dropLast() { arms[model.id, .small] = BetaDistribution(alpha: 1, beta: 190) }
    for number in 0..<40 {
      #expect(try answer(models, request: request(number), policy: policy, arms: arms).ranked.first?.model == "d")
      for mode in RoutingMode.allCases where mode != .thompson {
        let policy = RoutingPolicy(mode: mode, maximumCost: nil)
        let plain = try answer(models, request: request(number), policy: policy)
        #expect(try answer(models, request: request(number), policy: policy, arms: arms) == plain)
      }
    }
  }

  @Test(
    "R-802: beliefs at the ends of the range of Double still give a choice and a chance",
    arguments: [Double.leastNonzeroMagnitude, 1e-12, 1e12, 1e300, .greatestFiniteMagnitude])
  func extremeBeliefs(extreme: Double) throws {
    var arms = ThompsonArms()
    arms["a", .small] = BetaDistribution(alpha: extreme, beta: extreme)
    arms["b", .small] = BetaDistribution(alpha: extreme, beta: 1)
    arms["c", .small] = BetaDistribution(alpha: 1, beta: extreme)
    arms["d", .small] = BetaDistribution(alpha: extreme, beta: 0.3)
    var alike = ThompsonArms()
    for model in models { alike[model.id, .small] = BetaDistribution(alpha: extreme, beta: 0.3) }
    for number in 0..<20 {
      #expect(try choice(number, alike) != nil)
      let decision = try answer(models, request: request(number), policy: policy, arms: arms).verdict.decision
      let propensity = try #require(decision?.propensity)
      #expect(propensity > 0 && propensity <= 1)
      #expect(decision?.model == (try choice(number, arms)))
    }
  }

  private func choice(_ number: Int, _ arms: ThompsonArms?) throws -> ModelID? {
    let registry = try ModelRegistry(models: models, providers: [Provider(id: "p")])
    let router = CompiledRouter(registry)
    let choice = router.decide(
      router.shape(of: request(number)), policy: router.compile(policy),
      health: router.compile(HealthSnapshot(of: registry)), arms: arms.map { router.compile($0) })
    return choice.map { registry[$0.model].id }
  }
}
