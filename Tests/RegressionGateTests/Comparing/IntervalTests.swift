import RegressionGate
import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct IntervalTests {
  private static func interval(_ groups: [[Double]], confidence: Double = 0.95, seed: UInt64 = 1) -> Interval? {
    var generator = SeededGenerator(seed: seed)
    return Interval(medianOf: groups, confidence: confidence, generator: &generator)
  }

  @Test("the estimate is the median of the groups' medians, which one wild group does not move")
  func estimate() throws {
    #expect(try #require(Self.interval([[1, 2, 9]])).middle == 2)
    #expect(try #require(Self.interval([[1, 2]])).middle == 1.5)
    #expect(try #require(Self.interval([[1, 2, 3], [3, 4, 5], [900, 901, 902]])).middle == 4)
  }

  @Test("of nothing there is no interval")
  func nothing() {
    #expect(Self.interval([]) == nil)
    #expect(Self.interval([[1], []]) == nil)
  }

  @Test("figures that never differ have an interval of no width")
  func constant() {
    #expect(Self.interval([[2, 2, 2], [2, 2]]) == Interval(middle: 2, low: 2, high: 2))
  }

  @Test("the same figures and seed give the same interval")
  func deterministic() {
    let figures: [[Double]] = [3, 5, 7].map { step in (0..<9).map { Double($0 * $0 * step) } }
    let intervals = (1...9).map { Self.interval(figures, confidence: 0.6, seed: $0) }
    #expect(intervals == (1...9).map { Self.interval(figures, confidence: 0.6, seed: $0) })
    #expect(Set(intervals).count > 1)
  }

  @Test("more confidence makes it wider, and it holds the estimate")
  func confidence() throws {
    let groups: [[Double]] = [37, 31].map { step in (0..<40).map { Double($0 * step % 41) } }
    let narrow = try #require(Self.interval(groups, confidence: 0.8))
    let wide = try #require(Self.interval(groups, confidence: 0.99))
    #expect(wide.low < narrow.low && narrow.low < narrow.middle)
    #expect(narrow.middle < narrow.high && narrow.high < wide.high)
  }

  @Test("launches that differ widen it, however many rounds each has")
  func launchesCount() throws {
    let rounds: [Double] = (0..<100).map { Double($0 % 20) / 1_000 }
    let launches: [[Double]] = [0.0, 1, 2, 3, 4].map { shift in rounds.map { $0 + shift } }
    let interval = try #require(Self.interval(launches))
    #expect(interval.low < 1.1 && interval.high > 2.9)
  }

  @Test("an interval of 95 % holds the true median about that often")
  func coverage() throws {
    var generator = SeededGenerator(seed: 7)
    var held = 0
    for trial in 0..<50 {
      let figures = (0..<20).map { _ in generator.unit() }
      let interval = try #require(Self.interval([figures], seed: UInt64(trial)))
      if interval.low <= 0.5, interval.high >= 0.5 { held += 1 }
    }
    #expect((44...50).contains(held), "\(held)")
  }
}
