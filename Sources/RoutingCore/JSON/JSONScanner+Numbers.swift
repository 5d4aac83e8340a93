extension JSONScanner {
  /// A number as it was written: exact where it is whole and fits, else the nearest `Double`.
  public enum Number: Hashable, Sendable {
    /// A whole number that fits 64 bits.
    case integer(Int)
    /// Anything else; finite.
    case double(Double)
  }

  /// Reads a number.
  public mutating func number() throws(JSONError) -> Number {
    let text = try numberText()
    if let integer = JSONScanner.integer(text) { return .integer(integer) }
    guard let double = Double(String(decoding: text, as: UTF8.self)) else { throw error(.malformedNumber) }
    guard double.isFinite else { throw error(.numberOutOfRange) }
    return .double(double)
  }

  /// Reads a number and hands out its digits as they stand.
  package mutating func numberText() throws(JSONError) -> ArraySlice<UInt8> {
    _ = try next()
    let start = index
    if current == UInt8(ascii: "-") { step() }
    if current == UInt8(ascii: "0") {
      step()
    } else {
      try digits()
    }
    if current == UInt8(ascii: ".") {
      step()
      try digits()
    }
    if current == UInt8(ascii: "e") || current == UInt8(ascii: "E") {
      step()
      if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { step() }
      try digits()
    }
    if let byte = current, JSONScanner.isDigit(byte) { throw error(.malformedNumber) }
    return bytes[start..<index]
  }

  /// At least one digit.
  private mutating func digits() throws(JSONError) {
    let start = index
    while let byte = current, JSONScanner.isDigit(byte) { step() }
    if index == start { throw error(current == nil ? .unexpectedEnd : .malformedNumber) }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

  /// The value of a plain run of digits with an optional minus, or nil where it is something else or too long.
  package static func integer(_ text: ArraySlice<UInt8>) -> Int? {
    let isNegative = text.first == UInt8(ascii: "-")
    let digits = isNegative ? text.dropFirst() : text
    guard !digits.isEmpty else { return nil }
    var value = 0
    for byte in digits {
      guard isDigit(byte) else { return nil }
      let digit = Int(byte - UInt8(ascii: "0"))
      let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = isNegative ? tens.subtractingReportingOverflow(digit) : tens.addingReportingOverflow(digit)
      guard !overflow, !carry else { return nil }
      value = sum
    }
    return value
  }
}
