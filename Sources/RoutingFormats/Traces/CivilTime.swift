import RoutingCore

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
      (1...CivilDay.count(ofMonth: month, year: year)).contains(day), (0...23).contains(hour),
      (0...59).contains(minute),
      let seconds = DecimalText.nanoseconds(bytes[(start + 17)...], scale: 9), seconds >= 0, seconds < 60_000_000_000
    else { return nil }
    let minutes = CivilDay(year: year, month: month, day: day).daysSince1970 * 1440 + hour * 60 + minute
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
}
