/// The part of a drawing in which values stand, with its axes, grid and legend.
struct ChartFrame {
  let left: Double
  let top: Double
  let width: Double
  let height: Double
  let x: AxisScale
  let y: AxisScale

  /// An entry of a legend.
  struct Entry {
    var name: String
    var series: Int
    var look: Look

    /// What stands beside the name.
    enum Look {
      case line
      case lineWithMarker
      case marker
    }
  }

  private static let fontSize = 12.0
  private static let rowHeight = 18.0

  /// Draws all that surrounds the values of a chart, and tells where they go.
  init(
    _ drawing: inout Drawing, title: String?, x xAxis: ChartAxis, y yAxis: ChartAxis, xValues: [Double],
    yValues: [Double], legend: [Entry]
  ) {
    var top = 8.0
    if let title {
      drawing.text(MarkupText.shortened(title, to: drawing.width - 16, size: 15.5), 2, top + 14, "title")
      top += 28
    }
    top = ChartFrame.draw(legend, from: top, in: &drawing)
    if !yAxis.label.isEmpty {
      drawing.text(MarkupText.shortened(yAxis.label, to: drawing.width - 16, size: 12), 2, top + 12, "muted")
    }
    top += yAxis.label.isEmpty ? 8 : 24
    let bottom = xAxis.label.isEmpty ? 26.0 : 44
    self.top = top
    height = max(drawing.height - top - bottom, 20)
    let y = AxisScale(yAxis, holding: yValues, ticks: height < 130 ? 3 : 5)
    let widest = y.ticks.map { MarkupText.width(of: $0.label, size: ChartFrame.fontSize) }.max() ?? 0
    left = max(widest + 14, 30)
    width = drawing.width - left - 16
    self.y = y
    x = AxisScale(xAxis, holding: xValues, ticks: 6)
    drawGrid(&drawing)
    if !xAxis.label.isEmpty {
      drawing.text(
        MarkupText.shortened(xAxis.label, to: drawing.width, size: 12), left + width / 2, top + height + 38, "muted",
        anchor: .middle)
    }
  }

  /// Where a value of the first axis lies in the drawing.
  func horizontal(_ value: Double) -> Double? { x.position(of: value).map { left + $0 * width } }

  /// Where a value of the second axis lies in the drawing.
  func vertical(_ value: Double) -> Double? { y.position(of: value).map { top + (1 - $0) * height } }

  private func drawGrid(_ drawing: inout Drawing) {
    for tick in y.ticks {
      guard let place = vertical(tick.value) else { continue }
      guard !tick.label.isEmpty else { continue }
      drawing.line(left, place, to: (left + width, place), "grid")
      drawing.text(tick.label, left - 7, place + 4, "muted", anchor: .end)
    }
    let base = top + height
    drawing.line(left, base, to: (left + width, base), "axis")
    var taken: [ClosedRange<Double>] = []
    for tick in x.ticks.sorted(by: { ($0.rank, $0.value) < ($1.rank, $1.value) }) {
      guard let place = horizontal(tick.value) else { continue }
      drawing.line(place, base, to: (place, base + (tick.label.isEmpty ? 3 : 5)), "axis")
      guard !tick.label.isEmpty else { continue }
      // A label that would run into another is left out.
      let half = MarkupText.width(of: tick.label, size: ChartFrame.fontSize) / 2
      let middle = min(max(place, half + 1), drawing.width - half - 1)
      let room = (middle - half - 3)...(middle + half + 3)
      guard !taken.contains(where: { $0.overlaps(room) }) else { continue }
      taken.append(room)
      if x.spacing == .logarithmic { drawing.line(place, top, to: (place, base), "grid") }
      drawing.text(tick.label, middle, base + 18, "muted", anchor: .middle)
    }
  }

  /// Draws a legend in as many rows as it takes, and tells where it ends.
  private static func draw(_ legend: [Entry], from top: Double, in drawing: inout Drawing) -> Double {
    guard legend.count > 1 else { return top }
    var (x, y) = (2.0, top)
    for entry in legend {
      let sample = entry.look == .marker ? 16.0 : 32
      let name = MarkupText.shortened(entry.name, to: drawing.width - sample - 24, size: fontSize)
      let width = sample + MarkupText.width(of: name, size: fontSize) + 12
      if x > 2, x + width > drawing.width { (x, y) = (2, y + rowHeight) }
      let middle = y + 8
      if entry.look != .marker {
        drawing.line(
          x, middle, to: (x + 27, middle), "line s\(ChartStyle.place(of: entry.series))",
          dashes: ChartStyle.dashes(of: entry.series))
      }
      if entry.look != .line { drawing.marker(entry.series, x + (entry.look == .marker ? 6 : 14), middle) }
      drawing.text(name, x + sample, y + 12)
      x += width
    }
    return y + rowHeight + 6
  }
}
