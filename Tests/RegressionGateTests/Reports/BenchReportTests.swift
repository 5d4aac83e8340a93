import RegressionGate
import RoutingCore
import RoutingFormats
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct BenchReportTests {
  @Test("a report is read with its rows, rounds and counts")
  func reads() throws {
    let report = try ReportText().with { $0.instructions = "812.5" }.report()
    #expect(report.rows.map(\.key) == [RowKey(path: "compiled", models: 64), RowKey(path: "reference", models: 64)])
    #expect(report.rows[0].rates == [4e6, 4e6, 4e6])
    #expect(report.rows[0].calibration == [1e8, 1e8, 1e8])
    #expect(report.rows[0].allocations == 0)
    #expect(report.rows[0].instructions == 812.5)
    #expect(report.rows[1].instructions == nil)
  }

  @Test(
    "what is no report of a release build is refused with file, line and field",
    arguments: [
      (
        "\"routing-bench/1\"", "\"routing-bench/2\"", "f:1: schema: expected 'routing-bench/1', found 'routing-bench/2'"
      ),
      ("\"release\"", "\"debug\"", "f:1: build: only release builds can be compared"),
      ("{\"version\":1}", "null", "f:1: the member 'calibration' is missing"),
      ("{\"version\":1}", "{}", "f:3: calibration: the member 'version' is missing"),
      ("\"seed\":1", "\"seed\":\"x\"", "f:1: seed: expected a whole number, found a string"),
      ("\"results\":[", "\"results\":7,\"x\":[", "f:4: results: expected an array, found a number"),
      ("\"reference\"", "\"compiled\"", "f:8: results[1]: the row compiled at 64 stands twice"),
      ("\"models\":64", "\"models\":0", "f:5: results[0].models: 0 is not positive"),
      (
        "[4000000.0, 4000000.0, 4000000.0]", "[1, 0, 1]", "f:7: results[0].round_rates[1]: 0.0 is no speed"
      ),
      (
        "[4000000.0, 4000000.0, 4000000.0]", "[1]",
        "f:7: results[0].round_calibration_rates: holds 3 rounds, 'round_rates' 1"
      ),
      ("\"allocations_per_decision\":0", "\"allocations_per_decision\":-1", "-1.0 is negative"),
      ("\"results\":[", "", "f:5: expected a string, found '{'"), ("]}", "", "the text ends in the middle of a value"),
    ])
  func refuses(found: String, replacement: String, message: String) throws {
    var text = ReportText().text
    let range = try #require(
      found == "]}" ? text.ranges(of: found).last : text.firstRange(of: found))
    text.replaceSubrange(range, with: replacement)
    let error = #expect(throws: FormatError.self) { try BenchReport(parsing: Array(text.utf8), file: "f") }
    #expect(error?.description.contains(message) == true, "\(String(describing: error))")
  }

  @Test("a report of more rounds than anyone measures is refused before anything is reckoned")
  func bounded() {
    let text = ReportText().with {
      $0.rates = Array(repeating: 1, count: 100_001)
      $0.calibration = $0.rates
    }
    let error = #expect(throws: FormatError.self) { try text.report() }
    #expect(error?.message == "holds more than 100000 rounds in all")
  }

  @Test("no bytes trap the reader or the comparison", .timeLimit(.minutes(60)))
  func fuzz() throws {
    let good = Array(ReportText().text.utf8)
    let base = try ReportText().report()
    let rule = ComparisonRule(tolerance: 0.05, instructionTolerance: 0.01)
    var read = 0
    _ = Fuzzing.run("reports") { generator in
      let bytes = Mutation.mutated(good, using: &generator)
      guard let report = try? BenchReport(parsing: bytes, file: "f") else { return }
      read += 1
      // Reckoning takes a thousand times longer than reading.
      guard generator.unit() < 0.02, let comparison = try? Comparison(base: base, new: report, rule: rule) else {
        return
      }
      #expect(!comparison.markdown.isEmpty && !comparison.junit.isEmpty)
    }
    #expect(read > 0)
  }
}
