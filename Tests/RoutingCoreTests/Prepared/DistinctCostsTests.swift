import RoutingTestSupport
import Testing

@testable import RoutingCore

@Suite(.offThePool) struct DistinctCostsTests {
  @Test("Prices that differ in the last bit tell nothing apart, with or without a second quantity")
  func lastBit() {
    let costs = DistinctCosts(first: [1, (1.0).nextUp], second: [1, 2])
    #expect(!costs.hold(first: 3, second: 0))
    #expect(!costs.hold(first: 3, second: 3))
    #expect(costs.hold(first: 0, second: 3))
    #expect(costs.hold(first: 0, second: 0))
  }

  @Test("Prices so small that products lose digits tell nothing apart on their own side")
  func denormal() {
    let costs = DistinctCosts(first: [1, 2], second: [0x1p-1074, 1])
    #expect(costs.hold(first: 1, second: 0))
    #expect(!costs.hold(first: 0, second: 1))
    #expect(!costs.hold(first: 1, second: 1))
  }

  @Test("A small product beside one that swallows its digits tells nothing apart, on either side")
  func lopsided() {
    let costs = DistinctCosts(first: [1, 1.001], second: [1, 1.001])
    #expect(costs.hold(first: 1, second: 1))
    #expect(costs.hold(first: 1, second: 0x1p30))
    #expect(costs.hold(first: 0x1p30, second: 1))
    #expect(!costs.hold(first: 1, second: 0x1p53))
    #expect(!costs.hold(first: 0x1p53, second: 1))
  }

  @Test("Two models whose unit prices differ in the last bit cost the same, and the id decides (R-515)")
  func tieOfUnitPrices() throws {
    // Above 4/3, three times a number lies in a binade where steps are wider; every fourth step is lost.
    var base = 1.5
    while 3 * base != 3 * base.nextUp { base = base.nextUp }
    let models = [("a", base.nextUp), ("b", base)].map { id, price in
      Model(id: ModelID(id), provider: "p", prices: PriceSheet(perUnit: price), kinds: ModelKindSet([.image]))
    }
    let router = CompiledRouter(try ModelRegistry(models: models, providers: [Provider(id: "p")]))
    let health = router.compile(HealthSnapshot(of: router.registry))
    let policy = router.compile(RoutingPolicy(maximumCost: 100))
    let shape = router.shape(of: RoutingRequest(kind: .image, inputTokens: 0, units: 3))
    var prepared = PreparedRouter(router, health: health)
    let expected = router.decide(shape, policy: policy, health: health)
    #expect(expected?.model.index == 0)
    for _ in 0..<4 { #expect(prepared.decide(shape, policy: policy) == expected) }
  }
}
