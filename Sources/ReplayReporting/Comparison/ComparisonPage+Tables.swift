import RoutingCore
import TrafficReplay

extension ComparisonPage {
  /// The figures, a row each, with a column for each policy.
  func addFigures(to page: inout Page) {
    let objective = report.setup.settings.objective
    page.element("div", "class=\"scroll\" role=\"region\" aria-label=\"Figures\" tabindex=\"0\"") { page in
      page.element("table") { page in
        page.caption(
          "Bold: the best of a row, sure or not. Objective: first token within "
            + "\(DecimalText.significant(objective.firstToken.value)) ms and "
            + "\(DecimalText.significant(objective.tokenInterval.value)) ms between tokens. Percentiles are off by less than 1.6 %."
        )
        page.element("thead") { page in
          page.element("tr") { page in
            page.element("th", "scope=\"col\"", text: "Figure")
            for contestant in contestants { page.element("th", "scope=\"col\"") { $0.name(contestant.name) } }
          }
        }
        page.element("tbody") { page in
          for figure in PolicyFigure.all(budget: report.setup.budget) { addRow(figure, to: &page) }
        }
      }
    }
  }

  /// A figure that no policy has is left out.
  private func addRow(_ figure: PolicyFigure, to page: inout Page) {
    let values = contestants.map { figure.value($0.outcomes) }
    guard values.contains(where: { $0 != nil }) else { return }
    let texts = contestants.map { figure.text($0.outcomes) }
    let known = values.compactMap(\.self)
    let best: Double? =
      switch figure.wish {
      case .more: known.max()
      case .less: known.min()
      case .neither: nil
      }
    // What reads alike is alike to a reader, and where all do, none is best.
    let bestText = Set(texts).count > 1 ? values.firstIndex { $0 != nil && $0 == best }.map { texts[$0] } : nil
    page.element("tr") { page in
      page.element("th", "scope=\"row\"", text: figure.label)
      for text in texts { page.element("td", text == bestText ? "class=\"best\"" : "", text: text) }
    }
  }

  /// The differences from the first policy, with intervals and verdicts.
  func addDifferences(to page: inout Page) {
    page.element("div", "class=\"scroll\" role=\"region\" aria-label=\"Differences\" tabindex=\"0\"") { page in
      page.element("table") { page in
        page.caption("Means over the same requests, and the difference with its 95 % interval.")
        page.element("thead") { page in
          page.element("tr") { page in
            page.element("th", "scope=\"col\"", text: "Policy")
            page.element("th", "scope=\"col\" class=\"words\"", text: "Figure")
            page.element("th", "scope=\"col\"") { $0.name(contestants[0].name) }
            for head in ["Policy’s own", "Difference", "95 % interval", "Relative"] {
              page.element("th", "scope=\"col\"", text: head)
            }
            page.element("th", "scope=\"col\" class=\"words\"", text: "Verdict")
          }
        }
        for place in contestants.indices.dropFirst() {
          let rows = report.differences.filter { $0.second == place }
          page.element("tbody", "class=\"group\"") { page in
            for (number, row) in rows.enumerated() {
              page.element("tr") { page in
                if number == 0 {
                  page.element("th", "scope=\"rowgroup\" rowspan=\"\(rows.count)\"") {
                    $0.name(contestants[place].name)
                  }
                }
                addCells(row, to: &page)
              }
            }
          }
        }
      }
    }
  }

  private func addCells(_ row: PolicyDifference, to page: inout Page) {
    let scale = row.figure.scale
    func text(_ value: Double?) -> String { value.map { DecimalText.significant($0 * scale, 4) } ?? DecimalText.none }
    func signed(_ value: Double) -> String { (value > 0 ? "+" : "") + DecimalText.significant(value, 3) }
    page.element("th", "scope=\"row\" class=\"words\"", text: "\(row.figure.label), \(row.figure.meanUnit)")
    page.element("td", text: text(row.firstMean))
    page.element("td", text: text(row.secondMean))
    page.element("td", text: row.difference.map { signed($0.difference * scale) } ?? DecimalText.none)
    page.element(
      "td",
      text: row.difference.map { "\(signed($0.low * scale)) to \(signed($0.high * scale))" } ?? DecimalText.none)
    page.element(
      "td", text: row.relative.map { "\(signed($0.estimate * 100)) %" } ?? DecimalText.none)
    page.element("td", "class=\"words\"", text: row.verdict)
  }
}

extension PolicyComparison.Figure {
  /// The unit of means before a reader.
  var meanUnit: String {
    switch self {
    case .success, .attainment: "%"
    case .cost, .firstToken, .endToEnd, .regret: unit
    }
  }
}
