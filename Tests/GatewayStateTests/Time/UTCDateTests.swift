import GatewayState
import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct UTCDateTests {
  /// From `date -u -d @SECONDS +%FT%TZ` of GNU coreutils.
  @Test(
    "H-001: a moment is written as RFC 3339 in UTC with Z, and read back",
    arguments: [
      (0, "1970-01-01T00:00:00.000Z"), (1_795_308_354, "2026-11-22T00:45:54.000Z"),
      (951_782_400, "2000-02-29T00:00:00.000Z"), (951_868_799, "2000-02-29T23:59:59.000Z"),
      (951_868_800, "2000-03-01T00:00:00.000Z"), (4_107_542_399, "2100-02-28T23:59:59.000Z"),
      (4_107_542_400, "2100-03-01T00:00:00.000Z"), (1_709_164_800, "2024-02-29T00:00:00.000Z"),
      (1_735_689_599, "2024-12-31T23:59:59.000Z"), (-1, "1969-12-31T23:59:59.000Z"),
      (-2_208_988_800, "1900-01-01T00:00:00.000Z"), (-62_167_219_200, "0000-01-01T00:00:00.000Z"),
      (253_402_300_799, "9999-12-31T23:59:59.000Z"), (1_000_000_000, "2001-09-09T01:46:40.000Z"),
    ])
  func known(seconds: Int, text: String) {
    #expect(UTCDate.text(of: seconds * 1000) == text)
    #expect(UTCDate.milliseconds(of: text) == seconds * 1000)
    let middle = String(text.dropLast(4)) + "123Z"
    #expect(UTCDate.text(of: seconds * 1000 + 123) == middle)
    #expect(UTCDate.milliseconds(of: middle) == seconds * 1000 + 123)
  }

  @Test("every moment from the year 0 to 9999 comes back from its text, and later ones have greater texts")
  func roundTrip() {
    var dice = SeededGenerator(seed: 1)
    for _ in 0..<5000 {
      let moments = (0..<2).map { _ in dice.index(below: 315_569_520_000_000) - 62_167_219_200_000 }.sorted()
      let texts = moments.map { UTCDate.text(of: $0) }
      #expect(texts.map { UTCDate.milliseconds(of: $0) } == moments)
      #expect(moments[0] == moments[1] || texts[0] < texts[1])
      #expect(UTCDate(milliseconds: moments[0]).milliseconds == moments[0])
    }
  }

  @Test("days follow each other for 800 years as the calendar says")
  func everyDay() {
    var date = (year: 1900, month: 1, day: 1)
    for number in 0..<292_194 {
      let moment = (-25_567 + number) * UTCDate.millisecondsPerDay
      let found = UTCDate(milliseconds: moment + 1)
      guard (found.year, found.month, found.day) == date, found.milliseconds == moment + 1,
        UTCDate.monthStart(of: moment + 1) == moment - (date.day - 1) * UTCDate.millisecondsPerDay
      else {
        Issue.record("\(found) is not \(date)")
        return
      }
      date.day += 1
      guard date.day > UTCDate.days(ofMonth: date.month, year: date.year) else { continue }
      (date.day, date.month) = (1, date.month + 1)
      if date.month > 12 { (date.month, date.year) = (1, date.year + 1) }
    }
    #expect(date == (2700, 1, 1))
  }

  @Test(
    "offsets, fractions of any length and leap seconds are read",
    arguments: [
      ("1985-04-12T23:20:50.52Z", "1985-04-12T23:20:50.520Z"),
      ("1996-12-19T16:39:57-08:00", "1996-12-20T00:39:57.000Z"),
      ("1990-12-31T23:59:60Z", "1991-01-01T00:00:00.000Z"),
      ("1990-12-31T15:59:60-08:00", "1991-01-01T00:00:00.000Z"),
      ("1937-01-01T12:00:27.87+00:20", "1937-01-01T11:40:27.870Z"),
      ("2026-11-22t00:45:54.123999999999999999999999z", "2026-11-22T00:45:54.123Z"),
      ("2026-11-22 00:45:54.1Z", "2026-11-22T00:45:54.100Z"),
    ])
  func variants(text: String, canonical: String) throws {
    // The first five are the examples of RFC 3339, section 5.8.
    #expect(UTCDate.text(of: try #require(UTCDate.milliseconds(of: text))) == canonical)
  }

  @Test(
    "what is no date of RFC 3339 is refused",
    arguments: [
      "", "2026", "2026-11-22", "2026-11-22T00:45:54", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z",
      "2026-02-29T00:00:00Z", "2100-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "2026-01-00T00:00:00Z",
      "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z", "2026-01-01T00:00:61Z", "2026-01-01T00:00:60Z",
      "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00,5Z", "2026-01-01T00:00:00+0100", "2026-01-01T00:00:00+24:00",
      "2026-01-01T00:00:00Z ", " 2026-01-01T00:00:00Z", "+026-01-01T00:00:00Z", "2026-1-01T00:00:00Z",
      "20260101T000000Z", "2026-01-01T00:00:00Zz", "２026-01-01T00:00:00Z",
    ])
  func refused(text: String) {
    #expect(UTCDate.milliseconds(of: text) == nil)
  }

  @Test("moments that no date can name are held to the nearest that one can")
  func beyond() {
    #expect(UTCDate.text(of: .max) == "9999-12-31T23:59:59.999Z")
    #expect(UTCDate.text(of: .min) == "0000-01-01T00:00:00.000Z")
    #expect(UTCDate.monthStart(of: .max) == UTCDate.milliseconds(of: "9999-12-01T00:00:00Z"))
  }
}
