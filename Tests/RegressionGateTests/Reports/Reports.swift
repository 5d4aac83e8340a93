import RegressionGate
import RoutingFormats

/// A report to be changed by a test.
struct ReportText {
  var schema = "routing-bench/1"
  var build = "release"
  var calibration = "1"
  var seed = "1"
  var date = "\"2026-11-21\""
  var rows = [RowText(), RowText(path: "reference", rates: [1e4, 1e4, 1e4], allocations: "41.9")]

  struct RowText {
    var path = "compiled"
    var models = "64"
    var threads = "1"
    var rates = [4e6, 4e6, 4e6]
    var calibration = [1e8, 1e8, 1e8]
    var allocations = "0"
    var instructions = "null"
    var candidates = "37.5"

    var text: String {
      """
      {"path":"\(path)","models":\(models),"threads":\(threads),"mode":"mixed","providers":48,"refusal_share":0.02,
      "candidates":\(candidates),"allocations_per_decision":\(allocations),"instructions_per_decision":\(instructions),
      "round_rates":\(rates),"round_calibration_rates":\(calibration)}
      """
    }
  }

  var text: String {
    """
    {"schema":"\(schema)","build":"\(build)","seed":\(seed),"catalogue_date":\(date),
    "requests_per_pool":65536,"requests_per_epoch":8000,
    "calibration":{"version":\(calibration)},
    "results":[
    \(rows.map(\.text).joined(separator: ",\n"))
    ]}
    """
  }

  func report(_ file: String = "base.json") throws -> BenchReport {
    try BenchReport(parsing: Array(text.utf8), file: file)
  }

  /// The report with a row changed.
  func with(row: Int = 0, _ change: (inout RowText) -> Void) -> ReportText {
    var copy = self
    change(&copy.rows[row])
    return copy
  }
}
