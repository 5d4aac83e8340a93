extension Drawing {
  /// Whether a marker is filled.
  enum Filling {
    case full
    case hollow
  }

  /// Draws the marker of a series around a point; those of series of one colour differ.
  mutating func marker(_ series: Int, _ x: Double, _ y: Double, _ filling: Filling = .full) {
    let place = ChartStyle.place(of: series)
    let style = filling == .full ? "f\(place)" : "hollow s\(place)"
    path(Drawing.outline(series % 8, x, y), style)
  }

  /// Eight shapes of about the same size.
  private static func outline(_ shape: Int, _ x: Double, _ y: Double) -> String {
    switch shape {
    case 0:
      let place = DecimalText.coordinate
      return "M\(place(x - 4)) \(place(y))a4 4 0 1 0 8 0a4 4 0 1 0 -8 0Z"
    case 1: return polygon([(-3.6, -3.6), (3.6, -3.6), (3.6, 3.6), (-3.6, 3.6)], x, y)
    case 2: return polygon([(0, -4.8), (4.6, 3.6), (-4.6, 3.6)], x, y)
    case 3: return polygon([(0, -5), (5, 0), (0, 5), (-5, 0)], x, y)
    case 4: return polygon([(0, 4.8), (4.6, -3.6), (-4.6, -3.6)], x, y)
    case 5:
      return polygon(
        [
          (-1.4, -4.6), (1.4, -4.6), (1.4, -1.4), (4.6, -1.4), (4.6, 1.4), (1.4, 1.4), (1.4, 4.6), (-1.4, 4.6),
          (-1.4, 1.4), (-4.6, 1.4), (-4.6, -1.4), (-1.4, -1.4),
        ], x, y)
    case 6: return polygon([(-2.2, -4.2), (2.2, -4.2), (4.6, 0), (2.2, 4.2), (-2.2, 4.2), (-4.6, 0)], x, y)
    default: return polygon([(-4.6, -4.2), (4.6, -4.2), (-4.6, 4.2), (4.6, 4.2)], x, y)
    }
  }

  private static func polygon(_ corners: [(Double, Double)], _ x: Double, _ y: Double) -> String {
    "M"
      + corners.map { "\(DecimalText.coordinate(x + $0.0)) \(DecimalText.coordinate(y + $0.1))" }.joined(separator: "L")
      + "Z"
  }
}
