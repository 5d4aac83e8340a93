import RoutingTestSupport
import Testing

@testable import RoutingFormats

@Suite(.offThePool) struct OutageSummaryDocumentTests {
  @Test("the shipped summary is read: vendors with quantiles by rising probability, services with their days")
  func shipped() throws {
    let document = try OutageSummaryDocument(parsing: try Repository.bytes(of: "Data/Latency/outage_summary.json"))
    #expect(document.vendors.map(\.name) == ["anthropic", "character", "openai"])
    let anthropic = document.vendors[0]
    #expect(anthropic.incidents == 141 && anthropic.incidentsWithLength == 111)
    #expect(anthropic.lengths.quantiles.map(\.probability) == [0.25, 0.5, 0.75, 0.9, 0.95])
    #expect(anthropic.lengths.quantiles[1].milliseconds == 55 * 60_000)
    #expect(anthropic.gaps.mean == 91.5 * 3_600_000)
    #expect(document.services.count == 8)
    let service = try #require(document.services.first { $0.name == "api.anthropic.com" })
    #expect(service.days == 418 && service.daysWithOutage == 25)
    #expect(service.partialMinutes == 1675 && service.majorMinutes == 0)
  }

  private static func summary(
    length: String = #"{"p25":1,"p50":2}"#, mean: String = "5", days: String = "10", outages: String = "2",
    minutes: String = "3"
  ) -> String {
    """
    {"incidents_by_provider": {"a": {"incidents": 3, "with_positive_duration": 3, "duration_minutes": \(length),
      "mean_duration_minutes": \(mean), "hours_between_starts": {}, "mean_hours_between_starts": 1}},
     "uptime_by_service": {"b": {"days": \(days), "days_with_outage": \(outages),
      "partial_outage_minutes": \(minutes), "major_outage_minutes": 0}}}
    """
  }

  /// Summaries that mean nothing, and the line, field and words of their errors.
  private static let broken: [(String, Int, String?, String)] = [
    ("", 1, nil, "the text ends"), ("{}", 1, nil, "the member 'incidents_by_provider' is missing"),
    (summary(length: "[]"), 1, "incidents_by_provider.a.duration_minutes", "expected an object"),
    (summary(length: #"{"p0":1}"#), 1, "incidents_by_provider.a.duration_minutes.p0", "no percentile"),
    (summary(length: #"{"median":1}"#), 1, "incidents_by_provider.a.duration_minutes.median", "no percentile"),
    (summary(length: #"{"p50":-1}"#), 1, "incidents_by_provider.a.duration_minutes.p50", "-1.0 is not a time"),
    (summary(length: #"{"p50":1,"p050":1}"#), 1, "incidents_by_provider.a.duration_minutes", "50 stands twice"),
    (summary(length: #"{"p50":2,"p90":1}"#), 1, "incidents_by_provider.a.duration_minutes", "do not rise"),
    (summary(mean: "0"), 2, "incidents_by_provider.a.mean_duration_minutes", "0.0 is not a mean time"),
    (summary(days: "0"), 3, "uptime_by_service.b.days", "0 is not a number of days"),
    (summary(outages: "11"), 3, "uptime_by_service.b.days_with_outage", "11 are more than all days"),
    (summary(minutes: "14401"), 4, "uptime_by_service.b.partial_outage_minutes", "minutes within those days"),
  ]

  @Test("an error names file, line and field", arguments: broken)
  func errors(text: String, line: Int, field: String?, words: String) throws {
    #expect(throws: Never.self) { try OutageSummaryDocument(parsing: Array(Self.summary().utf8)) }
    let error = #expect(throws: FormatError.self) {
      try OutageSummaryDocument(parsing: Array(text.utf8), file: "o.json")
    }
    #expect(error?.file == "o.json")
    #expect(error?.line == line)
    #expect(error?.field == field)
    #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
  }
}
