extension SecretRedactor {
  /// The bytes without anything that has the shape of a secret.
  ///
  /// - Complexity: O(n); what a shape looked at in vain is bounded or ends before the next one can begin.
  static func removingShapes(from bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var index = 0
    var wordStart = 0
    while index < bytes.count {
      guard let secret = secret(at: index, of: bytes, startOfWord: wordStart) else {
        result.append(bytes[index])
        index += 1
        continue
      }
      result += bytes[index..<secret.lowerBound]
      result += bytes[index] == UInt8(ascii: "t") ? ellipsis : markBytes
      index = secret.upperBound
      // What follows a mark begins a word, whatever stood there before.
      wordStart = index
    }
    return result
  }

  /// What stands behind the part of our own keys that anybody may see.
  private static let ellipsis = Array("…".utf8)

  /// Where the secret lies that is announced at a place, or nil where none is.
  private static func secret(at start: Int, of bytes: [UInt8], startOfWord: Int) -> Range<Int>? {
    switch bytes[start] {
    case UInt8(ascii: "t"): ownKey(at: start, of: bytes)
    case UInt8(ascii: "s"): key(at: start, of: bytes, startOfWord: startOfWord)
    case UInt8(ascii: "b"), UInt8(ascii: "B"): bearer(at: start, of: bytes)
    case UInt8(ascii: "x"), UInt8(ascii: "X"): keyField(at: start, of: bytes)
    case UInt8(ascii: "?"), UInt8(ascii: "&"): queryToken(at: start, of: bytes)
    case UInt8(ascii: ":"): userPart(at: start, of: bytes)
    default: nil
    }
  }

  /// `tokenhub_` and eight or more hexadecimal digits, of which anybody may see eight (C-403, C-406).
  private static func ownKey(at start: Int, of bytes: [UInt8]) -> Range<Int>? {
    guard let digits = end(of: "tokenhub_", at: start, of: bytes) else { return nil }
    let end = bytes[digits...].firstIndex { !isHexadecimal($0) } ?? bytes.endIndex
    // What has been shortened already stays as it is.
    guard end - digits >= 8, end - digits > 8 || !bytes[end...].starts(with: ellipsis) else { return nil }
    return digits + 8..<end
  }

  /// `sk-` at the beginning of a word, and the rest of it.
  private static func key(at start: Int, of bytes: [UInt8], startOfWord: Int) -> Range<Int>? {
    if start > startOfWord, isWordByte(bytes[start - 1]) && bytes[start - 1] != UInt8(ascii: "_") { return nil }
    guard let rest = end(of: "sk-", at: start, of: bytes) else { return nil }
    let marks = Array("-.*".utf8)
    let end = bytes[rest...].firstIndex { !isWordByte($0) && !marks.contains($0) } ?? bytes.endIndex
    return end > rest ? start..<end : nil
  }

  /// `Bearer` and a word.
  private static func bearer(at start: Int, of bytes: [UInt8]) -> Range<Int>? {
    guard let space = end(of: "bearer", at: start, of: bytes) else { return nil }
    let value = end(ofBlanks: space, of: bytes)
    return value > space ? word(at: value, of: bytes) : nil
  }

  /// `x-api-key`, a colon or an equals sign, and a word, any of them in quotes.
  private static func keyField(at start: Int, of bytes: [UInt8]) -> Range<Int>? {
    guard var index = end(of: "x-api-key", at: start, of: bytes) else { return nil }
    index = end(ofQuotes: index, of: bytes)
    index = end(ofBlanks: index, of: bytes)
    guard index < bytes.count, bytes[index] == UInt8(ascii: ":") || bytes[index] == UInt8(ascii: "=") else {
      return nil
    }
    index = end(ofBlanks: index + 1, of: bytes)
    return word(at: end(ofQuotes: index, of: bytes), of: bytes)
  }

  /// `?token=` or `&token=` and what stands up to the next parameter.
  private static func queryToken(at start: Int, of bytes: [UInt8]) -> Range<Int>? {
    guard let value = end(of: "token=", at: start + 1, of: bytes) else { return nil }
    let end = bytes[value...].firstIndex { isDelimiter($0) || $0 == UInt8(ascii: "&") || $0 == UInt8(ascii: "#") }
    return end == value || value == bytes.count ? nil : value..<(end ?? bytes.endIndex)
  }

  /// What stands between `://` and `@` in the authority of a URL.
  private static func userPart(at start: Int, of bytes: [UInt8]) -> Range<Int>? {
    guard let authority = end(of: "://", at: start, of: bytes) else { return nil }
    let stops = Array("/?#".utf8)
    let end = bytes[authority...].firstIndex { isDelimiter($0) || stops.contains($0) } ?? bytes.endIndex
    guard let at = bytes[authority..<end].lastIndex(of: UInt8(ascii: "@")), at > authority else { return nil }
    return authority..<at
  }

  private static func word(at start: Int, of bytes: [UInt8]) -> Range<Int>? {
    guard start < bytes.count else { return nil }
    let end = bytes[start...].firstIndex(where: isDelimiter) ?? bytes.endIndex
    return end > start ? start..<end : nil
  }

  /// The end of a word that stands at a place in either case, or nil where it does not.
  private static func end(of word: StaticString, at start: Int, of bytes: [UInt8]) -> Int? {
    let letters = Array("\(word)".utf8)
    guard bytes.count - start >= letters.count,
      letters.indices.allSatisfy({ TextBytes.lowercased(bytes[start + $0]) == letters[$0] })
    else { return nil }
    return start + letters.count
  }

  private static func end(ofBlanks start: Int, of bytes: [UInt8]) -> Int {
    bytes[start...].firstIndex { $0 != 0x20 && $0 != 0x09 } ?? bytes.endIndex
  }

  private static func end(ofQuotes start: Int, of bytes: [UInt8]) -> Int {
    bytes[start...].firstIndex { !quotes.contains($0) } ?? bytes.endIndex
  }

  private static let quotes = Array("\\\"'".utf8)
  private static let delimiters = Array("\"'`,;<>()[]{}\\".utf8)

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")) || (byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "f"))
  }

  private static func isDelimiter(_ byte: UInt8) -> Bool {
    TextBytes.isWhiteSpace(byte) || delimiters.contains(byte)
  }
}
