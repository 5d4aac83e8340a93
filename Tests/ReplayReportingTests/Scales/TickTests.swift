import RoutingTestSupport
import Testing

@testable import ReplayReporting

/// Marks against those that a person would choose.
@Suite(.offThePool) struct TickTests {
  private static func labels(
    _ values: [Double], _ unit: ChartAxis.Unit = .number, _ spacing: ChartAxis.Spacing = .linear, count: Int = 6
  ) -> [String] {
    AxisScale(ChartAxis("", unit: unit, spacing: spacing), holding: values, ticks: count).ticks.map(\.label)
      .filter { !$0.isEmpty }
  }

  @Test("even marks are multiples of 1, 2 or 5 times a power of ten, and hold the values")
  func linear() {
    #expect(Self.labels([0, 10]) == ["0", "2", "4", "6", "8", "10"])
    #expect(Self.labels([0.12, 0.47]) == ["0.1", "0.2", "0.3", "0.4", "0.5"])
    #expect(Self.labels([-3, 17]) == ["−5", "0", "5", "10", "15", "20"])
    #expect(Self.labels([1200, 9000]) == ["0", "2,000", "4,000", "6,000", "8,000", "10,000"])
    #expect(Self.labels([0.001, 0.0034]) == ["0.0010", "0.0015", "0.0020", "0.0025", "0.0030", "0.0035"])
    #expect(Self.labels([1e20, 3e20]) == ["10²⁰", "1.5×10²⁰", "2×10²⁰", "2.5×10²⁰", "3×10²⁰"])
  }

  @Test("marks of shares are percentages, and of a whole its quarters")
  func shares() {
    #expect(Self.labels([0, 1], .share, count: 5) == ["0 %", "25 %", "50 %", "75 %", "100 %"])
    #expect(Self.labels([0.96, 0.994], .share) == ["96 %", "97 %", "98 %", "99 %", "100 %"])
    #expect(Self.labels([1, 1], .share).last == "100 %")
  }

  @Test("marks of time are what clocks count in, and time ends where the values do")
  func time() {
    #expect(Self.labels([0, 3600], .seconds) == ["0", "15 min", "30 min", "45 min", "60 min"])
    #expect(Self.labels([0, 2500], .seconds) == ["0", "10 min", "20 min", "30 min", "40 min"])
    #expect(Self.labels([0, 60], .seconds) == ["0", "15 s", "30 s", "45 s", "60 s"])
    #expect(Self.labels([0, 86_400 * 2], .seconds) == ["0", "12 h", "24 h", "36 h", "48 h"])
    #expect(Self.labels([0, 86_400 * 60], .seconds).last == "60 d")
    #expect(AxisScale(ChartAxis("", unit: .seconds), holding: [0, 2500], ticks: 6).high == 2500)
  }

  @Test("marks of ratios are powers of ten, with 2 and 5 times them where there are few")
  func logarithmic() {
    #expect(
      Self.labels([1, 1e6], .number, .logarithmic, count: 7) == ["1", "10", "100", "1,000", "10,000", "100,000", "10⁶"])
    #expect(
      Self.labels([130, 4200], .milliseconds, .logarithmic) == ["100 ms", "200 ms", "500 ms", "1 s", "2 s", "5 s"])
    #expect(Self.labels([0.02, 9], .milliseconds, .logarithmic) == ["20 µs", "100 µs", "1 ms", "10 ms"])
    #expect(
      Self.labels([310, 390], .milliseconds, .logarithmic) == [
        "300 ms", "320 ms", "340 ms", "360 ms", "380 ms", "400 ms",
      ])
    let wide = Self.labels([1e-9, 1e9], .number, .logarithmic)
    #expect(wide.count >= 4 && wide.count <= 8, "\(wide)")
  }

  @Test("one value, none, and values without a place give an axis all the same")
  func degenerate() {
    #expect(Self.labels([7, 7]).count > 1)
    #expect(Self.labels([]) == ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"])
    #expect(Self.labels([0]) == Self.labels([]))
    #expect(Self.labels([.nan, .infinity, 3, 4]) == Self.labels([3, 4]))
    #expect(Self.labels([0, -1, 5], .number, .logarithmic) == Self.labels([5], .number, .logarithmic))
    #expect(Self.labels([-1e300, 1e300]).count > 1)
    #expect(Self.labels([1e-300, 1e300], .number, .logarithmic).count > 1)
    #expect(Self.labels([1, 1 + 1e-15]).count > 1)
  }
}
