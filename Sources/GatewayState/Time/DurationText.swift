/// Durations as text in the way of Go's `time.ParseDuration`, such as `720h` or `1h30m`, with days as `d` besides (H-501).
package enum DurationText {
  /// The duration in nanoseconds, above zero, or nil where the text is none or it is longer than 2⁶³ − 1 nanoseconds.
  ///
  /// Numbers may have a fraction and each needs a unit: ns, us, µs, ms, s, m, h or d. What is less than a nanosecond is cut off.
  ///
  /// - Complexity: O(n) in the text.
  package static func nanoseconds(of text: String) -> Int? {
    var rest = Array(text.utf8)[...]
    if rest.first == UInt8(ascii: "+") { rest.removeFirst() }
    var total: UInt64 = 0
    while !rest.isEmpty {
      let whole = digits(of: &rest)
      var fraction = ArraySlice<UInt8>()
      if rest.first == UInt8(ascii: ".") {
        rest.removeFirst()
        fraction = digits(of: &rest)
      }
      guard !whole.isEmpty || !fraction.isEmpty, let unit = unit(of: &rest),
        let part = product(of: whole, fraction: fraction, unit: unit)
      else { return nil }
      let (sum, overflow) = total.addingReportingOverflow(part)
      guard !overflow, sum <= UInt64(Int.max) else { return nil }
      total = sum
    }
    return total > 0 ? Int(total) : nil
  }

  private static func digits(of rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let digits = rest.prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
    rest = rest.dropFirst(digits.count)
    return digits
  }

  /// The nanoseconds of the unit that comes next.
  private static func unit(of rest: inout ArraySlice<UInt8>) -> UInt64? {
    let name = rest.prefix { $0 != UInt8(ascii: ".") && ($0 < UInt8(ascii: "0") || $0 > UInt8(ascii: "9")) }
    rest = rest.dropFirst(name.count)
    switch String(decoding: name, as: UTF8.self).unicodeScalars.map(\.value) {
    case [0x6E, 0x73]: return 1  // ns
    // us with the letter, the micro sign and the Greek mu, which look alike.
    case [0x75, 0x73], [0xB5, 0x73], [0x3BC, 0x73]: return 1000
    case [0x6D, 0x73]: return 1_000_000  // ms
    case [0x73]: return 1_000_000_000  // s
    case [0x6D]: return 60_000_000_000  // m
    case [0x68]: return 3_600_000_000_000  // h
    case [0x64]: return 86_400_000_000_000  // d
    default: return nil
    }
  }

  private static func product(of whole: ArraySlice<UInt8>, fraction: ArraySlice<UInt8>, unit: UInt64) -> UInt64? {
    var count: UInt64 = 0
    for digit in whole {
      let (product, overflow) = count.multipliedReportingOverflow(by: 10)
      let (sum, carry) = product.addingReportingOverflow(UInt64(digit - UInt8(ascii: "0")))
      guard !overflow, !carry else { return nil }
      count = sum
    }
    // With the rounding of Go, which takes as many digits as 63 bits hold.
    var (numerator, denominator): (UInt64, Double) = (0, 1)
    for digit in fraction {
      guard numerator <= UInt64(Int64.max) / 10 else { break }
      numerator = numerator * 10 + UInt64(digit - UInt8(ascii: "0"))
      denominator *= 10
    }
    let part = UInt64(Double(numerator) * (Double(unit) / denominator))
    let (product, overflow) = count.multipliedReportingOverflow(by: unit)
    let (sum, carry) = product.addingReportingOverflow(part)
    return overflow || carry ? nil : sum
  }
}
