/// Marks of an axis on which equal ratios are equally far apart: powers of ten, with 2 and 5 times them where there are few.
struct LogarithmicTicks {
  /// From where to where the axis goes, and its marks.
  let axis: (low: Double, high: Double, ticks: [AxisTick])

  /// Makes an axis that holds a range of positive values, with about so many labelled marks.
  ///
  /// - Complexity: O(decades).
  init(from least: Double, to most: Double, count: Int, unit: ChartAxis.Unit) {
    var (least, most) = (least, most)
    if most / least < 1 + 1e-9 { (least, most) = (least / 2, most * 2) }
    let (low, high) = (LogarithmicTicks.roundDown(least), LogarithmicTicks.roundUp(most))
    let (first, last) = (PowersOfTen.exponent(of: low * 1.000_001), PowersOfTen.exponent(of: high * 1.000_001))
    let marks = LogarithmicTicks.marks(from: low * 0.999_999, to: high * 1.000_001, decades: first...last)
    // With less than three values of the 1-2-5 series, differences say more than ratios.
    guard marks.count >= 3 else {
      let ticks = LinearTicks(from: least, to: most, count: max(count, 4), unit: unit).axis
      let from = ticks.low > 0 ? ticks.low : low
      axis = (from, ticks.high, ticks.ticks.filter { $0.value >= from })
      return
    }
    let decades = marks.count { $0.mantissa == 1 }
    let every = max((decades + max(count, 3) - 1) / max(count, 3), 1)
    let labelsAll = marks.count <= count + 2
    axis = (
      low, high,
      marks.enumerated().compactMap { number, mark in
        let isEnd = every == 1 && (number == 0 || number == marks.count - 1)
        let isLabelled = labelsAll || isEnd || mark.mantissa == 1 && mark.exponent % every == 0
        // Marks without a label would crowd an axis of many decades.
        guard isLabelled || every == 1 else { return nil }
        return AxisTick(
          value: mark.value, label: isLabelled ? LogarithmicTicks.label(mark.value, unit) : "",
          rank: mark.mantissa == 1 ? 0 : isEnd ? 1 : 2)
      }
    )
  }

  /// A value of the 1-2-5 series.
  private struct Mark {
    var mantissa: Double
    var exponent: Int
    var value: Double { mantissa * PowersOfTen.power(exponent) }
  }

  private static func marks(from low: Double, to high: Double, decades: ClosedRange<Int>) -> [Mark] {
    decades.flatMap { exponent in [1.0, 2, 5].map { Mark(mantissa: $0, exponent: exponent) } }
      .filter { $0.value >= low && $0.value <= high }
  }

  private static func roundDown(_ value: Double) -> Double {
    let power = PowersOfTen.power(PowersOfTen.exponent(of: value))
    return ([5, 2].first { $0 * power <= value * 1.000_001 } ?? 1) * power
  }

  private static func roundUp(_ value: Double) -> Double {
    let power = PowersOfTen.power(PowersOfTen.exponent(of: value))
    return ([1, 2, 5].first { $0 * power >= value * 0.999_999 } ?? 10) * power
  }

  static func label(_ value: Double, _ unit: ChartAxis.Unit) -> String {
    switch unit {
    case .number: number(value)
    case .share: number(value * 100) + " %"
    case .milliseconds:
      if value < 0.999 {
        number(value * 1000) + " µs"
      } else if value < 999 {
        number(value) + " ms"
      } else {
        number(value / 1000) + " s"
      }
    case .seconds: number(value) + " s"
    }
  }

  private static func number(_ value: Double) -> String {
    let exponent = PowersOfTen.exponent(of: value * 1.000_001)
    return exponent > 5 || exponent < -4 ? DecimalText.scientific(value) : DecimalText.fixed(value, max(-exponent, 0))
  }
}
