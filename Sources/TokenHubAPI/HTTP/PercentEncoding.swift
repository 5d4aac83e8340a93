/// Percent-encoding of paths and queries (RFC 3986, section 2.1).
enum PercentEncoding {
  /// The text that some encoded bytes stand for, or nil where an escape is cut short or the result is not UTF-8.
  ///
  /// In a query a plus is a space, as forms write it.
  ///
  /// - Complexity: O(n) in the bytes.
  static func decoded(_ text: Substring, plus: Plus) -> String? {
    // Most segments and values hold no escape.
    guard text.utf8.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") }) else { return String(text) }
    var bytes: [UInt8] = []
    var rest = text.utf8.makeIterator()
    while let byte = rest.next() {
      switch byte {
      case UInt8(ascii: "%"):
        guard let high = digit(rest.next()), let low = digit(rest.next()) else { return nil }
        bytes.append(high << 4 | low)
      case UInt8(ascii: "+") where plus == .isSpace: bytes.append(UInt8(ascii: " "))
      default: bytes.append(byte)
      }
    }
    return String(validating: bytes, as: UTF8.self)
  }

  /// A text as the value of a header field: what is no printable ASCII is escaped, as it might end the field and begin another.
  ///
  /// Percent signs stay as they are, so that usual names do.
  ///
  /// - Complexity: O(n) in the bytes.
  static func printable(_ text: String) -> String {
    let isPrintable: (UInt8) -> Bool = { $0 >= 0x20 && $0 < 0x7F }
    guard !text.utf8.allSatisfy(isPrintable) else { return text }
    let digits = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      if isPrintable(byte) {
        bytes.append(byte)
      } else {
        bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 0xF)]]
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// What a plus stands for.
  enum Plus {
    case isItself
    case isSpace
  }

  private static func digit(_ byte: UInt8?) -> UInt8? {
    guard let byte else { return nil }
    return switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
