import Foundation
import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct ElementaryFunctionsTests {
  @Test("exp2, exp and log agree with the C library to 1e-15 over their range")
  func agreesWithLibrary() {
    var generator = SeededGenerator(seed: 8)
    for _ in 0..<20_000 {
      let x = (generator.unit() - 0.5) * 1400
      #expect(isClose(ElementaryFunctions.exp2(x), exp2(x)), "exp2(\(x))")
      #expect(isClose(ElementaryFunctions.exp(x / 2), exp(x / 2)), "exp(\(x / 2))")
      let y = exp2(x)
      #expect(abs(ElementaryFunctions.log(y) - log(y)) <= 1e-15 * max(1, abs(log(y))), "log(\(y))")
    }
  }

  private func isClose(_ actual: Double, _ expected: Double) -> Bool {
    abs(actual - expected) <= 2e-15 * expected
  }

  @Test("the ends of the range give zero, infinity and NaN")
  func ends() {
    #expect(ElementaryFunctions.exp2(-2000) == 0)
    #expect(ElementaryFunctions.exp2(2000) == .infinity)
    #expect(ElementaryFunctions.exp2(-.infinity) == 0)
    #expect(ElementaryFunctions.exp2(.nan).isNaN)
    #expect(ElementaryFunctions.exp2(10) == 1024)
    #expect(ElementaryFunctions.exp2(-1074) == .leastNonzeroMagnitude)
    #expect(ElementaryFunctions.log(0) == -.infinity)
    #expect(ElementaryFunctions.log(-1).isNaN)
    #expect(ElementaryFunctions.log(.infinity) == .infinity)
    #expect(ElementaryFunctions.log(1) == 0)
  }
}
