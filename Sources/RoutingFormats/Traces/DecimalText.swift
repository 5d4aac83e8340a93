/// Decimal numbers read digit by digit into whole nanoseconds, where a detour over `Double` would lose digits.
enum DecimalText {
  /// The nanoseconds that a decimal number of larger units stands for, or nil where it is none or does not fit.
  ///
  /// One unit is 10^`scale` nanoseconds: 6 for milliseconds, 9 for seconds. Digits beyond the nanosecond are cut.
  static func nanoseconds(_ text: ArraySlice<UInt8>, scale: Int) -> Int64? {
    let isNegative = text.first == UInt8(ascii: "-")
    let digits = isNegative ? text.dropFirst() : text
    let point = digits.firstIndex(of: UInt8(ascii: ".")) ?? digits.endIndex
    let whole = digits[..<point]
    let fraction = point < digits.endIndex ? digits[(point + 1)...] : []
    guard !whole.isEmpty, point == digits.endIndex || !fraction.isEmpty else { return nil }
    var value: Int64 = 0
    func append(_ byte: UInt8) -> Bool {
      guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return false }
      let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = tens.addingReportingOverflow(Int64(byte - UInt8(ascii: "0")))
      guard !overflow, !carry else { return false }
      value = sum
      return true
    }
    for byte in whole { guard append(byte) else { return nil } }
    var places = 0
    for byte in fraction {
      guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
      guard places < scale else { continue }
      guard append(byte) else { return nil }
      places += 1
    }
    while places < scale {
      guard append(UInt8(ascii: "0")) else { return nil }
      places += 1
    }
    return isNegative ? -value : value
  }

  /// Nanoseconds as milliseconds with up to six decimals, which ``nanoseconds(_:scale:)`` reads back exactly.
  static func milliseconds(_ nanoseconds: Int64) -> String {
    let (whole, rest) = nanoseconds.magnitude.quotientAndRemainder(dividingBy: 1_000_000)
    let sign = nanoseconds < 0 ? "-" : ""
    guard rest != 0 else { return "\(sign)\(whole)" }
    var digits = String(rest)
    digits = String(repeating: "0", count: 6 - digits.count) + digits
    while digits.last == "0" { digits.removeLast() }
    return "\(sign)\(whole).\(digits)"
  }
}
