/// The bytes that directives are made of.
///
/// Everything that has a meaning is ASCII, and no byte of a longer UTF-8 sequence is. So text may be cut at any of
/// these bytes, and a CRLF, which is a single `Character`, is simply a blank before a newline (R-1411).
enum DirectiveBytes {
  /// The text that starts a directive.
  static let marker = Array("@@tokenhub".utf8)
  /// The text that ends a block.
  static let end = Array("@@end".utf8)
  /// The start of a value that runs to the end of its line (R-1407).
  static let openSchema = Array("output_schema={".utf8)

  static let newline = UInt8(ascii: "\n")
  static let equalsSign = UInt8(ascii: "=")
  static let comma = UInt8(ascii: ",")

  /// Whether `byte` is ASCII white space that does not end a line.
  static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || (byte >= 0x09 && byte <= 0x0D && byte != newline)
  }

  /// Whether `position` is the end of `bytes` or has white space, as is required after the marker and after the end.
  static func isBoundary(_ bytes: [UInt8], at position: Int) -> Bool {
    position == bytes.count || isBlank(bytes[position]) || bytes[position] == newline
  }

  /// Whether `word` stands in `bytes` at `position`, which may be any number.
  static func stands(_ word: [UInt8], in bytes: ArraySlice<UInt8>, at position: Int) -> Bool {
    guard position >= bytes.startIndex, position <= bytes.endIndex - word.count else { return false }
    for offset in 0..<word.count where bytes[position + offset] != word[offset] { return false }
    return true
  }

  /// The first position from `start` on that is not blank, or the end.
  static func skippingBlanks(in bytes: ArraySlice<UInt8>, from start: Int) -> Int {
    var position = start
    while position < bytes.endIndex, isBlank(bytes[position]) { position += 1 }
    return position
  }

  /// The position of the next newline from `start` on, or the end.
  static func endOfLine(in bytes: ArraySlice<UInt8>, from start: Int) -> Int {
    var position = start
    while position < bytes.endIndex, bytes[position] != newline { position += 1 }
    return position
  }

  /// `bytes` without blanks at either end.
  static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let start = skippingBlanks(in: bytes, from: bytes.startIndex)
    var end = bytes.endIndex
    while end > start, isBlank(bytes[end - 1]) { end -= 1 }
    return bytes[start..<end]
  }
}
