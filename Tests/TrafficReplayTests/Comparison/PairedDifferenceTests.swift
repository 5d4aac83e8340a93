import RoutingCore
import RoutingTestSupport
import Testing
import TrafficReplay

/// Intervals of differences, against formulas and against known worlds.
@Suite(.offThePool) struct PairedDifferenceTests {
  /// Approximately normal, with mean 0 and variance 1 (the sum of twelve uniform draws less six).
  private static func normal(_ generator: inout SeededGenerator) -> Double {
    (0..<12).reduce(-6) { sum, _ in sum + generator.unit() }
  }

  private static func sums(_ figures: [Double?]) -> BlockSums {
    var sums = BlockSums()
    for figure in figures { sums.add(figure) }
    return sums
  }

  @Test("sums and counts are those of all requests, whatever was joined, in at most 256 blocks")
  func sums() {
    for count in [0, 1, 2, 255, 256, 257, 512, 5000] {
      let figures = (0..<count).map { $0 % 3 == 0 ? nil : Double($0) }
      let sums = Self.sums(figures)
      #expect(sums.requestCount == count)
      #expect(sums.count == figures.compactMap(\.self).count)
      #expect(sums.sum == figures.compactMap(\.self).reduce(0, +))
      #expect(sums.blocks.count <= BlockSums.capacity)
      #expect((sums.blocks.count - 1) * sums.blockSize < max(count, 1))
      // Each full block holds its own requests and no others.
      for (number, block) in sums.blocks.enumerated() {
        let own = figures.dropFirst(number * sums.blockSize).prefix(sums.blockSize).compactMap(\.self)
        #expect(block.count == own.count && block.sum == own.reduce(0, +))
      }
    }
  }

  @Test("the interval is as wide as the formula for the mean of differences says")
  func width() throws {
    var dice = SeededGenerator(seed: 5)
    let first = (0..<900).map { _ in Self.normal(&dice) * 10 }
    let second = first.map { $0 + 0.2 + Self.normal(&dice) * 0.5 }
    let found = try #require(
      PairedDifference(from: Self.sums(first), to: Self.sums(second), generator: &dice))
    let differences = zip(first, second).map { $1 - $0 }
    let mean = differences.reduce(0, +) / 900
    let variance = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 900
    #expect(abs(found.difference - mean) < 1e-9)
    // 1.96 standard errors on each side; the ends of 2,000 draws are off by some 4 %.
    let expected = 2 * 1.96 * variance.squareRoot() / 30
    #expect(abs((found.high - found.low) / expected - 1) < 0.12, "\(found)")
    #expect(found.verdict == .higher)
    let back = try #require(
      PairedDifference(from: Self.sums(second), to: Self.sums(first), generator: &dice))
    #expect(back.verdict == .lower)
  }

  @Test("an interval of 95 % holds the true difference about that often, also of requests that depend on each other")
  func coverage() throws {
    var dice = SeededGenerator(seed: 11)
    #if DEBUG
    let (worlds, allowed) = (40, 0.8...1)
    #else
    let (worlds, allowed) = (1000, 0.92...0.97)
    #endif
    let requests = 4096
    var held = 0
    for _ in 0..<worlds {
      // Half of what a request meets is what the one before it met; blocks are made of sixteen requests.
      var (first, second) = (BlockSums(), BlockSums())
      var weather = 0.0
      for _ in 0..<requests {
        weather = weather * 0.5 + Self.uniform(&dice)
        first.add(Self.uniform(&dice))
        second.add(1 + weather)
      }
      let found = PairedDifference(from: first, to: second, resamples: 200, generator: &dice)
      let interval = try #require(found)
      held += interval.low <= 1 && interval.high >= 1 ? 1 : 0
    }
    // Sixteen requests a block see 2.75 of 3 times the variance of independent ones, so 94 % is what theory says; blocks of
    // four would hold it 90 times of 100, single requests 80.
    #expect(allowed.contains(Double(held) / Double(worlds)), "\(held) of \(worlds)")
  }

  private static func uniform(_ generator: inout SeededGenerator) -> Double { generator.unit() * 2 - 1 }

  @Test("equal policies are not told apart, and what cannot be compared has no interval")
  func nothingToTell() throws {
    var dice = SeededGenerator(seed: 2)
    let figures = (0..<100).map { _ in dice.unit() }
    let same = try #require(PairedDifference(from: Self.sums(figures), to: Self.sums(figures), generator: &dice))
    #expect(same.difference == 0 && same.low == 0 && same.high == 0 && same.verdict == .notDistinguishable)
    let none = [Double?](repeating: nil, count: 100)
    #expect(PairedDifference(from: Self.sums(figures), to: Self.sums(none), generator: &dice) == nil)
    #expect(PairedDifference(from: Self.sums(figures), to: Self.sums(figures.dropLast()), generator: &dice) == nil)
    let few = Self.sums(Array(figures.prefix(PairedDifference.fewestBlocks - 1)))
    #expect(PairedDifference(from: few, to: few, generator: &dice) == nil)
    #expect(PairedDifference(from: BlockSums(), to: BlockSums(), generator: &dice) == nil)
    for strange in [Double.nan, .infinity, -.infinity] {
      let broken = Self.sums(figures.dropLast() + [strange])
      #expect(PairedDifference(from: Self.sums(figures), to: broken, generator: &dice) == nil)
    }
  }

  @Test("figures that only some requests have are compared by their means")
  func missing() throws {
    var dice = SeededGenerator(seed: 8)
    let first = (0..<400).map { $0 % 2 == 0 ? 10.0 : nil }
    let second = (0..<400).map { $0 % 4 == 0 ? 4.0 : nil }
    let found = try #require(PairedDifference(from: Self.sums(first), to: Self.sums(second), generator: &dice))
    #expect(found.difference == -6 && found.low == -6 && found.high == -6)
  }
}
