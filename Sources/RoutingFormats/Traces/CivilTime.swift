/// Time stamps such as `2023-11-16 18:17:03.9799600`.
enum CivilTime {
  /// Nanoseconds since 1970-01-01 00:00 UTC, or nil where `text` is not a date and time that exists.
  ///
  /// A space or `T` stands between date and time, a fraction of any length may follow the seconds, and a `Z` or
  /// `+00:00` may follow that. Years run from 1970 to 2261, the last whole year whose nanoseconds fit.
  static func nanoseconds(_ text: ArraySlice<UInt8>) -> Int64? {
    var rest = text
    for suffix in ["Z", "+00:00"] where rest.reversed().starts(with: suffix.utf8.reversed()) {
      rest = rest.dropLast(suffix.utf8.count)
    }
    guard rest.count >= 19 else { return nil }
    let bytes = Array(rest)
    func number(_ range: Range<Int>) -> Int? {
      let digits = bytes[range]
      guard digits.first != UInt8(ascii: "-") else { return nil }
      return JSONScanner.integer(digits)
    }
    guard bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
      bytes[10] == UInt8(ascii: " ") || bytes[10] == UInt8(ascii: "T"), bytes[13] == UInt8(ascii: ":"),
      bytes[16] == UInt8(ascii: ":"),
      let year = number(0..<4), let month = number(5..<7), let day = number(8..<10), let hour = number(11..<13),
      let minute = number(14..<16), (1970...2261).contains(year), (1...12).contains(month),
      (1...days(inMonth: month, of: year)).contains(day), (0...23).contains(hour), (0...59).contains(minute),
      let seconds = DecimalText.nanoseconds(bytes[17...], scale: 9), seconds >= 0, seconds < 60_000_000_000
    else { return nil }
    let minutes = (days(before: year, month) + day - 1) * 1440 + hour * 60 + minute
    return Int64(minutes) * 60_000_000_000 + seconds
  }

  private static func isLeap(_ year: Int) -> Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }

  private static func days(inMonth month: Int, of year: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Whole days from 1970-01-01 to the first of a month.
  private static func days(before year: Int, _ month: Int) -> Int {
    let past = year - 1
    // Leap days up to the end of the year before, less the 477 up to the end of 1969.
    let leapDays = past / 4 - past / 100 + past / 400 - 477
    return (year - 1970) * 365 + leapDays + (1..<month).reduce(0) { $0 + days(inMonth: $1, of: year) }
  }
}
