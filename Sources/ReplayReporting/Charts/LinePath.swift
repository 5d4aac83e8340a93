/// A line through points of a drawing, without those that an eye could not tell from the line.
struct LinePath {
  /// How points are joined.
  enum Joining {
    case lines
    case steps
  }

  private let joining: Joining
  private var text = ""
  private var last: (x: Double, y: Double)?
  /// A point that was left out, which the line must still reach when it ends.
  private var skipped: (x: Double, y: Double)?
  private var isAlone = false

  init(_ joining: Joining) {
    self.joining = joining
  }

  /// Goes on to a point.
  mutating func add(_ x: Double, _ y: Double) {
    guard let last else {
      (self.last, isAlone) = ((x, y), true)
      text += "M\(DecimalText.coordinate(x)) \(DecimalText.coordinate(y))"
      return
    }
    isAlone = false
    if abs(x - last.x) < 0.3, abs(y - last.y) < 0.3 {
      skipped = (x, y)
      return
    }
    draw(to: x, y)
  }

  /// Ends the line; what comes next begins another.
  mutating func lift() {
    if let skipped { draw(to: skipped.x, skipped.y) }
    // A point between two gaps is a dash of a pixel and a half.
    if isAlone { text += "h1.5" }
    (last, isAlone) = (nil, false)
  }

  /// The line as the steps of an SVG path.
  var finished: String {
    var path = self
    path.lift()
    return path.text
  }

  private mutating func draw(to x: Double, _ y: Double) {
    let (across, down) = (DecimalText.coordinate(x), DecimalText.coordinate(y))
    text += joining == .steps ? "H\(across)V\(down)" : "L\(across) \(down)"
    (last, skipped) = ((x, y), nil)
  }
}
