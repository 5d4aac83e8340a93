/// What a provider writes into the header `Retry-After` (R-1060).
public enum RetryAfter {
  /// How long to wait by a header, or nil where it says nothing that can be followed.
  ///
  /// The header is a whole number of seconds, or a date such as `Sun, 06 Nov 1994 08:49:37 GMT`, which `unixTime`, in
  /// seconds since 1970 in UTC, is compared with. A date that has passed counts as nothing said (R-1060).
  ///
  /// - Complexity: O(n) in the length of the header.
  public static func delay(_ header: String, unixTime: Double) -> Milliseconds? {
    let text = TextBytes.trimmed(Array(header.utf8)[...])
    guard let first = text.first else { return nil }
    if isDigit(first) { return seconds(text).flatMap { Milliseconds($0 * 1000) } }
    guard let date = instant(ofDate: Array(text)) else { return nil }
    return Milliseconds((date - unixTime) * 1000)
  }

  /// The longest wait that is told apart; what is longer counts as this long.
  private static let longest = 1e15

  private static func seconds(_ text: ArraySlice<UInt8>) -> Double? {
    var value = 0.0
    for byte in text {
      guard isDigit(byte) else { return nil }
      value = min(value * 10 + Double(byte - UInt8(ascii: "0")), longest)
    }
    return value
  }

  /// The seconds since 1970 of a date in the one form that HTTP writes, or nil where it is no such date.
  private static func instant(ofDate text: [UInt8]) -> Double? {
    let pattern = Array("___, __ ___ ____ __:__:__ GMT".utf8)
    guard text.count == pattern.count,
      pattern.indices.allSatisfy({ pattern[$0] == UInt8(ascii: "_") || pattern[$0] == text[$0] }),
      ordinal(text[0..<3], in: "MonTueWedThuFriSatSun") != nil,
      let day = number(text[5..<7]),
      let month = ordinal(text[8..<11], in: "JanFebMarAprMayJunJulAugSepOctNovDec"),
      let year = number(text[12..<16]), let hour = number(text[17..<19]), let minute = number(text[20..<22]),
      let second = number(text[23..<25]),
      (1...days(inMonth: month, of: year)).contains(day), hour < 24, minute < 60, second <= 60
    else { return nil }
    return Double(((days(before: year, month) + day - 1) * 24 + hour) * 3600 + minute * 60 + second)
  }

  /// The place of a name of three letters in a list of them.
  private static func ordinal(_ name: ArraySlice<UInt8>, in names: StaticString) -> Int? {
    let all = Array("\(names)".utf8)
    return (0..<all.count / 3).first { all[$0 * 3..<$0 * 3 + 3].elementsEqual(name) }
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
    digits.allSatisfy(isDigit) ? digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) } : nil
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

  private static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

  /// The days of a month, counted from 0 for January.
  private static func days(inMonth month: Int, of year: Int) -> Int {
    switch month {
    case 1: isLeap(year) ? 29 : 28
    case 3, 5, 8, 10: 30
    default: 31
    }
  }

  /// Whole days from 1970 to the first of a month; below zero before that.
  private static func days(before year: Int, _ month: Int) -> Int {
    // Counted from 400 years earlier, so that no division is of a negative number, and the calendar repeats itself.
    let past = year + 399
    let sinceThen = past * 365 + past / 4 - past / 100 + past / 400
    let upTo1970 = 2369 * 365 + 2369 / 4 - 2369 / 100 + 2369 / 400
    return sinceThen - upTo1970 + (0..<month).reduce(0) { $0 + days(inMonth: $1, of: year) }
  }
}
