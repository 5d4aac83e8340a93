/// Estimates with their intervals below each other, beside a line that stands for no difference.
public struct IntervalChart: Hashable, Sendable {
  /// An estimate.
  public struct Row: Hashable, Sendable {
    /// What it is an estimate of.
    public var name: String
    /// The estimate and the ends of its interval, or nil where there is none.
    public var interval: Interval?

    /// Makes a row.
    public init(_ name: String, _ interval: Interval?) {
      self.name = name
      self.interval = interval
    }
  }

  /// An estimate and the ends of its interval.
  public struct Interval: Hashable, Sendable {
    /// The estimate.
    public var estimate: Double
    /// The lower end.
    public var low: Double
    /// The upper end.
    public var high: Double

    /// Makes an interval.
    public init(_ estimate: Double, low: Double, high: Double) {
      self.estimate = estimate
      self.low = low
      self.high = high
    }

    /// Whether zero lies outside.
    var isDistinguishable: Bool { low > 0 || high < 0 }
  }

  /// What it shows, in a line.
  public var title: String
  /// What can be seen in it, for those who cannot.
  public var description: String
  /// The axis, which is spaced evenly.
  public var x: ChartAxis
  /// What is shown, from top to bottom.
  public var rows: [Row]
  /// The colour and marker of the first row; those of the following ones follow.
  public var firstSeries = 0
  /// Pixels from left to right.
  public var width = 440.0

  /// Makes a chart.
  public init(_ title: String, description: String, x: ChartAxis, rows: [Row]) {
    self.title = title
    self.description = description
    self.x = x
    self.rows = rows
  }

  /// The chart as an SVG element; equal charts give equal text.
  ///
  /// - Complexity: O(n) in the rows.
  public func svg(_ form: ChartForm) -> String {
    let top = form == .standalone ? 36.0 : 8
    let rowHeight = 26.0
    var drawing = Drawing(width: max(width, 200), height: top + Double(max(rows.count, 1)) * rowHeight + 50)
    if form == .standalone {
      drawing.text(MarkupText.shortened(title, to: drawing.width - 16, size: 15.5), 8, 22, "title")
    }
    let widest = rows.map { MarkupText.width(of: $0.name, size: 12) }.max() ?? 0
    let left = min(widest + 20, drawing.width * 0.4)
    let right = drawing.width - 20
    let base = drawing.height - 50
    var axis = x
    axis.spacing = .linear
    let values = rows.compactMap(\.interval).flatMap { [$0.estimate, $0.low, $0.high] }
    // Where nothing differs, zero stands in the middle.
    let whole = values.allSatisfy { $0 == 0 } ? [-1.0, 1] : [0]
    let scale = AxisScale(axis, holding: values + whole, ticks: 5)
    func place(_ value: Double) -> Double? { scale.position(of: value).map { left + $0 * (right - left) } }

    for tick in scale.ticks {
      guard let x = place(tick.value) else { continue }
      drawing.line(x, top, to: (x, base), tick.value == 0 ? "zero" : "grid")
      let half = MarkupText.width(of: tick.label, size: 12) / 2
      drawing.text(tick.label, min(x, drawing.width - half - 2), base + 18, "muted", anchor: .middle)
    }
    drawing.line(left, base, to: (right, base), "axis")
    drawing.text(
      MarkupText.shortened(x.label, to: drawing.width - 16, size: 12),
      min((left + right) / 2, drawing.width - MarkupText.width(of: x.label, size: 12) / 2 - 8), base + 38, "muted",
      anchor: .middle)
    for (number, row) in rows.enumerated() {
      let y = top + (Double(number) + 0.5) * rowHeight
      drawing.text(MarkupText.shortened(row.name, to: left - 14, size: 12), left - 12, y + 4, anchor: .end)
      let series = firstSeries + number
      guard let interval = row.interval, let low = place(interval.low), let high = place(interval.high),
        let estimate = place(interval.estimate)
      else {
        drawing.text("too little to say", left + 10, y + 4, "muted halo")
        continue
      }
      let colour = "s\(ChartStyle.place(of: series))"
      drawing.explained(row.name) { drawing in
        drawing.line(low, y, to: (high, y), "thick \(colour)")
        for end in [low, high] { drawing.line(end, y - 5, to: (end, y + 5), "thick \(colour)") }
        drawing.marker(series, estimate, y, interval.isDistinguishable ? .full : .hollow)
      }
    }
    return drawing.document(title: title, description: description, form)
  }
}
