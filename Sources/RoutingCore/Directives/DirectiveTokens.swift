/// The parts of a directive that ought to be pairs, one after the other.
///
/// They are found as they are asked for: a list of them would need many times the room of a hostile text.
struct DirectiveTokens: Sequence, IteratorProtocol {
  private var rest: ArraySlice<UInt8>
  private let isBlock: Bool

  /// Splits a line at blanks, or a block at newlines.
  init(_ content: ArraySlice<UInt8>, isBlock: Bool) {
    rest = content
    self.isBlock = isBlock
  }

  /// The next part, without blanks around it; empty lines are passed over.
  mutating func next() -> ArraySlice<UInt8>? {
    var start = rest.startIndex
    while start < rest.endIndex, isWhiteSpace(rest[start]) { start += 1 }
    guard start < rest.endIndex else { return nil }
    let end = endOfToken(from: start)
    let token = DirectiveBytes.trimmed(rest[start..<end])
    rest = rest[end...]
    return token
  }

  private func isWhiteSpace(_ byte: UInt8) -> Bool {
    DirectiveBytes.isBlank(byte) || byte == DirectiveBytes.newline
  }

  private func endOfToken(from start: Int) -> Int {
    if isBlock { return DirectiveBytes.endOfLine(in: rest, from: start) }
    if DirectiveBytes.stands(DirectiveBytes.openSchema, in: rest, at: start) { return rest.endIndex }
    var end = start
    while end < rest.endIndex, !DirectiveBytes.isBlank(rest[end]) { end += 1 }
    return end
  }
}
