import RoutingCore
import RoutingTestSupport
import Testing

/// Reasons by their names.
@Suite(.offThePool) struct DecisionReasonNameTests {
  private static let reasons: [DecisionReason] =
    [
      .routedByWeight(0), .routedByWeight(10), .routedByWeight(-3), .routedByWeight(.min), .hintExact,
      .retriedTransient,
      .reducedMaxTokens, .escalatedContextOverflow, .hedgedDispatch, .lastResortFallback, .streamFallback,
      .explicitModel,
    ] + OrchestrationReason.allCases.map { .orchestration($0) }

  @Test("every reason is found by its name", arguments: reasons)
  func roundTrip(reason: DecisionReason) {
    #expect(DecisionReason(name: reason.name) == reason)
  }

  @Test(
    "other names stand for nothing",
    arguments: [
      "", "routed", "routed-weight-", "routed-weight-x", "routed-weight-05", "routed-weight--0", "Explicit-model",
    ])
  func unknown(name: String) {
    #expect(DecisionReason(name: name) == nil)
  }
}
