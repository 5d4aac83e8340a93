import Foundation
import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct RetryAfterTests {
  @Test(
    "R-1060: whole seconds are read as they are, however many",
    arguments: [
      ("0", 0), ("1", 1000), ("120", 120_000), (" 7 ", 7000), ("007", 7000),
      ("99999999999999999999999999", 1e18), (String(repeating: "9", count: 400), 1e18),
    ] as [(String, Milliseconds)])
  func seconds(text: String, delay: Milliseconds) {
    #expect(RetryAfter.delay(text, unixTime: 1e9) == delay)
  }

  @Test(
    "R-1060: a date counts from now",
    arguments: [
      ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777, 0), ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_770, 7000),
      ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_776.5, 500), ("Thu, 01 Jan 1970 00:00:00 GMT", 0, 0),
      ("Thu, 29 Feb 2024 23:59:60 GMT", 1_709_251_199, 1000), ("Fri, 31 Dec 9999 23:59:59 GMT", 0, 253_402_300_799_000),
    ] as [(String, Double, Milliseconds)])
  func date(text: String, now: Double, delay: Milliseconds) {
    #expect(RetryAfter.delay(text, unixTime: now) == delay)
  }

  @Test(
    "R-1060: what is negative, has passed or cannot be read is as if it were not there",
    arguments: [
      "", " ", "-1", "-0", "+1", "1.5", "1e3", "1 s", "0x10", "ten", "٣", "Sun, 06 Nov 1994 08:49:36 GMT",
      "Sun, 06 Nov 1994 08:49:37 UTC", "Sun, 06 Nov 1994 08:49:37", "Sunday, 06-Nov-94 08:49:37 GMT",
      "Sun Nov  6 08:49:37 1994", "Xyz, 06 Nov 2094 08:49:37 GMT", "Sun, 06 Nix 2094 08:49:37 GMT",
      "Sun, 00 Nov 2094 08:49:37 GMT", "Sun, 31 Nov 2094 08:49:37 GMT", "Sun, 29 Feb 2095 08:49:37 GMT",
      "Sun, 06 Nov 2094 24:49:37 GMT", "Sun, 06 Nov 2094 08:60:37 GMT", "Sun, 06 Nov 2094 08:49:61 GMT",
      "Sun, 6 Nov 2094 08:49:37 GMT", "Sun, 06 Nov 2094 -8:49:37 GMT", "Mon, 01 Jan 0001 00:00:00 GMT",
      "Sat, 01 Jan 0000 00:00:00 GMT",
    ])
  func absent(text: String) {
    #expect(RetryAfter.delay(text, unixTime: 784_111_777) == nil)
  }

  @Test("R-1060: a clock that tells no time gives no wait", arguments: [Double.nan, .infinity])
  func noTime(now: Double) {
    #expect(RetryAfter.delay("Sun, 06 Nov 2094 08:49:37 GMT", unixTime: now) == nil)
  }

  @Test("R-1060: every date that HTTP writes is read, from 1970 to 9999")
  func law() throws {
    var dice = Dice(seed: 0x1060)
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(identifier: "GMT")
    formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
    for _ in 0..<2000 {
      let time = dice.number(0...253_402_300_799)
      let text = formatter.string(from: Date(timeIntervalSince1970: Double(time)))
      #expect(RetryAfter.delay(text, unixTime: 0) == Milliseconds(Double(time) * 1000), "\(text)")
    }
  }
}
