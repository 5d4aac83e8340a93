/// Numbers written with so many decimals, the same on every machine.
enum DecimalText {
  /// What stands where there is no number.
  static let none = "–"

  /// A number with a fixed count of decimals, from 0 to 9, and commas between groups of three digits.
  static func fixed(_ value: Double, _ decimals: Int) -> String {
    guard value.isFinite else { return none }
    let scaled = (abs(value) * PowersOfTen.power(decimals)).rounded()
    guard scaled < 1e18 else { return scientific(value) }
    let digits = String(UInt64(scaled))
    let padded = String(repeating: "0", count: max(decimals + 1 - digits.count, 0)) + digits
    var text = scaled > 0 && value < 0 ? "−" : ""
    let whole = padded.count - decimals
    for (place, digit) in padded.enumerated() {
      if place == whole {
        text.append(".")
      } else if place > 0, place < whole, (whole - place) % 3 == 0 {
        text.append(",")
      }
      text.append(digit)
    }
    return text
  }

  /// A number with so many digits that count, such as 0.0123, 1.23 and 12,345.
  static func significant(_ value: Double, _ digits: Int = 3) -> String {
    guard value.isFinite else { return none }
    guard value != 0 else { return "0" }
    let exponent = PowersOfTen.exponent(of: abs(value))
    guard exponent > -6 else { return scientific(value) }
    let text = fixed(value, max(digits - 1 - exponent, 0))
    // 9.996 has three digits as 10.0, not as 10.00.
    let rounded = abs(value) * PowersOfTen.power(max(digits - 1 - exponent, 0))
    return rounded.rounded() >= PowersOfTen.power(digits) && exponent < digits - 1
      ? fixed(value, max(digits - 2 - exponent, 0)) : text
  }

  /// A number as a digit or two and a power of ten, such as 2×10⁻⁷.
  static func scientific(_ value: Double) -> String {
    guard value.isFinite else { return none }
    guard value != 0 else { return "0" }
    var exponent = PowersOfTen.exponent(of: abs(value))
    var tenths = (abs(value) / PowersOfTen.power(exponent) * 10).rounded()
    if tenths >= 100 { (tenths, exponent) = (10, exponent + 1) }
    let mantissa = tenths.truncatingRemainder(dividingBy: 10) == 0 ? fixed(tenths / 10, 0) : fixed(tenths / 10, 1)
    return (value < 0 ? "−" : "") + (mantissa == "1" ? "" : mantissa + "×") + "10" + superscript(exponent)
  }

  private static func superscript(_ number: Int) -> String {
    let digits = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
    let raised = String(number.magnitude).compactMap(\.wholeNumberValue).map { String(digits[$0]) }.joined()
    return (number < 0 ? "⁻" : "") + raised
  }

  /// A place in a drawing: at most two decimals and no more than are needed.
  static func coordinate(_ value: Double) -> String {
    guard value.isFinite else { return "0" }
    let hundredths = (min(max(value, -1e9), 1e9) * 100).rounded()
    let whole = UInt64(abs(hundredths))
    let sign = hundredths < 0 ? "-" : ""
    let (units, rest) = whole.quotientAndRemainder(dividingBy: 100)
    if rest == 0 { return "\(sign)\(units)" }
    if rest % 10 == 0 { return "\(sign)\(units).\(rest / 10)" }
    return "\(sign)\(units).\(rest < 10 ? "0" : "")\(rest)"
  }
}

/// Powers of ten from multiplications alone.
enum PowersOfTen {
  /// 10 raised to a whole number; 0 or infinity beyond what a `Double` holds.
  static func power(_ exponent: Int) -> Double {
    var power = 1.0
    for _ in 0..<min(exponent.magnitude, 400) { power *= 10 }
    return exponent < 0 ? 1 / power : power
  }

  /// The largest whole number that 10 may be raised to without exceeding a positive, finite value.
  static func exponent(of value: Double) -> Int {
    guard value > 0, value.isFinite else { return 0 }
    // 2^e lies 0.30103 e decades above 1; at most one step is left.
    var exponent = Int((Double(value.exponent) * 0.30102999566398120).rounded(.down))
    while exponent < 308, power(exponent + 1) <= value { exponent += 1 }
    while power(exponent) > value { exponent -= 1 }
    return exponent
  }
}
