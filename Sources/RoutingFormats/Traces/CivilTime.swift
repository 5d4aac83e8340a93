/// Time stamps such as `2023-11-16 18:17:03.9799600`.
enum CivilTime {
  /// Nanoseconds since 1970-01-01 00:00 UTC, or nil where `text` is not a date and time that exists.
  ///
  /// A space or `T` stands between date and time, a fraction of any length may follow the seconds, and a `Z` or
  /// `+00:00` may follow that. Years run from 1970 to 2261, the last whole year whose nanoseconds fit.
  static func nanoseconds(_ text: ArraySlice<UInt8>) -> Int64? {
    let bytes = withoutZone(text)
    guard bytes.count >= 19 else { return nil }
    let start = bytes.startIndex
    guard bytes[start + 4] == UInt8(ascii: "-"), bytes[start + 7] == UInt8(ascii: "-"),
      bytes[start + 10] == UInt8(ascii: " ") || bytes[start + 10] == UInt8(ascii: "T"),
      bytes[start + 13] == UInt8(ascii: ":"), bytes[start + 16] == UInt8(ascii: ":"),
      let year = number(bytes, at: 0, digits: 4), let month = number(bytes, at: 5, digits: 2),
      let day = number(bytes, at: 8, digits: 2), let hour = number(bytes, at: 11, digits: 2),
      let minute = number(bytes, at: 14, digits: 2), (1970...2261).contains(year), (1...12).contains(month),
      (1...days(inMonth: month, of: year)).contains(day), (0...23).contains(hour), (0...59).contains(minute),
      let seconds = DecimalText.nanoseconds(bytes[(start + 17)...], scale: 9), seconds >= 0, seconds < 60_000_000_000
    else { return nil }
    let minutes = (days(before: year, month) + day - 1) * 1440 + hour * 60 + minute
    return Int64(minutes) * 60_000_000_000 + seconds
  }

  private static func withoutZone(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let text = text.last == UInt8(ascii: "Z") ? text.dropLast() : text
    return text.last == UInt8(ascii: "0") && text.suffix(6).elementsEqual("+00:00".utf8) ? text.dropLast(6) : text
  }

  private static func number(_ bytes: ArraySlice<UInt8>, at place: Int, digits: Int) -> Int? {
    var value = 0
    for index in bytes.startIndex + place..<bytes.startIndex + place + digits {
      let digit = bytes[index] &- UInt8(ascii: "0")
      guard digit <= 9 else { return nil }
      value = value * 10 + Int(digit)
    }
    return value
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
