import TrafficReplay

/// A comparison by cost and quality as a page.
struct QualityPage {
  let report: QualityPageReport

  private static let question = "What does quality cost, and what could choosing gain?"

  private var comparison: QualityComparison { report.comparison }

  var text: String {
    var page = Page()
    addHeader(to: &page)
    page.element("section") { page in
      page.element("h2", text: "What the money buys")
      page.figure(
        report.chart.title, report.chart.svg(.embedded(id: "quality")),
        caption:
          "A line is the non-decreasing convex hull of a curve: what mixtures of its points reach. The axis of scores need not begin at zero."
      )
    }
    page.element("section") { page in
      page.element("h2", text: "Figures")
      addPolicies(to: &page)
      addCurves(to: &page)
    }
    page.element("section") { page in
      page.element("h2", text: "How this was found")
      addMethod(to: &page)
    }
    addReproduction(to: &page)
    return page.document(title: QualityPage.question, style: PageStyle.sheet + ChartStyle.sheet)
  }

  private func addHeader(to page: inout Page) {
    page.element("header") { page in
      page.element("h1", text: QualityPage.question)
      page.element("p", "class=\"about\"") { page in
        page.text("\(report.setup.models) models on ")
        page.name(report.setup.table)
        page.text(
          ": judged on \(DecimalText.fixed(Double(comparison.evaluationItems), 0)) items, trained on "
            + "\(DecimalText.fixed(Double(comparison.trainingItems), 0)) others")
      }
    }
    page.element("section", "class=\"answer\" aria-label=\"The answer\"") { page in
      // A model may be called like a way of choosing; the models stand first.
      let models = comparison.policies.dropLast(QualityPageReport.waysBesidesModels)
      guard let single = models.first(where: { $0.name == comparison.bestSingleModel }), let oracle = policy("oracle")
      else { return }
      page.element("p") { page in
        page.text("The best single model is ")
        page.element("strong") { $0.name(single.name) }
        page.text(
          ", which scores \(QualityPage.score(single)) for \(QualityPage.cost(single)) USD per 1,000 requests; an oracle "
            + "that knows every score beforehand reaches \(QualityPage.score(oracle)) for \(QualityPage.cost(oracle)) USD."
        )
      }
      guard let means = policy("task means"), let random = policy("random") else { return }
      page.element("ul") { page in
        page.element("li") { page in
          page.text(
            "Choosing by the mean score on each task reaches \(QualityPage.score(means)) for \(QualityPage.cost(means)) "
              + "USD\(QualityPage.gap(means)).")
        }
        page.element(
          "li", text: "Choosing at random reaches \(QualityPage.score(random)) for \(QualityPage.cost(random)) USD.")
      }
    }
  }

  private func policy(_ name: String) -> QualityComparison.Policy? {
    comparison.policies.last { $0.name == name }
  }

  private static func score(_ policy: QualityComparison.Policy) -> String {
    DecimalText.fixed(policy.verdict.point.quality, 4)
  }

  private static func cost(_ policy: QualityComparison.Policy) -> String {
    DecimalText.significant(policy.verdict.point.cost * 1000)
  }

  private static func gap(_ policy: QualityComparison.Policy) -> String {
    guard let gap = policy.verdict.recoveredGap else { return "" }
    let share = DecimalText.fixed(abs(gap) * 100, 1)
    return gap < 0
      ? ", which is worse than the best single model by \(share) % of the gap to the oracle"
      : ", which closes \(share) % of the gap from the best single model to the oracle"
  }

  // MARK: Tables

  private func addPolicies(to page: inout Page) {
    let heads = ["USD per 1,000", "Score", "Mean regret", "To the best single model", "Gap recovered"]
    addTable(
      "Every way of choosing, judged on the same items; regret is what the oracle scored more.", "Way", heads, &page
    ) { page in
      for policy in comparison.policies {
        let verdict = policy.verdict
        page.element("tr") { page in
          page.element("th", "scope=\"row\"") { $0.name(policy.name) }
          let cells = [
            QualityPage.cost(policy), QualityPage.score(policy), DecimalText.fixed(verdict.meanRegret, 4),
            "\(DecimalText.fixed(verdict.shareOfBestSingle * 100, 1)) %",
            verdict.recoveredGap.map { "\(DecimalText.fixed($0 * 100, 1)) %" } ?? "–",
          ]
          for cell in cells { page.element("td", text: cell) }
        }
      }
    }
  }

  private func addCurves(to page: inout Page) {
    let range = [comparison.costs.lowerBound, comparison.costs.upperBound].map { DecimalText.significant($0 * 1000) }
    addTable(
      "What lies between points: the mean quality of each hull from \(range[0]) to \(range[1]) USD per 1,000 requests.",
      "Curve", ["AIQ", "Efficient points", "Corners"], &page
    ) { page in
      for curve in comparison.curves {
        page.element("tr") { page in
          page.element("th", "scope=\"row\"") { $0.name(curve.name) }
          page.element(
            "td", text: DecimalText.fixed(curve.frontier.averageImprovement(over: comparison.costs), 4))
          page.element("td", text: DecimalText.fixed(Double(curve.frontier.efficient.count), 0))
          page.element("td", text: DecimalText.fixed(Double(curve.frontier.hull.count), 0))
        }
      }
    }
  }

  private func addTable(
    _ caption: String, _ first: String, _ heads: [String], _ page: inout Page, rows: (inout Page) -> Void
  ) {
    page.element("div", "class=\"scroll\" role=\"region\" aria-label=\"\(first)\" tabindex=\"0\"") { page in
      page.element("table") { page in
        page.caption(caption)
        page.element("thead") { page in
          page.element("tr") { page in
            for head in [first] + heads { page.element("th", "scope=\"col\"", text: head) }
          }
        }
        page.element("tbody") { rows(&$0) }
      }
    }
  }

  // MARK: Method

  private func addMethod(to page: inout Page) {
    page.element(
      "p",
      text:
        "Half of the items, chosen by a hash of their keys, train what has to be trained: which model is cheap, which is good, "
        + "and each model’s mean score on each task. Everything is judged on the other half, so all figures are of the same items. "
        + "The oracle takes the best answer of each item, the cheapest of equals. AIQ is the mean quality of a curve’s "
        + "non-decreasing convex hull over the costs that the curves share (Hu et al., “RouterBench”, arXiv 2403.12031, section 3); "
        + "“weak to strong” sends what a threshold says to the strong model (Ong et al., “RouteLLM”, arXiv 2406.18665). "
        + "Which corners a hull has is seen on the judged half itself, so it flatters curves of many points a little.")
    for remark in report.setup.remarks { page.element("p", "class=\"note\"", text: remark + ".") }
  }

  private func addReproduction(to page: inout Page) {
    page.element("section") { page in
      page.element("h2", text: "How to make it again")
      page.element("pre") { page in page.element("code", text: report.setup.command) }
      page.element("dl") { page in
        for (name, value) in [
          ("Table", report.setup.table), ("Its items", DecimalText.fixed(Double(report.setup.items), 0)),
          ("Seed", "\(report.setup.seed)"),
        ] {
          page.element("dt", text: name)
          page.element("dd") { $0.name(value) }
        }
      }
    }
  }
}
