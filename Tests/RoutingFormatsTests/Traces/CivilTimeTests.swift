import Foundation
import RoutingCore
@testable import RoutingFormats
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct CivilTimeTests {
  private func seconds(_ text: String) -> Double? {
    CivilTime.nanoseconds(Array(text.utf8)[...]).map { Double($0) / 1e9 }
  }

  @Test(
    "dates and times are those of the calendar",
    arguments: [
      ("1970-01-01 00:00:00", 0), ("2000-02-29 00:00:00", 951_782_400), ("2023-11-16T18:17:03.25Z", 1_700_158_623.25),
      ("2100-03-01 00:00:00+00:00", 4_107_542_400), ("2261-12-31 23:59:59", 9_214_646_399),
    ])
  func known(text: String, expected: Double) {
    #expect(abs((seconds(text) ?? -1) - expected) < 1e-6)
  }

  @Test("every day from 1970 to 2261 follows the one before it")
  func everyDay() throws {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = try #require(TimeZone(identifier: "UTC"))
    for day in stride(from: 0, to: 106_600, by: 7) {
      let parts = calendar.dateComponents(
        [.year, .month, .day], from: Date(timeIntervalSince1970: Double(day) * 86_400))
      func padded(_ value: Int?, _ width: Int) -> String {
        let digits = String(value ?? 0)
        return String(repeating: "0", count: width - digits.count) + digits
      }
      let text = "\(padded(parts.year, 4))-\(padded(parts.month, 2))-\(padded(parts.day, 2)) 00:00:00"
      #expect(seconds(text) == Double(day) * 86_400, "\(text)")
    }
  }

  @Test(
    "what is no date or time is none",
    arguments: [
      "", "2023-11-16", "2023-02-29 00:00:00", "1900-01-01 00:00:00", "2023-00-01 00:00:00", "2023-01-00 00:00:00",
      "2023-01-01 24:00:00", "2023-01-01 00:60:00", "2023-01-01 00:00:60", "2023-01-01 00:00:0x", "2023/01/01 00:00:00",
      "2023-01-01 00:00:00+01:00", "2023-01-01 -1:00:00", "2023-01-01 00:00:-1", "2262-01-01 00:00:00",
    ])
  func invalid(text: String) {
    #expect(seconds(text) == nil)
  }
}
