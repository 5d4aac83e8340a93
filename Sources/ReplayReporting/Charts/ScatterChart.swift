/// Labelled points over two axes, and lines such as a frontier among them.
public struct ScatterChart: Hashable, Sendable {
  /// A point with its name beside it.
  public struct Mark: Hashable, Sendable {
    /// Its name, or nothing for one that is not labelled.
    public var name: String
    /// Along the first axis.
    public var x: Double
    /// Along the second axis.
    public var y: Double
    /// The number of its colour and marker.
    public var series: Int

    /// Makes a mark.
    public init(_ name: String, x: Double, y: Double, series: Int) {
      self.name = name
      self.x = x
      self.y = y
      self.series = series
    }
  }

  /// The corner in which a point would be best.
  public enum BetterCorner: Hashable, Sendable {
    /// Low on the first axis and high on the second.
    case topLeft
    /// Low on both.
    case bottomLeft
  }

  /// What it shows, in a line.
  public var title: String
  /// What can be seen in it, for those who cannot.
  public var description: String
  /// The axis from left to right.
  public var x: ChartAxis
  /// The axis from bottom to top.
  public var y: ChartAxis
  /// The points.
  public var marks: [Mark]
  /// Lines behind the points, explained by a legend; a line takes the colour and dashes of its place.
  public var lines: [ChartSeries] = []
  /// Where a point would be best.
  public var better: BetterCorner
  /// Pixels from left to right.
  public var width = 440.0
  /// Pixels from top to bottom.
  public var height = 300.0

  /// Makes a chart.
  public init(
    _ title: String, description: String, x: ChartAxis, y: ChartAxis, better: BetterCorner, marks: [Mark]
  ) {
    self.title = title
    self.description = description
    self.x = x
    self.y = y
    self.better = better
    self.marks = marks
  }

  /// The chart as an SVG element; equal charts give equal text.
  ///
  /// - Complexity: O(n²) in the marks, whose names keep clear of each other.
  public func svg(_ form: ChartForm) -> String {
    var drawing = Drawing(width: max(width, 160), height: max(height, 120))
    let linePoints = lines.flatMap(\.points)
    let frame = ChartFrame(
      &drawing, title: form == .standalone ? title : nil, x: x, y: y, xValues: marks.map(\.x) + linePoints.map(\.x),
      yValues: marks.map(\.y) + linePoints.compactMap(\.y),
      legend: lines.count > 1 ? lines.indices.map { .init(name: lines[$0].name, series: $0, look: .line) } : [])
    for (number, line) in lines.enumerated() {
      var path = LinePath(.lines)
      for point in line.points {
        if let x = frame.horizontal(point.x), let y = point.y.flatMap(frame.vertical) { path.add(x, y) }
      }
      drawing.explained(line.name) { drawing in
        drawing.path(
          path.finished, "line s\(ChartStyle.place(of: number))", dashes: ChartStyle.dashes(of: number))
      }
    }
    let shown = marks.compactMap { mark -> (mark: Mark, x: Double, y: Double)? in
      guard let x = frame.horizontal(mark.x), let y = frame.vertical(mark.y) else { return nil }
      return (mark, x, y)
    }
    for point in shown {
      drawing.explained(point.mark.name) { $0.marker(point.mark.series, point.x, point.y) }
    }
    let hint = better == .topLeft ? "↖ better" : "↙ better"
    let hintPlace = (x: frame.left + 6, y: better == .topLeft ? frame.top + 14 : frame.top + frame.height - 8)
    let hintBox = LabelPlacement.Box(x: hintPlace.x, y: hintPlace.y - 11, width: 60, height: 14)
    drawing.text(hint, hintPlace.x, hintPlace.y, "muted halo")
    let boxes = LabelPlacement(
      labels: shown.map { ($0.mark.name, $0.x, $0.y) }, avoiding: [hintBox],
      within: LabelPlacement.Box(x: frame.left, y: frame.top, width: frame.width, height: frame.height)
    ).boxes
    for (point, box) in zip(shown, boxes) where !point.mark.name.isEmpty {
      drawing.text(point.mark.name, box.x, box.y + 11, "halo")
    }
    frame.note(hidden: marks.count - shown.count, isEmpty: marks.isEmpty, in: &drawing)
    return drawing.document(title: title, description: description, form)
  }
}
