/// Searching in UTF-8 by bytes: the standard library's own search is not there in Embedded mode.
package enum TextBytes {
  /// The first position at or after `start` where `word` stands, or nil where it does not.
  ///
  /// - Complexity: O(n · m) in the lengths of text and word.
  package static func firstPosition(of word: [UInt8], in bytes: ArraySlice<UInt8>, from start: Int) -> Int? {
    guard bytes.endIndex - word.count >= start else { return nil }
    return (start...bytes.endIndex - word.count).first { position in
      word.indices.allSatisfy { bytes[position + $0] == word[$0] }
    }
  }

  /// Whether `word` stands in `bytes`.
  package static func contains(_ word: String, in bytes: [UInt8]) -> Bool {
    firstPosition(of: Array(word.utf8), in: bytes[...], from: 0) != nil
  }

  /// The byte in lower case, where it is an ASCII capital.
  package static func lowercased(_ byte: UInt8) -> UInt8 {
    byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte + 0x20 : byte
  }

  /// Whether `byte` is ASCII white space, ends of lines included.
  package static func isWhiteSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (byte >= 0x09 && byte <= 0x0D) }

  /// `bytes` without ASCII white space at either end.
  package static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard let first = bytes.firstIndex(where: { !isWhiteSpace($0) }),
      let last = bytes.lastIndex(where: { !isWhiteSpace($0) })
    else { return [] }
    return bytes[first...last]
  }

  /// `text` without ASCII white space at either end.
  package static func trimmed(_ text: String) -> String {
    String(decoding: trimmed(Array(text.utf8)[...]), as: UTF8.self)
  }
}
