public import TrafficReplay

/// Ways of choosing judged by cost and quality, told to people as a page and to programs as a table.
///
/// The same values give the same bytes.
public struct QualityPageReport: Hashable, Sendable {
  /// What is told.
  public let comparison: QualityComparison
  /// Where it comes from.
  public let setup: Setup

  /// Where a comparison comes from, as a reader is told.
  public struct Setup: Hashable, Sendable {
    /// The command that makes it again.
    public var command: String
    /// The name of the table of scores.
    public var table: String
    /// How many items and models the table has.
    public var items: Int
    /// How many models have a price.
    public var models: Int
    /// The seed of the halves and of random choices.
    public var seed: UInt64
    /// What was left out or assumed, a sentence each.
    public var remarks: [String]

    /// Makes a setup.
    public init(command: String, table: String, items: Int, models: Int, seed: UInt64, remarks: [String]) {
      self.command = command
      self.table = table
      self.items = items
      self.models = models
      self.seed = seed
      self.remarks = remarks
    }
  }

  /// Makes a report.
  public init(_ comparison: QualityComparison, _ setup: Setup) {
    self.comparison = comparison
    self.setup = setup
  }

  /// Cost against score: every way of choosing as a mark, and the hulls of the curves as lines.
  public var chart: ScatterChart {
    let named = comparison.policies
    let singles = named.count - QualityPageReport.waysBesidesModels
    var chart = ScatterChart(
      "Cost against quality", description: "Mean cost and mean score of every way of choosing, and what lies between.",
      x: ChartAxis("USD per 1,000 requests", showing: 0...0), y: ChartAxis("mean score"), better: .topLeft,
      marks: named.enumerated().map { place, policy in
        // Models look alike; chance, task means and oracle each have a marker of their own.
        ScatterChart.Mark(
          policy.name, x: policy.verdict.point.cost * 1000, y: policy.verdict.point.quality,
          series: place < singles ? 0 : place - singles + 1)
      })
    chart.lines = comparison.curves.filter { $0.frontier.hull.count > 1 }.map { curve in
      ChartSeries(curve.name, curve.frontier.hull.map { ChartSeries.Point($0.cost * 1000, $0.quality) })
    }
    chart.width = 720
    chart.height = 460
    return chart
  }

  /// `random`, `task means` and `oracle` stand behind the models.
  static let waysBesidesModels = 3

  /// The page: the answer, the drawing, the figures and how to make them again; it loads nothing.
  public var html: [UInt8] { Array(QualityPage(report: self).text.utf8) }

  /// A row for each way of choosing, as CSV (RFC 4180).
  public var csv: [UInt8] {
    var table = CSVText(
      head: [
        "policy", "cost_usd_per_request", "mean_score", "mean_regret", "total_regret", "share_of_best_single",
        "recovered_gap",
      ])
    for policy in comparison.policies {
      let verdict = policy.verdict
      let numbers: [Double?] = [
        verdict.point.cost, verdict.point.quality, verdict.meanRegret, verdict.totalRegret, verdict.shareOfBestSingle,
        verdict.recoveredGap,
      ]
      table.add([policy.name] + numbers.map { CSVText.number($0) })
    }
    return table.bytes
  }
}
