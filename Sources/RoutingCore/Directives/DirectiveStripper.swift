/// Takes all directives out of a text and tells where those that may count had their pairs.
///
/// Taking out a directive can bring the halves of another marker together, as in `@@token@@tokenhub x⏎hub y`. Such a
/// marker goes too, so that no later reader sees a directive that this one did not; but nobody wrote it, so it never
/// counts. The text kept so far serves as a stack: every byte enters it once and leaves it at most once, which keeps
/// the work linear.
struct DirectiveStripper {
  /// The pairs of a directive, as a range of the original text.
  enum Body: Hashable {
    case line(Range<Int>)
    case block(Range<Int>)
    /// A block without an end, which has no pairs (R-1408).
    case unterminated
  }

  /// A marker counts only where it starts before this byte (R-1401).
  static let window = 2048

  /// What is left of the text so far.
  private(set) var kept: [UInt8]
  /// The directives that start inside the window, in order.
  private(set) var bodies: [Body] = []

  private let bytes: [UInt8]
  private var position: Int
  /// Where the text after the last cut starts; a marker that reaches back beyond it was joined by the cut.
  private var seam = 0
  private var endLines: DirectiveEndLines

  /// Strips `bytes`, or gives nil where they hold no marker and are better left alone.
  init?(_ bytes: [UInt8]) {
    guard let first = DirectiveStripper.firstMarker(in: bytes) else { return nil }
    self.bytes = bytes
    kept = Array(bytes[..<first])
    position = first
    endLines = DirectiveEndLines(in: bytes)
    strip()
  }

  private static func firstMarker(in bytes: [UInt8]) -> Int? {
    let marker = DirectiveBytes.marker
    for start in bytes.indices where bytes[start] == marker[0] {
      guard DirectiveBytes.stands(marker, in: bytes[...], at: start) else { continue }
      if DirectiveBytes.isBoundary(bytes, at: start + marker.count) { return start }
    }
    return nil
  }

  private mutating func strip() {
    let marker = DirectiveBytes.marker
    let lastOfMarker = marker[marker.count - 1]
    while true {
      // A loop, because a cut may leave what was kept before it at the end of another marker.
      while kept.last == lastOfMarker, isAfterMarker() { takeOut() }
      guard position < bytes.count else { return }
      kept.append(bytes[position])
      position += 1
    }
  }

  private func isAfterMarker() -> Bool {
    DirectiveBytes.isBoundary(bytes, at: position)
      && DirectiveBytes.stands(DirectiveBytes.marker, in: kept[...], at: kept.count - DirectiveBytes.marker.count)
  }

  private mutating func takeOut() {
    let start = position - DirectiveBytes.marker.count
    let isWritten = start >= seam
    kept.removeLast(DirectiveBytes.marker.count)
    let body = passBody()
    seam = position
    if isWritten, start < DirectiveStripper.window { bodies.append(body) }
  }

  /// Moves on past the directive whose marker ends here.
  private mutating func passBody() -> Body {
    let start = position
    let content = DirectiveBytes.skippingBlanks(in: bytes[...], from: start)
    let lineEnd = DirectiveBytes.endOfLine(in: bytes[...], from: content)
    let nextLine = min(lineEnd + 1, bytes.count)
    position = nextLine
    guard content == lineEnd else { return .line(start..<lineEnd) }
    guard let end = endLines.first(from: nextLine) else { return .unterminated }
    position = end.end
    return .block(nextLine..<end.start)
  }
}
