import RegressionGate
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct InjectedSlowdownTests {
  @Test(
    "the extra decisions are the share that was asked for, however small the groups",
    arguments: [(0.0, 32, 0), (5.0, 32, 160), (5.0, 1, 5), (200.0, 7, 1_400), (0.5, 3, 1)])
  func share(percent: Double, group: Int, extra: Int) {
    var slowdown = InjectedSlowdown(percent: percent)
    #expect((0..<100).reduce(0) { sum, _ in sum + slowdown.extra(beside: group) } == extra)
  }
}
