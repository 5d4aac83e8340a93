import RoutingTestSupport
import Testing
import TrafficReplay

@testable import ReplayReporting

/// The page and the table of a comparison by cost and quality.
@Suite(.offThePool) struct QualityPageTests {
  /// Three models on two tasks, of which each is best at something; the names are somebody else's.
  private func report(_ names: [String] = ["small", "large", "<b>\"odd\" & 'co'</b>"]) throws -> QualityPageReport {
    let items = (0..<60).map {
      QualityTable.Item(key: "item \($0)", task: $0 % 2 == 0 ? "sums" : "tales", promptCharacters: 400)
    }
    let scores = items.indices.flatMap { item -> [Double?] in
      [item % 4 == 0 ? 1 : 0, item % 4 == 1 ? 0 : 1, item % 2 == 1 ? 1 : 0]
    }
    let table = try QualityTable(
      items: items, models: names, scores: scores, answerCharacters: scores.map { _ in 400 })
    let prices = Dictionary(
      uniqueKeysWithValues: zip(names, [0.1, 10, 1]).map {
        ($0, TokenPricing.Price(inputPerMillionTokens: $1, outputPerMillionTokens: $1))
      })
    let world = QualityWorld(
      table, prices: prices, pricing: TokenPricing(assumedInputTokens: 256, assumedOutputTokens: 256))
    let found = QualityComparison(of: world, seed: 1)
    let comparison = try #require(found)
    return QualityPageReport(
      comparison,
      QualityPageReport.Setup(
        command: "routing-bench quality", table: "t.csv", items: 60, models: 3, seed: 1, remarks: ["left out: <i>"]))
  }

  @Test("the page is well-formed, whoever named the models, and loads nothing")
  func page() throws {
    let page = String(decoding: try report().html, as: UTF8.self)
    #expect(WellFormedness(page).problem == nil)
    #expect(!page.contains("<b>\"odd\"") && page.contains("&lt;b&gt;"))
    #expect(!page.contains("<i>") && !page.contains("http://") && !page.contains("https://"))
    #expect(!page.contains("<script"))
  }

  @Test("R-001: the same values give the same bytes")
  func sameBytes() throws {
    #expect(try report().html == report().html)
    #expect(try report().html != report(["a", "b", "c"]).html)
  }

  @Test("the answer names the best single model, and figures are those of the comparison")
  func answer() throws {
    let report = try report()
    let page = String(decoding: report.html, as: UTF8.self)
    let best = try #require(
      report.comparison.policies.first { $0.name == report.comparison.bestSingleModel }?.verdict.point)
    #expect(best.quality == report.comparison.policies.dropLast(3).map(\.verdict.point.quality).max())
    #expect(page.contains("which scores \(DecimalText.fixed(best.quality, 4))"))
    let rows = String(decoding: report.csv, as: UTF8.self).split(separator: "\r\n")
    #expect(rows.count == 1 + report.comparison.policies.count)
    let oracle = try #require(rows.last).split(separator: ",", omittingEmptySubsequences: false)
    #expect(oracle[0] == "oracle" && oracle[3] == "0")
    #expect(Double(oracle[2]) == report.comparison.policies.last?.verdict.point.quality)
  }

  @Test("every way of choosing is a mark, and every curve with a length a line")
  func chart() throws {
    let report = try report()
    let chart = report.chart
    #expect(chart.marks.map(\.name) == report.comparison.policies.map(\.name))
    #expect(chart.marks.map(\.y) == report.comparison.policies.map(\.verdict.point.quality))
    #expect(Set(chart.marks.map(\.series)).count == 4, "models alike, and three other ways")
    #expect(chart.lines.count == report.comparison.curves.count { $0.frontier.hull.count > 1 })
    #expect(!chart.lines.isEmpty)
  }
}
