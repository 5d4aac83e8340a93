/// Numbers as directives write them: decimal digits with at most one dot, and nothing else.
///
/// The standard library's own reader of `Double` calls the C library and also takes `nan`, `inf` and hexadecimal.
/// Signs and exponents are left out as well: no value in range needs one.
enum DirectiveNumber {
  /// What 15 digits reach: so many always fit the 53 bits of a `Double`, and only the division below rounds.
  private static let roomForDigit = 100_000_000_000_000

  /// The number that `text` spells, or nil where it spells none or one of more than 15 digits before the dot.
  ///
  /// Up to 15 significant digits, of which 22 places may follow the dot, this is the nearest `Double`, because powers
  /// of ten are exact up to 10²². Significant digits beyond the 15th are dropped; what is too small to tell is 0.
  static func decimal(_ text: ArraySlice<UInt8>) -> Double? {
    var digits = 0
    var hasDigit = false
    var hasDot = false
    var scale = 1.0
    for byte in text {
      if byte == UInt8(ascii: "."), !hasDot {
        hasDot = true
        continue
      }
      guard let digit = digit(byte) else { return nil }
      hasDigit = true
      guard digits < roomForDigit else {
        if hasDot { continue }
        return nil
      }
      digits = digits * 10 + digit
      if hasDot { scale *= 10 }
    }
    return hasDigit ? Double(digits) / scale : nil
  }

  /// The whole number that `text` spells, or nil where it spells none or one of more than 15 digits.
  static func integer(_ text: ArraySlice<UInt8>) -> Int? {
    guard !text.isEmpty else { return nil }
    var digits = 0
    for byte in text {
      guard let digit = digit(byte), digits < roomForDigit else { return nil }
      digits = digits * 10 + digit
    }
    return digits
  }

  private static func digit(_ byte: UInt8) -> Int? {
    byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") ? Int(byte - UInt8(ascii: "0")) : nil
  }
}
