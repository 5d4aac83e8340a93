/// Text of which the Markdown is taken off (R-1505).
enum PlainText {
  /// A text without fences, the `#` before headings and the markers of emphasis and code; all else stays, lists and
  /// lone markers among it.
  ///
  /// What stands between fences or backticks is code and stays as it is. Markers count within one line.
  ///
  /// - Complexity: O(n) in the length of the text; O(n √n) where one line has backtick runs of ever other lengths.
  static func withoutMarkdown(_ bytes: ArraySlice<UInt8>) -> String {
    var plain: [UInt8] = []
    plain.reserveCapacity(bytes.count)
    var position = bytes.startIndex
    for block in FencedBlock.all(in: bytes) {
      appendProse(bytes[position..<block.extent.lowerBound], to: &plain)
      plain += bytes[block.body]
      position = block.extent.upperBound
    }
    appendProse(bytes[position...], to: &plain)
    return String(decoding: plain, as: UTF8.self)
  }

  private static func appendProse(_ bytes: ArraySlice<UInt8>, to plain: inout [UInt8]) {
    var start = bytes.startIndex
    while start < bytes.endIndex {
      let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? bytes.endIndex
      InlineMarkers(line: afterHeadingMark(bytes[start..<end])).appendText(to: &plain)
      start = end
    }
  }

  /// A line without its leading `#` run; `#topic` and `#!` begin no heading.
  private static func afterHeadingMark(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let mark = line.drop(while: isBlank)
    guard mark.first == UInt8(ascii: "#") else { return line }
    let rest = mark.drop { $0 == UInt8(ascii: "#") }
    guard rest.first.map(TextBytes.isWhiteSpace) ?? true else { return line }
    return rest.drop(while: isBlank)
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}
