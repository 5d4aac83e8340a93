/// An axis of a chart: what it measures, in what, and how its values are spaced.
public struct ChartAxis: Hashable, Sendable {
  /// How far apart values lie.
  public enum Spacing: Hashable, Sendable {
    /// Equal differences are equally far apart.
    case linear
    /// Equal ratios are equally far apart; only positive values have a place.
    case logarithmic
  }

  /// What values count.
  public enum Unit: Hashable, Sendable {
    /// Anything; the label says what.
    case number
    /// Shares from 0 to 1, written as percentages.
    case share
    /// Milliseconds, written with the unit that suits them.
    case milliseconds
    /// Seconds of a trace, written as seconds, minutes, hours or days.
    case seconds
  }

  /// What it measures.
  public var label: String
  /// What its values count.
  public var unit: Unit
  /// How far apart values lie.
  public var spacing: Spacing
  /// What it shows at least; it is made wider where values lie outside.
  public var bounds: ClosedRange<Double>?

  /// Makes an axis; by default of numbers that are spaced evenly.
  public init(
    _ label: String, unit: Unit = .number, spacing: Spacing = .linear, showing bounds: ClosedRange<Double>? = nil
  ) {
    self.label = label
    self.unit = unit
    self.spacing = spacing
    self.bounds = bounds
  }
}
