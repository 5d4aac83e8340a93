import Foundation
import RoutingCore
import RoutingTestSupport
import Testing

/// Draws by Gamma variables, against the exact distributions.
@Suite(.offThePool) struct BetaSamplingTests {
  private static let count = 40_000
  /// Passed by Kolmogorov's distance of true draws once in ten thousand times.
  private static let largestDistance = 2.23 / Double(count).squareRoot()

  private func gammas(_ shape: Double) -> [Double] {
    var generator = SeededGenerator(seed: 5, stream: shape.bitPattern)
    return (0..<Self.count).map { _ in GammaSampler.sample(shape: shape, using: &generator) }
  }

  private func betas(_ alpha: Double, _ beta: Double) -> [Double] {
    var generator = SeededGenerator(seed: 6, stream: alpha.bitPattern ^ beta.bitPattern &* 3)
    let belief = BetaDistribution(alpha: alpha, beta: beta)
    return (0..<Self.count).map { _ in belief.sample(using: &generator) }
  }

  private func moments(_ samples: [Double]) -> (mean: Double, variance: Double) {
    let mean = samples.reduce(0, +) / Double(samples.count)
    return (mean, samples.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(samples.count))
  }

  @Test(
    "R-803: Gamma draws have the mean, the variance and the distribution of their shape, below and above 1",
    arguments: [0.05, 0.3, 0.999, 1, 1.5, 4, 60])
  func gamma(shape: Double) {
    let samples = gammas(shape)
    let (mean, variance) = moments(samples)
    let root = Double(Self.count).squareRoot()
    #expect(abs(mean - shape) < 5 * shape.squareRoot() / root)
    // The fourth central moment is 3 k² + 6 k.
    #expect(abs(variance - shape) < 5 * (2 * shape * shape + 6 * shape).squareRoot() / root)
    #expect(kolmogorovDistance(samples) { gammaBelow($0, shape: shape) } < Self.largestDistance)
  }

  @Test(
    "R-803: Beta draws have the mean, the variance and the distribution of their parameters, below and above 1",
    arguments: [(1, 1), (0.5, 0.5), (0.2, 3), (3, 0.7), (2, 5), (100, 100), (199, 1)])
  func beta(alpha: Double, beta: Double) {
    let samples = betas(alpha, beta)
    let exact = ExactBeta(alpha, beta)
    let (mean, variance) = moments(samples)
    #expect(abs(mean - exact.mean) < 5 * (exact.variance / Double(Self.count)).squareRoot())
    #expect(abs(variance / exact.variance - 1) < 0.1)
    #expect(kolmogorovDistance(samples, exact.below) < Self.largestDistance)
    #expect(samples.allSatisfy { 0...1 ~= $0 })
  }

  @Test("R-803: normal draws are standard normal")
  func normal() {
    var generator = SeededGenerator(seed: 7)
    let samples = (0..<Self.count).map { _ in GammaSampler.normal(using: &generator) }
    #expect(kolmogorovDistance(samples) { 0.5 * erfc(-$0 / 2.0.squareRoot()) } < Self.largestDistance)
  }

  @Test("R-803: a draw is 0.5 where both Gamma draws are zero")
  func bothZero() {
    var generator = SeededGenerator(seed: 8)
    let belief = BetaDistribution(alpha: 1e-300, beta: 1e-300)
    for _ in 0..<100 { #expect(belief.sample(using: &generator) == 0.5) }
  }

  @Test("R-803: the same seed gives the same draws, and another seed others")
  func repeatable() {
    func draws(_ seed: UInt64) -> [Double] {
      var generator = SeededGenerator(seed: seed)
      return (0..<50).map { BetaDistribution(alpha: Double($0) / 10, beta: 2).sample(using: &generator) }
    }
    #expect(draws(1) == draws(1))
    #expect(Set(draws(1)).isDisjoint(with: draws(2)))
  }
}
