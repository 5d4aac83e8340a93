/// Times in the documents of worlds, such as `1d2h30m` and `90.5s`: the units once each and in their order, and zero as well.
enum WorldTimeText {
  /// A hundred years in nanoseconds, the longest time that makes sense here.
  static let longest: Int64 = 3_155_760_000 * second

  private static let second: Int64 = 1_000_000_000
  private static let units: [(letter: UInt8, nanoseconds: Int64)] = [
    (UInt8(ascii: "d"), 86_400 * second), (UInt8(ascii: "h"), 3600 * second), (UInt8(ascii: "m"), 60 * second),
    (UInt8(ascii: "s"), second),
  ]

  /// The nanoseconds of a text, or nil where it is no time of at most a hundred years.
  ///
  /// Days, hours, minutes and seconds come in this order, each at most once; seconds may have up to nine decimals.
  static func nanoseconds(_ text: String) -> Int64? {
    // Longer than any time that can be said, so that leading zeros cannot go on for ever.
    guard text.utf8.count <= 64 else { return nil }
    var rest = Array(text.utf8)[...]
    var sum: Int64 = 0
    var next = units[...]
    while !rest.isEmpty {
      guard let end = rest.firstIndex(where: { $0 >= UInt8(ascii: "a") && $0 <= UInt8(ascii: "z") }),
        let place = next.firstIndex(where: { $0.letter == rest[end] }),
        let nanoseconds = nanoseconds(rest[..<end], of: units[place].nanoseconds), nanoseconds <= longest - sum
      else { return nil }
      sum += nanoseconds
      next = next[(place + 1)...]
      rest = rest[(end + 1)...]
    }
    return text.isEmpty ? nil : sum
  }

  private static func nanoseconds(_ digits: ArraySlice<UInt8>, of unit: Int64) -> Int64? {
    if let point = digits.firstIndex(of: UInt8(ascii: ".")) {
      guard unit == second, digits.endIndex - point <= 10 else { return nil }
    }
    guard let count = DecimalText.nanoseconds(digits, scale: unit == second ? 9 : 0), count >= 0,
      digits.first != UInt8(ascii: "-")
    else { return nil }
    if unit == second { return count }
    let (nanoseconds, overflow) = count.multipliedReportingOverflow(by: unit)
    return overflow ? nil : nanoseconds
  }

  /// A time from zero up as the text that reads back as it.
  static func text(_ nanoseconds: Int64) -> String {
    var text = ""
    var rest = nanoseconds
    for (letter, unit) in units where unit > second {
      if rest >= unit { text += "\(rest / unit)\(Character(Unicode.Scalar(letter)))" }
      rest %= unit
    }
    guard rest > 0 || text.isEmpty else { return text }
    let (whole, fraction) = rest.quotientAndRemainder(dividingBy: second)
    guard fraction > 0 else { return text + "\(whole)s" }
    var digits = String(fraction)
    digits = String(repeating: "0", count: 9 - digits.count) + digits
    while digits.last == "0" { digits.removeLast() }
    return text + "\(whole).\(digits)s"
  }
}
