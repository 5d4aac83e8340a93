import Foundation
import RoutingCore
import RoutingTestSupport
import Testing

@testable import TrafficReplay

@Suite(.offThePool) struct LogNormalFitTests {
  private let values = [120.5, 98.2, 143.9, 110, 87.4, 205.3, 133.1, 101.7, 99.9, 118.8, 450, 92.6]

  @Test("median, spread and distance of a dozen values are those of numpy and scipy")
  func published() throws {
    let fit = try #require(LogNormalFit(values))
    // l = numpy.log(values); numpy.exp(numpy.quantile(l, .5, method="median_unbiased")); the difference of the
    // quantiles .9 and .1 divided by 2 * 1.2815515655446004; scipy.stats.kstest(l, "norm", (median, spread)).
    #expect(fit.count == 12)
    #expect(abs(fit.median - 114.31535329954593) < 1e-10)
    #expect(abs(try #require(fit.spread) - 0.4530822239013754) < 1e-13)
    #expect(abs(try #require(fit.distance) - 0.2767472826732805) < 1e-13)
    #expect(abs(fit.criticalValue - 1.05 / 12.0.squareRoot()) < 1e-15)
    #expect(fit.warnings == [.fewValues])
  }

  @Test("the distance is that of every value checked one by one with the C library's distribution function")
  func distance() throws {
    for seed in 0..<30 {
      var dice = Dice(seed: UInt64(seed))
      let values = (0..<dice.number(10...60)).map { _ in dice.logUniform(1, 1e4) }
      let fit = try #require(LogNormalFit(values + values.prefix(3)))
      let all = (values + values.prefix(3)).sorted()
      let n = Double(all.count)
      var greatest = 0.0
      for value in all {
        let expected = 0.5 * erfc(-(log(value / fit.median) / (fit.spread ?? 0)) / 2.0.squareRoot())
        let below = Double(all.count { $0 < value }) / n
        let upTo = Double(all.count { $0 <= value }) / n
        greatest = max(greatest, abs(below - expected), abs(upTo - expected))
      }
      #expect(abs(try #require(fit.distance) - greatest) < 1e-12, "seed \(seed)")
    }
  }

  private func sample(_ count: Int, median: Double, spread: Double, seed: UInt64) -> [Double] {
    var generator = SeededGenerator(seed: seed, stream: 3)
    return (0..<count).map { _ in
      // Box and Muller, 1958.
      let radius = (-2 * log(1 - generator.unit())).squareRoot()
      return median * exp(spread * radius * cos(2 * .pi * generator.unit()))
    }
  }

  @Test("samples of a log-normal distribution give back its median and spread")
  func recovery() throws {
    for seed in 0..<10 as Range<UInt64> {
      let (median, spread) = (10 + 100 * Double(seed), 0.05 + 0.2 * Double(seed))
      let fit = try #require(LogNormalFit(sample(2_000, median: median, spread: spread, seed: seed)))
      // Four standard errors: 1.2533 σ/√n of the median, 0.88 σ/√n of the spread.
      #expect(abs(log(fit.median / median)) < 4 * 1.2533 * spread / 2_000.0.squareRoot(), "seed \(seed)")
      #expect(abs(try #require(fit.spread) - spread) < 4 * 0.88 * spread / 2_000.0.squareRoot(), "seed \(seed)")
    }
  }

  @Test("log-normal samples exceed the critical value about once in twenty times, exponential ones nearly always")
  func criticalValue() throws {
    var rejected = (same: 0, other: 0)
    for seed in 0..<200 as Range<UInt64> {
      let fit = try #require(LogNormalFit(sample(110, median: 50, spread: 0.3, seed: seed)))
      if fit.warnings == [.poorShape] { rejected.same += 1 }
      var generator = SeededGenerator(seed: seed, stream: 4)
      let other = try #require(LogNormalFit((0..<500).map { _ in -log(1 - generator.unit()) }))
      if other.warnings == [.poorShape] { rejected.other += 1 }
    }
    #expect((2...20).contains(rejected.same), "\(rejected.same) of 200")
    #expect(rejected.other > 180, "\(rejected.other) of 200")
  }

  @Test("a twentieth of wild values moves neither median nor spread far")
  func wildValues() throws {
    let tame = sample(100, median: 500, spread: 0.2, seed: 9)
    let fit = try #require(LogNormalFit(tame))
    let wild = try #require(LogNormalFit(tame + [100_000, 100_000, 90_000, 80_000, 70_000]))
    #expect(abs(wild.median / fit.median - 1) < 0.03)
    #expect(abs(try #require(wild.spread) / (try #require(fit.spread)) - 1) < 0.3)
  }

  @Test("the unit of the values changes the median alone")
  func unit() throws {
    let seconds = try #require(LogNormalFit(values))
    let milliseconds = try #require(LogNormalFit(values.map { $0 * 1000 }))
    #expect(abs(milliseconds.median / seconds.median - 1000) < 1e-9)
    #expect(abs(try #require(milliseconds.spread) - (try #require(seconds.spread))) < 1e-12)
    #expect(abs(try #require(milliseconds.distance) - (try #require(seconds.distance))) < 1e-12)
  }

  @Test("nothing, values that are no times, and too few for deciles are told")
  func few() throws {
    #expect(LogNormalFit([]) == nil)
    #expect(LogNormalFit([0, -1, .nan, .infinity]) == nil)
    let two = try #require(LogNormalFit([100, 400, .nan]))
    #expect(two.count == 2)
    #expect(abs(two.median - 200) < 1e-10)
    #expect(two.spread == nil && two.distance == nil && two.distribution == nil)
    #expect(LogNormalFit(Array(values.prefix(9)))?.spread == nil)
    let same = try #require(LogNormalFit([Double](repeating: 7, count: 40) + [8]))
    #expect(same.spread == 0)
    #expect(same.distance == 1.0 / 41)
  }
}
