import RoutingTestSupport
import Testing

@testable import RoutingCore

/// A chain found without a sort is the beginning of the ranked list.
@Suite(.offThePool) struct FallbackLaws {
  @Test("The first few fallbacks are those of the whole ranking (R-515, R-617)")
  func areThoseOfTheRanking() throws {
    var chains = 0
    let violation = try Law.firstViolation(cases: Law.manyCases / 2, stream: 63) { routingCase in
      let router = try routingCase.engine().router
      let policy = router.compile(routingCase.policy)
      let health = router.compile(HealthSnapshot(of: router.registry, readings: routingCase.health))
      let arms = routingCase.arms.map { router.compile($0) }
      var turns = routingCase.turns
      let shape = router.shape(of: routingCase.request, turns: &turns, seed: routingCase.seed)
      turns = routingCase.turns
      let record = router.record(
        for: routingCase.request, policy: policy, health: health, arms: arms, turns: &turns, seed: routingCase.seed)
      for limit in [0, 1, 3, 8, 20] {
        let chain = router.decide(shape, policy: policy, health: health, arms: arms, fallbacks: limit)
        let found = chain.map { chain in chain.fallbacks.map { router.registry[$0].id } }
        let expected = record.verdict.decision.map { Array($0.fallbacks.prefix(min(limit, FallbackList.capacity))) }
        guard found == expected else { return "\(limit): \(found.debugDescription), not \(expected.debugDescription)" }
        if chain?.choice != router.decide(shape, policy: policy, health: health, arms: arms) { return "other winner" }
        chains += (found ?? []).count > 1 ? 1 : 0
      }
      return nil
    }
    #expect(violation == nil)
    #expect(chains > Law.manyCases / 10)
  }

  @Test("A list reads as a collection and keeps eight models")
  func list() {
    var list = FallbackList()
    for index in 0..<12 { list.append(index) }
    #expect(list.map(\.index) == Array(0..<8))
    #expect(list.last == ModelHandle(index: 7))
    #expect(list == list && list != FallbackList())
  }
}
