import RoutingTestSupport
import Testing

@testable import GatewayState

@Suite(.offThePool) struct FailedTriesTests {
  @Test("H-203: tries at the same time count each, in whatever order they are noted")
  func overlapping() {
    var tries = FailedTries()
    for moment in [1001, 1000, 1002, 1001, 1000] { #expect(tries.begin("a", now: moment) == nil) }
    // The oldest of them opens the way again.
    #expect(tries.begin("a", now: 1003) == 59_997)
    #expect(tries.begin("b", now: 1003) == nil)
    #expect(tries.begin("a", now: 61_000) == nil)
  }
}
