import RoutingTestSupport
import Testing

@testable import RoutingCore

@Suite(.offThePool) struct BudgetScaleTests {
  /// A cheap model that is worse in one number, one that is dearer and better, and one beyond budgets that is the worst.
  private func firstDifference(_ readings: [HealthReading]) throws -> String? {
    let models = [("a", 0.7), ("b", 1.0), ("c", 100.0)].map { id, price in
      Model.fixture(ModelID(id), at: ProviderID(id), input: price)
    }
    let router = CompiledRouter(
      try ModelRegistry(models: models, providers: ["a", "b", "c"].map { Provider(id: ProviderID($0)) }))
    let snapshot = HealthSnapshot(
      of: router.registry,
      readings: Dictionary(uniqueKeysWithValues: zip(["a", "b", "c"].map { ProviderID($0) }, readings)))
    let health = router.compile(snapshot)
    let shape = router.shape(of: RoutingRequest(inputTokens: 1000, outputTokens: 0))
    var prepared = PreparedRouter(router, health: health)
    var chosen: Int?
    for budget in [1000, 1] as [Dollars] {
      let policy = router.compile(RoutingPolicy(maximumCost: budget))
      let expected = router.decide(shape, policy: policy, health: health)
      chosen = expected?.model.index
      for _ in 0..<4 where prepared.decide(shape, policy: policy) != expected { return "differs at \(budget)" }
    }
    // By the scales of all three it would be the first.
    return chosen == 1 ? nil : "the example shows nothing"
  }

  @Test("A budget that leaves the slowest provider out measures latency among the others (R-512)")
  func latency() throws {
    let readings = [200, 110, 1000].map { HealthReading(latency: $0, errorRate: 0) }
    #expect(try firstDifference(readings) == nil)
  }

  @Test("A budget that leaves the least reliable provider out measures errors among the others (R-513)")
  func errors() throws {
    let readings = ([0.2, 0.11, 1] as [Fraction]).map { HealthReading(latency: 0, errorRate: $0) }
    #expect(try firstDifference(readings) == nil)
  }
}
