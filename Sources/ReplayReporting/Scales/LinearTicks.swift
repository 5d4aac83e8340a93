/// Marks at round values that lie equally far apart: multiples of 1, 2 or 5 times a power of ten, and of what clocks count
/// in for times.
struct LinearTicks {
  /// From where to where the axis goes, and its marks.
  let axis: (low: Double, high: Double, ticks: [AxisTick])

  /// What clocks count in, in seconds.
  private static let clockSteps: [Double] = [
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800,
  ]

  /// Makes an axis from one mark to another that holds a range, with about so many marks.
  ///
  /// - Complexity: O(`count`).
  init(from least: Double, to most: Double, count: Int, unit: ChartAxis.Unit) {
    var (least, most) = (least, most)
    // What is smaller than any step can be is nothing.
    if max(abs(least), abs(most)) < 1e-290 { (least, most) = (0, 0) }
    if most - least <= max(abs(least), abs(most)) * 1e-12 {
      // One value stands in the middle, but nothing stands at the beginning; no share is above one.
      let margin = abs(least) * 0.1
      let top = unit == .share && most <= 1 ? 1 : Double.infinity
      (least, most) = least == 0 ? (0, 1) : (least - margin, min(most + margin, top))
    }
    let step = LinearTicks.step((most - least) / Double(max(count, 2) - 1), unit)
    // Time ends where the trace does; other axes end at a mark.
    let isTime = unit == .seconds
    let hair = isTime ? -1e-9 : 1e-9
    let (first, last) = (
      (least / step + hair).rounded(isTime ? .up : .down), (most / step - hair).rounded(isTime ? .down : .up)
    )
    let places = Int(max(min(last - first, 100), 0))
    let values = (0...places).map { (first + Double($0)) * step }
    axis = (
      isTime ? least : first * step, isTime ? most : last * step,
      values.map { AxisTick(value: $0, label: LinearTicks.label($0, step, unit)) }
    )
  }

  /// The smallest round step that is at least so long.
  static func step(_ length: Double, _ unit: ChartAxis.Unit) -> Double {
    if unit == .seconds, length > 0.5 {
      if let step = clockSteps.first(where: { $0 >= length * 0.999_999 }) { return step }
      return 86_400 * step(length / 86_400, .number)
    }
    // A whole is divided in quarters sooner than in halves.
    if unit == .share, length > 0.200_001, length <= 0.25 { return 0.25 }
    let power = PowersOfTen.power(PowersOfTen.exponent(of: length))
    return ([1, 2, 5].first { $0 * power >= length * 0.999_999 } ?? 10) * power
  }

  /// As many decimals as the step has, so that all marks have as many.
  static func label(_ value: Double, _ step: Double, _ unit: ChartAxis.Unit) -> String {
    switch unit {
    case .number: number(value, step)
    case .share: number(value * 100, step == 0.25 ? 1 : step * 100) + " %"
    case .milliseconds:
      abs(value) < step / 2 ? "0" : step >= 500 ? number(value / 1000, step / 1000) + " s" : number(value, step) + " ms"
    case .seconds: clock(value, step)
    }
  }

  private static func number(_ value: Double, _ step: Double) -> String {
    let exponent = PowersOfTen.exponent(of: step * 1.000_001)
    if exponent > 8 || exponent < -8 { return abs(value) < step / 2 ? "0" : DecimalText.scientific(value) }
    return DecimalText.fixed(value, max(-exponent, 0))
  }

  private static func clock(_ value: Double, _ step: Double) -> String {
    guard abs(value) > step / 2 else { return "0" }
    for (unit, name) in [(86_400.0, "d"), (3600, "h"), (60, "min")] where step >= unit {
      return number(value / unit, step / unit) + " " + name
    }
    return number(value, step) + " s"
  }
}
