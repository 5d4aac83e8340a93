/// Dates as text (RFC 3339).
extension UTCDate {
  /// A moment in milliseconds since 1970 as text with milliseconds and `Z`, such as `2026-11-22T00:45:54.123Z` (H-001).
  ///
  /// One outside the years 0 to 9999, which the format cannot say, is written as the nearest inside.
  package static func text(of milliseconds: Int) -> String {
    let date = UTCDate(milliseconds: milliseconds)
    let (seconds, fraction) = date.millisecondsOfDay.quotientAndRemainder(dividingBy: 1000)
    var text: [UInt8] = []
    append(date.year, digits: 4, then: "-", to: &text)
    append(date.month, digits: 2, then: "-", to: &text)
    append(date.day, digits: 2, then: "T", to: &text)
    append(seconds / 3600, digits: 2, then: ":", to: &text)
    append(seconds / 60 % 60, digits: 2, then: ":", to: &text)
    append(seconds % 60, digits: 2, then: ".", to: &text)
    append(fraction, digits: 3, then: "Z", to: &text)
    return String(decoding: text, as: UTF8.self)
  }

  /// The moment in milliseconds since 1970 that some text of RFC 3339 names, or nil where it is none.
  ///
  /// Takes any offset and any number of digits of a second, of which those after the third are cut off; a leap second counts as
  /// the second after it. The result can lie outside the years 0 to 9999 by the offset.
  ///
  /// - Complexity: O(n) in the text.
  package static func milliseconds(of text: String) -> Int? {
    var reader = Reader(bytes: Array(text.utf8))
    guard let year = reader.number(digits: 4), reader.take("-"), let month = reader.number(digits: 2), reader.take("-"),
      let day = reader.number(digits: 2), let date = UTCDate(year: year, month: month, day: day),
      reader.take("T") || reader.take("t") || reader.take(" "),
      let hour = reader.number(digits: 2), hour < 24, reader.take(":"),
      let minute = reader.number(digits: 2), minute < 60, reader.take(":"),
      let second = reader.number(digits: 2), second <= 60, let fraction = reader.fraction(),
      let offset = reader.offset(), reader.isAtEnd
    else { return nil }
    let local = date.milliseconds + ((hour * 60 + minute) * 60 + second) * 1000 + fraction
    // Leap seconds come at the end of a month in UTC and nowhere else.
    if second == 60, !isLeapSecond(endingAt: local - fraction - offset) { return nil }
    return local - offset
  }

  private static func isLeapSecond(endingAt milliseconds: Int) -> Bool { monthStart(of: milliseconds) == milliseconds }

  private static func append(_ number: Int, digits: Int, then end: Unicode.Scalar, to text: inout [UInt8]) {
    let first = text.count
    var rest = number
    for _ in 0..<digits {
      text.insert(UInt8(ascii: "0") + UInt8(rest % 10), at: first)
      rest /= 10
    }
    text.append(UInt8(ascii: end))
  }

  private struct Reader {
    let bytes: [UInt8]
    var place = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { place == bytes.count }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
      guard place < bytes.count, bytes[place] == UInt8(ascii: character) else { return false }
      place += 1
      return true
    }

    mutating func digit() -> Int? {
      guard place < bytes.count, bytes[place] >= UInt8(ascii: "0"), bytes[place] <= UInt8(ascii: "9") else {
        return nil
      }
      place += 1
      return Int(bytes[place - 1] - UInt8(ascii: "0"))
    }

    mutating func number(digits: Int) -> Int? {
      var number = 0
      for _ in 0..<digits {
        guard let digit = digit() else { return nil }
        number = number * 10 + digit
      }
      return number
    }

    /// The milliseconds after the point, 0 where there is none, nil where no digit follows it.
    mutating func fraction() -> Int? {
      guard take(".") else { return 0 }
      guard var milliseconds = digit().map({ $0 * 100 }) else { return nil }
      var scale = 10
      while let digit = digit() {
        milliseconds += digit * scale
        scale /= 10
      }
      return milliseconds
    }

    /// How far local time is ahead of UTC, in milliseconds.
    mutating func offset() -> Int? {
      if take("Z") || take("z") { return 0 }
      let isAhead = take("+")
      guard isAhead || take("-"), let hours = number(digits: 2), hours < 24, take(":"),
        let minutes = number(digits: 2), minutes < 60
      else { return nil }
      return (hours * 60 + minutes) * (isAhead ? 60_000 : -60_000)
    }
  }
}
