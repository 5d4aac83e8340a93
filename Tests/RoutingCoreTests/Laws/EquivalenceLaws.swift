import RoutingCore
import RoutingReference
import RoutingTestSupport
import Testing

/// The compiled path, the plain rules and the explanation are three ways to one answer.
@Suite struct EquivalenceLaws {
  @Test("R-001, R-515: the compiled path gives the reference's verdict, ranking and exclusions")
  func compiledEqualsReference() throws {
    let violation = try Law.firstViolation(cases: 2 * Law.defaultCases, stream: 1) { routingCase in
      let expected = routingCase.referenceRecord()
      let actual = try routingCase.record()
      return actual == expected ? nil : "expected \(expected)\nactual \(actual)"
    }
    #expect(violation == nil)
  }

  @Test("R-515: the winner found without a ranking is the winner of the ranking")
  func winnerEqualsReference() throws {
    let violation = try Law.firstViolation(cases: 2 * Law.defaultCases, stream: 2) { routingCase in
      var routingCase = routingCase
      routingCase.policy.explorationTemperature = 0
      let expected = routingCase.reference.decide(
        routingCase.request, policy: routingCase.policy, health: routingCase.health)
      let router = try routingCase.engine().router
      let snapshot = HealthSnapshot(of: router.registry, readings: routingCase.health)
      let choice = router.decide(
        router.shape(of: routingCase.request), policy: router.compile(routingCase.policy),
        health: router.compile(snapshot))
      let actual = choice.map { [router.registry[$0.model].id.text, $0.reason.name, "\($0.estimatedCost.value)"] }
      let wanted = expected.map { [$0.model.text, $0.reason.name, "\($0.estimatedCost.value)"] }
      guard actual == wanted, choice?.hintStatus == expected?.hintStatus,
        choice.map({ router.registry[$0.provider].id }) == expected?.provider
      else { return "expected \(String(describing: expected)), actual \(String(describing: choice))" }
      return nil
    }
    #expect(violation == nil)
  }

  @Test("R-510: the explanation ranks, scores and excludes as the reference does")
  func explanationEqualsReference() throws {
    let violation = try Law.firstViolation(stream: 3) { routingCase in
      let expected = routingCase.referenceRecord()
      let engine = try routingCase.engine()
      var generator = SeededGenerator(seed: routingCase.seed)
      let explanation = engine.explain(
        routingCase.request, policy: routingCase.policy,
        health: HealthSnapshot(of: engine.registry, readings: routingCase.health), using: &generator)
      guard explanation.verdict == expected.verdict else { return "verdicts differ" }
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
