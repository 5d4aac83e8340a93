import RoutingCore
import RoutingTestSupport
import Testing

/// The whole loop: decide, see how it went, learn, decide again.
@Suite(.offThePool) struct LearningSimulationTests {
  private static let models = ["a", "b", "c"].map { Model.fixture(ModelID($0)) }

  /// A fleet whose models succeed with given chances, and what came of routing to it.
  private struct Simulation {
    let router: CompiledRouter
    let policy: CompiledPolicy
    let health: CompiledHealth
    var log: [RewardEntry] = []
    var now = Moment.zero
    var arms = ThompsonArms()
    var requests = 0
    var dice = SeededGenerator(seed: 77)

    init(sampling: ThompsonSampling) throws {
      let registry = try ModelRegistry(models: LearningSimulationTests.models, providers: [Provider(id: "p")])
      router = CompiledRouter(registry)
      policy = router.compile(RoutingPolicy(mode: .thompson))
      health = router.compile(HealthSnapshot(of: registry))
      arms = ThompsonArms(sampling: sampling)
    }

    /// Serves a number of requests, one every ten seconds, refreshing as often as the contract says; the share that each
    /// model got of the last half.
    ///
    /// After every thirty requests there is a pause.
    mutating func run(
      _ count: Int, pause: Double = 0, chances: [ModelID: Double]
    ) throws -> [ModelID: Double] {
      var served: [ModelID: Double] = [:]
      var compiled = router.compile(arms)
      var refreshed = now
      for number in 0..<count {
        if now.milliseconds(since: refreshed) >= ThompsonArms.refreshInterval.value {
          arms = ThompsonArms(rewards: log, now: now, sampling: arms.sampling)
          compiled = router.compile(arms)
          refreshed = now
          log.removeAll { now.milliseconds(since: $0.time) > ThompsonArms.window.value }
        }
        let request = RoutingRequest(id: "r\(requests)", inputTokens: 100)
        requests += 1
        let shape = router.shape(of: request, seed: 1)
        let choice = try #require(router.decide(shape, policy: policy, health: health, arms: compiled))
        let model = router.registry[choice.model].id
        let succeeds = dice.unit() < chances[model] ?? 0
        let entry = RewardEntry(
          model: model, inputTokens: request.inputTokens,
          outcome: succeeds ? .success(latency: 100) : .failure(.transient), cost: choice.estimatedCost,
          budget: 20_000, time: now)
        log.append(try #require(entry))
        if number >= count / 2 { served[model, default: 0] += 2 / Double(count) }
        now = now.advanced(byMilliseconds: number % 30 == 29 ? pause + 10_000 : 10_000)
      }
      return served
    }
  }

  private let day = 86_400_000.0
  private let first: [ModelID: Double] = ["a": 0.5, "b": 0.9, "c": 0.7]
  private let second: [ModelID: Double] = ["a": 0.95, "b": 0.3, "c": 0.5]

  @Test("R-802, R-805: most of the traffic finds the best model", arguments: ThompsonSampling.allCases)
  func findsTheBest(sampling: ThompsonSampling) throws {
    var simulation = try Simulation(sampling: sampling)
    let served = try simulation.run(3000, chances: first)
    #expect(served["b", default: 0] > 0.85)
  }

  @Test("R-805: after the models change places the traffic follows within the window of 7 days")
  func followsChange() throws {
    var simulation = try Simulation(sampling: .tabulated)
    let before = try simulation.run(1500, pause: day / 6, chances: first)
    #expect(before["b", default: 0] > 0.85)
    // Sixteen days of thirty requests every four hours: in the last half, nothing from before the change is known.
    let after = try simulation.run(2880, pause: day / 6, chances: second)
    #expect(after["a", default: 0] > 0.85)
    #expect(after["b", default: 0] < 0.1)
  }

  @Test("R-805: after eight quiet days a refresh knows nothing, however much was known before")
  func forgetting() throws {
    var simulation = try Simulation(sampling: .tabulated)
    _ = try simulation.run(1500, chances: first)
    let trusted = simulation.arms["b", .small]
    #expect(trusted.alpha + trusted.beta > 150)
    // Eight quiet days later a refresh knows nothing.
    let later = simulation.now.advanced(byMilliseconds: 8 * day)
    #expect(ThompsonArms(rewards: simulation.log, now: later) == ThompsonArms())
  }
}
