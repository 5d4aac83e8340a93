/// An SVG drawing, written element by element.
struct Drawing {
  let width: Double
  let height: Double
  private var body = ""

  /// Where a text is held.
  enum Anchor: String {
    case start, middle, end
  }

  init(width: Double, height: Double) {
    self.width = width
    self.height = height
  }

  mutating func rectangle(_ x: Double, _ y: Double, _ width: Double, _ height: Double, _ style: String) {
    body += "<rect x=\"\(place(x))\" y=\"\(place(y))\" width=\"\(place(width))\" height=\"\(place(height))\""
    body += " class=\"\(style)\"/>\n"
  }

  mutating func line(_ x: Double, _ y: Double, to end: (x: Double, y: Double), _ style: String, dashes: String? = nil) {
    body += "<line x1=\"\(place(x))\" y1=\"\(place(y))\" x2=\"\(place(end.x))\" y2=\"\(place(end.y))\""
    body += " class=\"\(style)\"\(Drawing.dashes(dashes))/>\n"
  }

  mutating func path(_ steps: String, _ style: String, dashes: String? = nil) {
    guard !steps.isEmpty else { return }
    body += "<path d=\"\(steps)\" class=\"\(style)\"\(Drawing.dashes(dashes))/>\n"
  }

  mutating func text(_ text: String, _ x: Double, _ y: Double, _ style: String = "", anchor: Anchor = .start) {
    body += "<text x=\"\(place(x))\" y=\"\(place(y))\""
    if !style.isEmpty { body += " class=\"\(style)\"" }
    if anchor != .start { body += " text-anchor=\"\(anchor.rawValue)\"" }
    body += ">\(MarkupText.escaped(text))</text>\n"
  }

  /// What is drawn is explained by a title when a pointer rests on it.
  mutating func explained(_ title: String, _ draw: (inout Drawing) -> Void) {
    body += "<g><title>\(MarkupText.escaped(title))</title>\n"
    draw(&self)
    body += "</g>\n"
  }

  /// The whole drawing; readers who cannot see it are told its title and description.
  func document(title: String, description: String, _ form: ChartForm) -> String {
    let size = "viewBox=\"0 0 \(place(width)) \(place(height))\" width=\"\(place(width))\" height=\"\(place(height))\""
    let name =
      switch form {
      case .embedded(let id): MarkupText.escaped(id)
      case .standalone: "chart"
      }
    var text = "<svg "
    if form == .standalone { text += "xmlns=\"http://www.w3.org/2000/svg\" " }
    text += "class=\"chart\" role=\"img\" aria-labelledby=\"\(name)-title \(name)-description\" \(size)>\n"
    text += "<title id=\"\(name)-title\">\(MarkupText.escaped(title))</title>\n"
    text += "<desc id=\"\(name)-description\">\(MarkupText.escaped(description))</desc>\n"
    if form == .standalone {
      text += "<style>\n\(ChartStyle.sheet)</style>\n"
      text += "<rect width=\"\(place(width))\" height=\"\(place(height))\" class=\"paper\"/>\n"
    }
    return text + body + "</svg>\n"
  }

  private static func dashes(_ dashes: String?) -> String { dashes.map { " stroke-dasharray=\"\($0)\"" } ?? "" }
  private func place(_ value: Double) -> String { DecimalText.coordinate(value) }
}
