/// The tags between which some models put their reasoning into their answers.
enum ThinkTags {
  /// A text without what stands between think tags, the tags and the white space behind them; the rest is trimmed
  /// (R-1504).
  ///
  /// A tag ends at the first closing tag behind it, or at the end of the text. An opening tag that only comes about
  /// because another was taken out counts too, so that nothing left over reads as a tag and stripping twice changes
  /// nothing.
  ///
  /// - Complexity: O(n) in the length of the text.
  static func stripped(_ text: String) -> String {
    let bytes = Array(text.utf8)
    var kept: [UInt8] = []
    kept.reserveCapacity(bytes.count)
    var position = 0
    while position < bytes.count {
      kept.append(bytes[position])
      position += 1
      guard kept.last == opening.last, kept.suffix(opening.count).elementsEqual(opening) else { continue }
      kept.removeLast(opening.count)
      guard let end = TextBytes.firstPosition(of: closing, in: bytes[...], from: position) else { break }
      position = end + closing.count
      while position < bytes.count, TextBytes.isWhiteSpace(bytes[position]) { position += 1 }
    }
    return String(decoding: TextBytes.trimmed(kept[...]), as: UTF8.self)
  }

  private static let opening = Array("<think>".utf8)
  private static let closing = Array("</think>".utf8)
}
