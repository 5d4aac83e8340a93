import RoutingCore
import RoutingReference
import RoutingTestSupport
import Testing

/// The compiled path, the plain rules and the explanation are three ways to one answer.
@Suite(.offThePool) struct EquivalenceLaws {
  @Test("R-001, R-515: the compiled path gives the reference's answer, with and without a list")
  func compiledEqualsReference() throws {
    let violation = try Law.firstViolation(cases: Law.manyCases, stream: 1) { try $0.disagreement() }
    #expect(violation == nil)
  }

  @Test("R-510: the explanation ranks, scores and excludes as the reference does")
  func explanationEqualsReference() throws {
    let violation = try Law.firstViolation(stream: 3) { routingCase in
      let expected = routingCase.referenceRecord()
      let engine = try routingCase.engine()
      let explanation = engine.explain(
        routingCase.request, policy: routingCase.policy,
        health: HealthSnapshot(of: engine.registry, readings: routingCase.health), arms: routingCase.arms,
        turns: routingCase.turns, seed: routingCase.seed)
      guard explanation.verdict.decision?.model == expected.verdict.decision?.model else { return "verdicts differ" }
      guard explanation.ranked.map(\.model) == expected.ranked.map(\.model) else { return "rankings differ" }
      guard explanation.ranked.map(\.terms.score) == expected.ranked.map(\.score) else { return "scores differ" }
      guard explanation.excluded.map({ Exclusion(model: $0.model, reason: $0.reasons[0]) }) == expected.excluded
      else { return "exclusions differ" }
      return nil
    }
    #expect(violation == nil)
  }

  @Test("updating compiled health in place equals compiling it anew")
  func updatedHealthEqualsFreshHealth() throws {
    let violation = try Law.firstViolation(stream: 4) { routingCase in
      let router = try routingCase.engine().router
      var dice = Dice(seed: routingCase.seed)
      var earlier: [ProviderID: HealthReading] = [:]
      for provider in routingCase.providers { earlier[provider.id] = dice.reading() }
      var health = router.compile(HealthSnapshot(of: router.registry, readings: earlier))
      let later = HealthSnapshot(of: router.registry, readings: routingCase.health)
      router.update(&health, from: later)
      let shape = router.shape(of: routingCase.request)
      let policy = router.compile(routingCase.policy)
      let updated = router.decide(shape, policy: policy, health: health)
      let fresh = router.decide(shape, policy: policy, health: router.compile(later))
      return updated == fresh ? nil : "updated \(String(describing: updated)), fresh \(String(describing: fresh))"
    }
    #expect(violation == nil)
  }
}
