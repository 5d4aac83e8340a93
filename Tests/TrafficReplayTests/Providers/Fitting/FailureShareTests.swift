import RoutingTestSupport
import Testing

@testable import TrafficReplay

@Suite(.offThePool) struct FailureShareTests {
  @Test(
    "intervals are those of scipy.stats.binomtest(…).proportion_ci(method=\"wilson\")",
    arguments: [(1, 1790, 9.86238777213014e-05, 0.003157772495531446), (0, 10, 0, 0.2775327998628892)])
  func published(failures: Int, attempts: Int, lower: Double, upper: Double) throws {
    let interval = try #require(FailureShare(failures: failures, of: attempts).interval)
    #expect(abs(interval.lowerBound - lower) < 1e-12)
    #expect(abs(interval.upperBound - upper) < 1e-9)
  }

  @Test("both bounds solve (p - share)² = z² p (1 - p) / n, and failures mirror successes")
  func equation() throws {
    for attempts in [1, 2, 7, 40, 1_000, 1_000_000] {
      for failures in Set([0, 1, attempts / 3, attempts / 2, attempts]).sorted() {
        let interval = try #require(FailureShare(failures: failures, of: attempts).interval)
        let share = Double(failures) / Double(attempts)
        #expect(interval.contains(share))
        let z = 1.959963984540054
        for bound in [interval.lowerBound, interval.upperBound] where bound > 0 && bound < 1 {
          let left = (bound - share) * (bound - share)
          #expect(abs(left - z * z * bound * (1 - bound) / Double(attempts)) < 1e-12)
        }
        let mirrored = try #require(FailureShare(failures: attempts - failures, of: attempts).interval)
        #expect(abs(mirrored.lowerBound - (1 - interval.upperBound)) < 1e-12)
      }
    }
    #expect(FailureShare(failures: 0, of: 0).interval == nil)
  }
}
