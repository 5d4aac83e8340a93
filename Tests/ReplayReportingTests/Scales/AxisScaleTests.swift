import RoutingCore
import RoutingTestSupport
import Testing

@testable import ReplayReporting

@Suite(.offThePool) struct AxisScaleTests {
  @Test(
    "a position leads back to its value, values lie within the axis, and order is kept",
    arguments: [
      ChartAxis.Spacing.linear, .logarithmic,
    ])
  func inverse(spacing: ChartAxis.Spacing) throws {
    var dice = SeededGenerator(seed: 12)
    for _ in 0..<300 {
      let size = PowersOfTen.power(dice.index(below: 20) - 8)
      let sign = spacing == .linear && dice.index(below: 2) == 0 ? -1.0 : 1
      let values = (0..<5).map { _ in sign * size * (0.001 + dice.unit()) }.sorted()
      let scale = AxisScale(ChartAxis("", spacing: spacing), holding: values, ticks: 2 + dice.index(below: 7))
      let positions = try values.map { try #require(scale.position(of: $0)) }
      #expect(positions == positions.sorted())
      #expect(positions.allSatisfy { (-1e-9...1 + 1e-9).contains($0) }, "\(values)")
      for (value, position) in zip(values, positions) {
        #expect(abs(scale.value(at: position) - value) <= (abs(value) + scale.high - scale.low) * 1e-12)
      }
      #expect((2...14).contains(scale.ticks.count), "\(values) \(scale.ticks)")
      #expect(scale.ticks.map(\.value) == scale.ticks.map(\.value).sorted())
      let labels = scale.ticks.map(\.label).filter { !$0.isEmpty }
      #expect(Set(labels).count == labels.count, "\(labels)")
    }
  }

  @Test("what an axis cannot show has no place on it")
  func hidden() {
    let linear = AxisScale(ChartAxis(""), holding: [0, 1], ticks: 5)
    #expect([Double.nan, .infinity, -.infinity, 1e301].allSatisfy { linear.position(of: $0) == nil })
    let logarithmic = AxisScale(ChartAxis("", spacing: .logarithmic), holding: [1, 10], ticks: 5)
    #expect([0, -1, .nan].allSatisfy { logarithmic.position(of: $0) == nil })
  }

  @Test("an axis shows at least what it was told to")
  func bounds() {
    let scale = AxisScale(ChartAxis("", unit: .share, showing: 0...1), holding: [0.2, 0.3], ticks: 5)
    #expect(scale.low == 0 && scale.high == 1)
  }
}
