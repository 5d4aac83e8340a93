/// Finds the lines that end blocks, each at most once.
///
/// Text full of markers without an end would have each of them search the whole rest. The end found for one block, or
/// the news that there is none, also holds for every block that starts later and before that end.
struct DirectiveEndLines {
  /// Where an end stands.
  struct Line {
    /// The start of the line, where the pairs of the block stop.
    let start: Int
    /// The position after all that belongs to the end.
    let end: Int
  }

  private let bytes: [UInt8]
  private var found: Line?
  private var isExhausted = false

  init(in bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// The first end at or after `lineStart`, which must not go down from call to call.
  mutating func first(from lineStart: Int) -> Line? {
    if isExhausted { return nil }
    if let found, found.start >= lineStart { return found }
    found = search(from: lineStart)
    isExhausted = found == nil
    return found
  }

  private func search(from lineStart: Int) -> Line? {
    var start = lineStart
    while start < bytes.count {
      let word = DirectiveBytes.skippingBlanks(in: bytes[...], from: start)
      if let line = line(start: start, word: word) { return line }
      start = DirectiveBytes.endOfLine(in: bytes[...], from: word) + 1
    }
    return nil
  }

  /// The end whose `word` is at this position: with the newline that follows, or without where more text does.
  private func line(start: Int, word: Int) -> Line? {
    guard DirectiveBytes.stands(DirectiveBytes.end, in: bytes[...], at: word) else { return nil }
    let wordEnd = word + DirectiveBytes.end.count
    guard DirectiveBytes.isBoundary(bytes, at: wordEnd) else { return nil }
    let next = DirectiveBytes.skippingBlanks(in: bytes[...], from: wordEnd)
    if next == bytes.count { return Line(start: start, end: next) }
    return Line(start: start, end: bytes[next] == DirectiveBytes.newline ? next + 1 : wordEnd)
  }
}
