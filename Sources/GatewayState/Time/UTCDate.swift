import RoutingCore

/// Moments in milliseconds since 1970 in UTC, as dates of the Gregorian calendar.
package struct UTCDate: Hashable, Sendable {
  /// The year, from 0 to 9999.
  package var year: Int
  /// The month, from 1 to 12.
  package var month: Int
  /// The day of the month, from 1 to 31.
  package var day: Int
  /// The milliseconds since the day began, from 0 to 86,399,999.
  package var millisecondsOfDay: Int

  /// The milliseconds of a day, which in UTC as computers count it has no leap seconds.
  package static let millisecondsPerDay = 86_400_000

  /// The moments that RFC 3339 can write: from the year 0000 to 9999.
  static let writable = -62_167_219_200_000...253_402_300_799_999

  /// The date of a moment in milliseconds since 1970; one outside the years 0 to 9999 counts as the nearest inside.
  package init(milliseconds: Int) {
    let milliseconds = min(max(milliseconds, UTCDate.writable.lowerBound), UTCDate.writable.upperBound)
    let (days, rest) = CivilDay.floorDivided(milliseconds, UTCDate.millisecondsPerDay)
    let date = CivilDay(daysSince1970: days)
    (year, month, day) = (date.year, date.month, date.day)
    millisecondsOfDay = rest
  }

  /// A date by its parts, or nil where there is no such day, or the year is not from 0 to 9999.
  package init?(year: Int, month: Int, day: Int, millisecondsOfDay: Int = 0) {
    guard (0...9999).contains(year), (1...12).contains(month), day >= 1,
      day <= UTCDate.days(ofMonth: month, year: year), (0..<UTCDate.millisecondsPerDay).contains(millisecondsOfDay)
    else { return nil }
    self.year = year
    self.month = month
    self.day = day
    self.millisecondsOfDay = millisecondsOfDay
  }

  /// The moment in milliseconds since 1970.
  package var milliseconds: Int {
    CivilDay(year: year, month: month, day: day).daysSince1970 * UTCDate.millisecondsPerDay + millisecondsOfDay
  }

  /// How many days a month has, 28 to 31.
  package static func days(ofMonth month: Int, year: Int) -> Int {
    CivilDay.count(ofMonth: month, year: year)
  }

  /// The moment at which the month of another moment began, both in milliseconds since 1970.
  package static func monthStart(of milliseconds: Int) -> Int {
    var date = UTCDate(milliseconds: milliseconds)
    (date.day, date.millisecondsOfDay) = (1, 0)
    return date.milliseconds
  }
}
