import Foundation
import RoutingCore
import RoutingTestSupport
import Testing

@testable import TrafficReplay

/// The tables that stand in for logarithms, exponentials and searches.
@Suite(.offThePool) struct DrawTableTests {
  @Test(
    "places are drawn as often as their shares say",
    arguments: [[1.0], [1, 2, 3, 4], [0, 5, 0, 0.001], [1e-9, 1e9, 7]])
  func alias(shares: [Double]) {
    let table = AliasTable(shares)
    var generator = SeededGenerator(seed: 1)
    var counts = Array(repeating: 0, count: shares.count)
    for _ in 0..<200_000 { counts[table.place(generator.next())] += 1 }
    let total = shares.reduce(0, +)
    for (count, share) in zip(counts, shares) {
      #expect(abs(Double(count) / 200_000 - share / total) < 0.005)
      if share == 0 { #expect(count == 0) }
    }
  }

  @Test("waiting times are the negative logarithms of their draws")
  func exponential() {
    let table = ExponentialTable()
    var generator = SeededGenerator(seed: 2)
    let draws = (0..<50_000).map { generator.next() >> UInt64($0 % 60) } + [.max, 1, 1 << 63, 1 << 63 - 1]
    for bits in draws where bits > 0 {
      let exact = -log(Double(bits) * 0x1p-64)
      #expect(abs(table.value(bits) - exact) < 1e-12, "\(bits)")
    }
    #expect(table.value(0) > 44)
    #expect(table.value(0) < 46)
  }

  @Test("factors have the quantiles of a log-normal distribution")
  func logNormal() {
    let table = LogNormalTable(spread: 1)
    var generator = SeededGenerator(seed: 3)
    let logs = Percentiles((0..<400_000).map { _ in log(table.factor(generator.next())) })
    for (share, distance) in [
      (0.001, -3.0902), (0.025, -1.9600), (0.25, -0.6745), (0.5, 0), (0.8413, 1.0), (0.9772, 2.0), (0.99865, 3.0),
    ] {
      #expect(abs(logs.value(at: share) - distance) < 0.02 + 0.02 * abs(distance), "\(share): \(logs.value(at: share))")
    }
  }

  @Test("each cell of the factors is within 0.3 % of a deviation of the exact quantile")
  func logNormalCells() {
    let table = LogNormalTable(spread: 1)
    var generator = SeededGenerator(seed: 4)
    for number in 0..<20_000 {
      let bits = (generator.next() | 1 << 63) >> UInt64(number % 23)
      let tail = Double(bits) * 0x1p-65
      let drawn = log(table.factor(bits))
      // The chance of the tail beyond what was drawn is what the bits stood for.
      let back = 0.5 * erfc(abs(drawn) / 2.0.squareRoot())
      let density = exp(-drawn * drawn / 2) / (2 * Double.pi).squareRoot()
      #expect(abs(back - tail) / density < 0.003, "\(bits)")
    }
    #expect(table.factor(0).isFinite)
    #expect(table.factor(1) > 100)
  }

  @Test("lengths are those of the distributions that the tables were made from, to the token")
  func lengths() {
    let distributions = [
      LengthDistribution.code, .longContext,
      LengthDistribution(inputKnots: [5, 5], outputKnots: [[1, 2, 3], [4, 9]]),
    ]
    let tables = LengthTables(distributions)
    for (place, distribution) in distributions.enumerated() {
      var first = SeededGenerator(seed: 5)
      var second = first
      for _ in 0..<5_000 {
        #expect(tables.draw(from: place, using: &first) == distribution.draw(using: &second))
      }
    }
  }
}
