import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct CivilDayTests {
  @Test(
    "days are counted from 1970, and leap years are those that the calendar says",
    arguments: [
      (0, 1970, 1, 1), (-1, 1969, 12, 31), (59, 1970, 3, 1), (11_016, 2000, 2, 29), (47_541, 2100, 3, 1),
      (-719_162, 1, 1, 1), (-719_528, 0, 1, 1), (2_932_896, 9999, 12, 31), (-719_893, -1, 1, 1),
    ])
  func known(number: Int, year: Int, month: Int, day: Int) {
    let date = CivilDay(year: year, month: month, day: day)
    #expect(CivilDay(daysSince1970: number) == date)
    #expect(date.daysSince1970 == number)
  }

  @Test("C-505, H-001: days follow each other from the year -400 to 2800 as the calendar says, and are counted back")
  func everyDay() {
    var expected = (year: -400, month: 1, day: 1)
    let first = CivilDay(year: -400, month: 1, day: 1).daysSince1970
    for number in first..<first + 8 * 146_097 {
      let date = CivilDay(daysSince1970: number)
      guard (date.year, date.month, date.day) == expected, date.daysSince1970 == number else {
        Issue.record("\(date) is not \(expected)")
        return
      }
      expected.day += 1
      guard expected.day > CivilDay.count(ofMonth: expected.month, year: expected.year) else { continue }
      (expected.day, expected.month) = (1, expected.month + 1)
      if expected.month > 12 { (expected.month, expected.year) = (1, expected.year + 1) }
    }
    #expect(expected == (2800, 1, 1))
  }

  @Test("a quotient goes towards minus infinity, and what is left is not below zero")
  func floorDivision() {
    for (dividend, quotient, remainder) in [(7, 2, 1), (6, 2, 0), (0, 0, 0), (-1, -1, 2), (-3, -1, 0), (-4, -2, 2)] {
      #expect(CivilDay.floorDivided(dividend, 3) == (quotient, remainder))
    }
  }
}
