import RegressionGate
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct CalibrationLoopTests {
  @Test("a version stands for one piece of work: whoever changes the loop changes the version, and this test")
  func work() {
    var loop = CalibrationLoop()
    #expect(CalibrationLoop.version == 1)
    #expect(loop.run(steps: 1_000) == 0.9802435684405258)
  }

  @Test("steps done in two goes are the steps done in one")
  func carriesOn() {
    var (whole, parts) = (CalibrationLoop(), CalibrationLoop())
    _ = parts.run(steps: 300)
    #expect(whole.run(steps: 1_000) == parts.run(steps: 700))
  }
}
