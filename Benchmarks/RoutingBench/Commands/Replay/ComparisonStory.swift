import ReplayReporting
import RoutingCore
import RoutingFormats
import TrafficReplay

/// A comparison and what it is of, to be told in the forms that were asked for; the same whether it was made at once or
/// merged from shards.
struct ComparisonStory {
  let comparison: PolicyComparison
  let registry: ModelRegistry
  /// What the registry is, in words.
  let summary: String
  let trace: ShardTail
  let seed: UInt64

  /// Prints a text, unless the JSON is printed, and writes the files that were asked for.
  func tell(_ arguments: Arguments) throws {
    let jsonPath = arguments.text("--json")
    if jsonPath != "-" {
      let traffic = "\(trace.file) (\(trace.format?.rawValue ?? "?"))"
      ComparisonText.lines(comparison, summary, traffic: traffic).forEach(Terminal.print)
    }
    if let jsonPath { try Terminal.write(PolicyComparisonJSON.bytes(self), to: jsonPath) }
  }

  /// Writes the report, and tells of its files unless JSON is printed.
  func write(_ files: ReportFiles, _ setup: ReplaySetup, _ arguments: Arguments) throws {
    try files.write(ComparisonReport(comparison, setup), json: PolicyComparisonJSON.bytes(self))
    if arguments.text("--json") != "-" { Terminal.print("\n\(files.summary)") }
  }
}
