extension JSONScanner {
  /// Reads a string.
  public mutating func string() throws(JSONError) -> String {
    let start = try stringBytes()
    // A string without escapes is its own bytes, and most are.
    if let plain = start.plain {
      // Asking whether bytes are UTF-8 takes longer than reading them, and most are ASCII.
      if bytes[plain].allSatisfy({ $0 < 0x80 }) { return String(decoding: bytes[plain], as: UTF8.self) }
      guard let text = String(validating: bytes[plain], as: UTF8.self) else { throw error(.malformedString) }
      return text
    }
    guard let text = String(validating: start.unescaped, as: UTF8.self) else { throw error(.malformedString) }
    return text
  }

  /// Reads a string: where it stands, or its bytes where escapes had to be undone.
  mutating func stringBytes() throws(JSONError) -> (plain: Range<Int>?, unescaped: [UInt8]) {
    try expect(UInt8(ascii: "\""), "a string")
    let start = index
    while let byte = current {
      switch byte {
      case UInt8(ascii: "\""):
        step()
        return (start..<index - 1, [])
      case UInt8(ascii: "\\"):
        return (nil, try unescape(from: start))
      case 0..<0x20:
        throw error(.unexpectedByte(byte, expected: "a character of a string"))
      default:
        step()
      }
    }
    throw error(.unexpectedEnd)
  }

  private mutating func unescape(from start: Int) throws(JSONError) -> [UInt8] {
    var text = Array(bytes[start..<index])
    while let byte = current {
      switch byte {
      case UInt8(ascii: "\""):
        step()
        return text
      case UInt8(ascii: "\\"):
        step()
        try escape(into: &text)
      case 0..<0x20:
        throw error(.unexpectedByte(byte, expected: "a character of a string"))
      default:
        text.append(byte)
        step()
      }
    }
    throw error(.unexpectedEnd)
  }

  private mutating func escape(into text: inout [UInt8]) throws(JSONError) {
    guard let byte = current else { throw error(.unexpectedEnd) }
    step()
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"): text.append(contentsOf: String(try scalar()).utf8)
    default: throw error(.unexpectedByte(byte, expected: "an escape"))
    }
  }

  /// Four hexadecimal digits, or two groups of them that make a surrogate pair.
  private mutating func scalar() throws(JSONError) -> Character {
    let first = try hexadecimal()
    var value = first
    if (0xD800..<0xDC00).contains(first) {
      for expected in [UInt8(ascii: "\\"), UInt8(ascii: "u")] {
        guard current == expected else { throw error(.malformedString) }
        step()
      }
      let second = try hexadecimal()
      guard (0xDC00..<0xE000).contains(second) else { throw error(.malformedString) }
      value = 0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)
    }
    guard let scalar = Unicode.Scalar(value) else { throw error(.malformedString) }
    return Character(scalar)
  }

  private mutating func hexadecimal() throws(JSONError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = current else { throw error(.unexpectedEnd) }
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
        throw error(.unexpectedByte(byte, expected: "a hexadecimal digit"))
      }
      value = value << 4 | UInt32(digit)
      step()
    }
    return value
  }
}
