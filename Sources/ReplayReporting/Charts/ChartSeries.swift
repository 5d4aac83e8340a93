/// A row of points that belong together.
public struct ChartSeries: Hashable, Sendable {
  /// A point; without a height it is a gap in the line.
  public struct Point: Hashable, Sendable {
    /// Along the first axis.
    public var x: Double
    /// Along the second axis, or nil where nothing was measured.
    public var y: Double?

    /// Makes a point.
    public init(_ x: Double, _ y: Double?) {
      self.x = x
      self.y = y
    }
  }

  /// What it is called.
  public var name: String
  /// The points in the order in which they are joined.
  public var points: [Point]

  /// Makes a series.
  public init(_ name: String, _ points: [Point]) {
    self.name = name
    self.points = points
  }

  /// How many points an axis cannot show, such as NaN, infinity, or zero where ratios count.
  ///
  /// - Complexity: O(n) in the points.
  func hidden(_ x: ChartAxis.Spacing, _ y: ChartAxis.Spacing) -> Int {
    points.count { point in
      !AxisScale.canShow(point.x, x) || point.y.map { !AxisScale.canShow($0, y) } ?? false
    }
  }
}
