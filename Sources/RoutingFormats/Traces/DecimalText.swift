/// Decimal numbers read digit by digit into whole nanoseconds, where a detour over `Double` would lose digits.
enum DecimalText {
  /// The nanoseconds that a decimal number of larger units stands for, or nil where it is none or does not fit.
  ///
  /// One unit is 10^`scale` nanoseconds: 6 for milliseconds, 9 for seconds. Digits beyond the nanosecond are cut.
  static func nanoseconds(_ text: ArraySlice<UInt8>, scale: Int) -> Int64? {
    let isNegative = text.first == UInt8(ascii: "-")
    var value: Int64 = 0
    var digits = 0
    var isFraction = false
    var places = 0
    for byte in isNegative ? text.dropFirst() : text {
      let digit = byte &- UInt8(ascii: "0")
      guard digit <= 9 else {
        guard byte == UInt8(ascii: "."), !isFraction, digits > 0 else { return nil }
        (isFraction, digits) = (true, 0)
        continue
      }
      digits += 1
      if isFraction {
        guard places < scale else { continue }
        places += 1
      }
      guard append(digit, to: &value) else { return nil }
    }
    guard digits > 0 else { return nil }
    for _ in places..<scale { guard append(0, to: &value) else { return nil } }
    return isNegative ? -value : value
  }

  /// Appends a decimal digit, where there is room for it.
  private static func append(_ digit: UInt8, to value: inout Int64) -> Bool {
    let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
    let (sum, carry) = tens.addingReportingOverflow(Int64(digit))
    value = sum
    return !overflow && !carry
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
