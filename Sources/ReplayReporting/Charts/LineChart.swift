/// Series of points over two axes, joined by lines or steps, or left as dots.
///
/// Points that an axis cannot show, such as infinity, break the line, and a note in the drawing counts them.
public struct LineChart: Hashable, Sendable {
  /// How points are joined.
  public enum Shape: Hashable, Sendable {
    /// By straight lines; up to thirty points of a series get markers.
    case lines
    /// By a level line to the place of the next point, and up or down to it.
    case steps
    /// Not at all.
    case dots
  }

  /// What it shows, in a line.
  public var title: String
  /// What can be seen in it, for those who cannot.
  public var description: String
  /// The axis from left to right.
  public var x: ChartAxis
  /// The axis from bottom to top.
  public var y: ChartAxis
  /// How points are joined.
  public var shape: Shape
  /// What is shown; each has a colour, a dash and a marker by its place.
  public var series: [ChartSeries]
  /// Pixels from left to right.
  public var width = 440.0
  /// Pixels from top to bottom.
  public var height = 300.0

  /// Makes a chart.
  public init(
    _ title: String, description: String, x: ChartAxis, y: ChartAxis, shape: Shape = .lines, series: [ChartSeries]
  ) {
    self.title = title
    self.description = description
    self.x = x
    self.y = y
    self.shape = shape
    self.series = series
  }

  /// The chart as an SVG element; equal charts give equal text.
  ///
  /// - Complexity: O(n) in the points.
  public func svg(_ form: ChartForm) -> String {
    var drawing = Drawing(width: max(width, 160), height: max(height, 120))
    let points = series.flatMap(\.points)
    let hasMarkers = shape == .lines && series.allSatisfy { $0.points.count <= 30 }
    let frame = ChartFrame(
      &drawing, title: form == .standalone ? title : nil, x: x, y: y, xValues: points.map(\.x),
      yValues: points.compactMap(\.y),
      legend: series.indices.map {
        .init(
          name: series[$0].name, series: $0,
          look: shape == .dots ? .marker : hasMarkers ? .lineWithMarker : .line)
      })
    for (number, one) in series.enumerated() {
      drawing.explained(one.name) { drawing in
        if shape != .dots {
          drawing.path(
            path(one, frame), "line s\(ChartStyle.place(of: number))", dashes: ChartStyle.dashes(of: number))
        }
        guard shape == .dots || hasMarkers else { return }
        for point in one.points {
          guard let x = frame.horizontal(point.x), let y = point.y.flatMap(frame.vertical) else { continue }
          drawing.marker(number, x, y)
        }
      }
    }
    frame.note(
      hidden: series.reduce(0) { $0 + $1.hidden(x.spacing, y.spacing) },
      isEmpty: !points.contains { $0.y != nil }, in: &drawing)
    return drawing.document(title: title, description: description, form)
  }

  private func path(_ series: ChartSeries, _ frame: ChartFrame) -> String {
    var path = LinePath(shape == .steps ? .steps : .lines)
    for point in series.points {
      if let x = frame.horizontal(point.x), let y = point.y.flatMap(frame.vertical) {
        path.add(x, y)
      } else {
        path.lift()
      }
    }
    return path.finished
  }
}
