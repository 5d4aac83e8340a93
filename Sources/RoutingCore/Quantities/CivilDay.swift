/// A day of the Gregorian calendar, for whatever reads or writes dates.
///
/// Days are turned into dates and back as in Howard Hinnant's "chrono-Compatible Low-Level Date Algorithms"
/// (`civil_from_days`, `days_from_civil`): years begin in March, so that the leap day is a year's last.
package struct CivilDay: Hashable, Sendable {
  /// The year, as astronomers count it: 0 is the one before 1.
  package let year: Int
  /// The month, from 1 to 12.
  package let month: Int
  /// The day of the month, from 1 to 31.
  package let day: Int

  /// The date of a day counted from 1970-01-01, which is day 0; within ±10¹⁵ days.
  package init(daysSince1970 days: Int) {
    let (era, dayOfEra) = CivilDay.floorDivided(days + 719_468, 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  /// A date by its parts, of which nothing is checked.
  package init(year: Int, month: Int, day: Int) {
    self.year = year
    self.month = month
    self.day = day
  }

  /// The days from 1970-01-01 to this one, below zero before it.
  package var daysSince1970: Int {
    let (era, yearOfEra) = CivilDay.floorDivided(month <= 2 ? year - 1 : year, 400)
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  /// How many days a month has, 28 to 31.
  package static func count(ofMonth month: Int, year: Int) -> Int {
    switch month {
    case 2: year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400)) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// The quotient towards minus infinity, and the remainder, which is not below zero; the divisor is above zero.
  package static func floorDivided(_ dividend: Int, _ divisor: Int) -> (quotient: Int, remainder: Int) {
    let (quotient, remainder) = dividend.quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }
}
