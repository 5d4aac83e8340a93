internal import RoutingCore

/// Where values lie along an axis, and its marks.
struct AxisScale: Hashable, Sendable {
  /// The value at the beginning.
  let low: Double
  /// The value at the end; above the one at the beginning.
  let high: Double
  let spacing: ChartAxis.Spacing
  /// The marks in order.
  let ticks: [AxisTick]

  /// Makes a scale that holds some values; those it cannot show, such as NaN, are passed over.
  ///
  /// There are about `count` labelled marks, from 2.
  ///
  /// - Complexity: O(n) in the values.
  init(_ axis: ChartAxis, holding values: some Sequence<Double>, ticks count: Int) {
    spacing = axis.spacing
    var range: (low: Double, high: Double)?
    var shown = [axis.bounds?.lowerBound, axis.bounds?.upperBound].compactMap(\.self)
    shown += values
    for value in shown where AxisScale.canShow(value, axis.spacing) {
      range = range.map { (min($0.low, value), max($0.high, value)) } ?? (value, value)
    }
    let whole = axis.spacing == .linear ? 0.0...1 : 1...10
    let (least, most) = range ?? (whole.lowerBound, whole.upperBound)
    switch axis.spacing {
    case .linear:
      (low, high, ticks) = LinearTicks(from: least, to: most, count: count, unit: axis.unit).axis
    case .logarithmic:
      (low, high, ticks) = LogarithmicTicks(from: least, to: most, count: count, unit: axis.unit).axis
    }
  }

  /// Whether a value has a place on an axis: it is finite, and positive where ratios count.
  ///
  /// Beyond 1e300 differences would overflow.
  static func canShow(_ value: Double, _ spacing: ChartAxis.Spacing) -> Bool {
    guard abs(value) <= 1e300 else { return false }
    return spacing == .linear || value >= 1e-300
  }

  /// How far along the axis a value lies, 0 at its beginning and 1 at its end; nil where it has no place.
  func position(of value: Double) -> Double? {
    guard AxisScale.canShow(value, spacing) else { return nil }
    switch spacing {
    case .linear: return (value - low) / (high - low)
    case .logarithmic:
      // Differences of logarithms, since a quotient of values may be too large for a number.
      return (ElementaryFunctions.log(value) - ElementaryFunctions.log(low)) / logarithmicLength
    }
  }

  /// The value at a position, the inverse of ``position(of:)``.
  func value(at position: Double) -> Double {
    switch spacing {
    case .linear: low + (high - low) * position
    case .logarithmic: ElementaryFunctions.exp(ElementaryFunctions.log(low) + logarithmicLength * position)
    }
  }

  private var logarithmicLength: Double { ElementaryFunctions.log(high) - ElementaryFunctions.log(low) }
}
