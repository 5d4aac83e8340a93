import RoutingCore
import RoutingTestSupport
import Testing
import TokenHubClient

@Suite(.offThePool) struct CompletionReportTests {
  @Test("C-501 to C-507: a success has exactly the six members of the template")
  func success() {
    let report = CompletionReport(status: .success, model: "deepseek-v3.2", validatedAt: 1_736_368_320_999)
    #expect(
      report.json.text
        == #"{"integration_status":"success","provider_mode":"platform-routing","model":"deepseek-v3.2","#
        + #""endpoint":"POST /v1/chat/completions","validated_at":"2025-01-08T20:32:00Z","#
        + #""notes":"TokenHub API is ready for production wiring."}"#)
  }

  @Test("C-501, C-507: other ends have a name of their own, and tell what is known of them and no more")
  func others() {
    let details = CompletionReport.Details(failedCheck: "content", code: "c", requestID: "r")
    let six = ["integration_status", "provider_mode", "model", "endpoint", "validated_at", "notes"]
    for (status, name) in [
      (CompletionReport.Status.failed(details), "failed"), (.needsKey(details), "needs_key"),
      (.escalated(details), "escalated"),
    ] {
      let json = CompletionReport(status: status, model: "m", validatedAt: 0).json
      #expect(json["integration_status"]?.string == name)
      #expect(json.members?.map(\.name) == six + ["failed_check", "code", "request_id"])
      #expect(json["failed_check"]?.string == "content" && json["code"]?.string == "c")
      #expect(json["notes"]?.string?.isEmpty == false)
    }
    #expect(CompletionReport(status: .failed(.init()), model: "m", validatedAt: 0).json.members?.map(\.name) == six)
  }

  @Test("C-506: a host's own notes are kept")
  func notes() {
    #expect(CompletionReport(status: .success, model: "m", validatedAt: 0, notes: "n").json["notes"]?.string == "n")
  }

  @Test(
    "C-505: the moment is ISO 8601 in UTC",
    arguments: [
      (0, "1970-01-01T00:00:00Z"), (-1, "1969-12-31T23:59:59Z"), (951_782_400_000, "2000-02-29T00:00:00Z"),
      (951_868_799_999, "2000-02-29T23:59:59Z"), (4_107_542_400_000, "2100-03-01T00:00:00Z"),
      (1_798_761_599_000, "2026-12-31T23:59:59Z"), (.max, "9999-12-31T23:59:59Z"), (.min, "0000-01-01T00:00:00Z"),
    ])
  func moments(milliseconds: Int, text: String) {
    let report = CompletionReport(status: .success, model: "m", validatedAt: milliseconds)
    #expect(report.json["validated_at"]?.string == text)
  }

  @Test("C-505: each of 800 years of days follows the one before as the calendar has it")
  func calendar() {
    // Counted up day by day, which shares nothing with the arithmetic under test.
    var (year, month, day) = (1600, 1, 1)
    for number in -135_140..<157_060 {
      if number % 7 == 0 {
        let text = CompletionReport(status: .success, model: "m", validatedAt: number * 86_400_000).json["validated_at"]
        let expected = "\(year)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)T00:00:00Z"
        if text?.string != expected { #expect(text?.string == expected) }
      }
      let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
      let length = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
      day += 1
      if day > length { (day, month) = (1, month + 1) }
      if month > 12 { (month, year) = (1, year + 1) }
    }
    #expect(year == 2400)
  }
}
