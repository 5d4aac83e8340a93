import Foundation
import RoutingTestSupport
import Testing

@testable import TrafficReplay

@Suite(.offThePool) struct GammaFunctionTests {
  @Test(
    "the gamma function has the values of Abramowitz and Stegun",
    // Table 6.1 for 1 to 2, 6.1.8 for the half, 6.1.10 and 6.1.13 for a quarter and a third.
    arguments: [
      (1, 1), (1.25, 0.906_402_477_1), (1.5, 0.886_226_925_5), (1.75, 0.919_062_526_8), (2, 1),
      (0.5, 1.772_453_850_9), (0.25, 3.625_609_908_2), (1.0 / 3, 2.678_938_534_7), (5, 24), (11, 3_628_800),
    ] as [(Double, Double)])
  func published(x: Double, value: Double) {
    #expect(abs(exp(GammaFunction.logarithm(x)) / value - 1) < 1e-10)
  }

  @Test("from a millionth to a million the logarithm is that of the C library")
  func library() {
    var x = 1e-6
    while x < 1e6 {
      let expected: Double = lgamma(x)
      #expect(abs(GammaFunction.logarithm(x) - expected) < 2e-13 * max(1, abs(expected)), "\(x)")
      x *= 1.07
    }
  }

  @Test("what has no logarithm is not a number")
  func invalid() {
    #expect(GammaFunction.logarithm(0).isNaN)
    #expect(GammaFunction.logarithm(-1.5).isNaN)
    #expect(GammaFunction.logarithm(.nan).isNaN)
    #expect(GammaFunction.logarithm(.infinity) == .infinity)
  }

  @Test("the sine of a turn is that of the C library")
  func sine() {
    for step in -2_000...2_000 {
      let turns = Double(step) / 777
      #expect(abs(Sine.ofTurns(turns) - sin(2 * .pi * turns)) < 1e-14, "\(turns)")
    }
    #expect(Sine.ofTurns(.nan).isNaN)
    #expect(Sine.ofTurns(1e300).isNaN)
  }
}
