import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct DecisionTests {
  private let models = [
    Model.fixture("best", at: "p1", weight: 7), .fixture("good", at: "p2", weight: 6),
    .fixture("fair", at: "p1", weight: 4),
  ]

  @Test(
    "R-130: a decision names model, provider, cost, reason with the registered weight, and the other models in order"
  )
  func scored() throws {
    let decision = try #require(try answer(models).verdict.decision)
    #expect(decision.model == "best")
    #expect(decision.provider == "p1")
    #expect(decision.estimatedCost == 0)
    #expect(decision.reason.name == "routed-weight-7")
    #expect(decision.fallbacks == ["good", "fair"])
    #expect(decision.propensity == 1)
  }

  @Test("R-131, R-612: an exact hint that may serve is chosen, and the rest keep their order")
  func exactHint() throws {
    let record = try answer(models, request: RoutingRequest(inputTokens: 1, hint: "fair"))
    let decision = try #require(record.verdict.decision)
    #expect(decision.model == "fair")
    #expect(decision.reason.name == "routed-hint-exact")
    #expect(decision.fallbacks == ["best", "good"])
    #expect(record.ranked.map(\.model) == ["best", "good", "fair"])
  }

  @Test("R-613: a hint that is unknown or may not serve leaves the choice as it was, and says so")
  func otherHints() throws {
    let unknown = try #require(
      try answer(models, request: RoutingRequest(inputTokens: 1, hint: "who")).verdict.decision)
    #expect(unknown.model == "best")
    #expect(unknown.hintStatus.name == "unknown")
    let ineligible = try #require(
      try answer(
        models, request: RoutingRequest(inputTokens: 1, hint: "fair"), policy: RoutingPolicy(minimumWeight: 5)
      ).verdict.decision)
    #expect(ineligible.model == "best")
    #expect(ineligible.hintStatus.name == "ineligible")
  }

  @Test("where no model may serve, the answer is a refusal in the contract's words")
  func refusal() throws {
    let record = try answer(models, policy: RoutingPolicy(minimumWeight: 9))
    #expect(record.verdict == .refused(Refusal(hintStatus: .absent)))
    #expect(record.excluded.count == 3)
    #expect(Refusal.message == "no eligible models registered")
  }

  @Test("R-001: two engines made apart describe the same decision in the same bytes")
  func sameBytes() throws {
    let violation = try Law.firstViolation(cases: Law.defaultCases / 3, stream: 18) { routingCase in
      let first = String(reflecting: try routingCase.record())
      var rebuilt = routingCase
      rebuilt.models.reverse()
      return Array(first.utf8) == Array(String(reflecting: try rebuilt.record()).utf8) ? nil : "other bytes"
    }
    #expect(violation == nil)
  }
}
