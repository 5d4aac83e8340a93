import Foundation
import RoutingTestSupport
import Testing

@testable import TrafficReplay

@Suite(.offThePool) struct NormalDistributionTests {
  @Test("chances agree with the C library's complementary error function to fifteen digits after the point")
  func cumulative() {
    for step in -1_000...1_000 {
      let x = Double(step) / 100
      let expected = 0.5 * erfc(-x / 2.0.squareRoot())
      #expect(abs(NormalDistribution.cumulative(x) - expected) < 2e-15, "\(x)")
    }
    #expect(NormalDistribution.cumulative(-.infinity) == 0)
    #expect(NormalDistribution.cumulative(.infinity) == 1)
    // Φ(1.96) of Abramowitz and Stegun, table 26.1.
    #expect(abs(NormalDistribution.cumulative(1.96) - 0.975002104851780) < 1e-15)
    #expect(abs(NormalDistribution.cumulative(NormalDistribution.ninthDecile) - 0.9) < 1e-15)
  }
}
