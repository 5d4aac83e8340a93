import TrafficReplay

/// A comparison as a page.
struct ComparisonPage {
  let report: ComparisonReport
  let charts: ComparisonCharts

  /// What the page answers.
  static let question = "Which policy would have been better, by how much, and are we sure?"

  init(_ report: ComparisonReport) {
    self.report = report
    charts = ComparisonCharts(report: report)
  }

  var contestants: [PolicyComparison.Contestant] { report.comparison.contestants }

  var text: String {
    var page = Page()
    addHeader(to: &page)
    guard report.comparison.requestCount > 0 else {
      addReproduction(to: &page)
      return page.document(title: ComparisonPage.question, style: PageStyle.sheet + ChartStyle.sheet)
    }
    page.element("section") { page in
      page.element("h2", text: "Figures")
      addFigures(to: &page)
    }
    if contestants.count > 1 {
      page.element("section") { page in
        page.element("h2", text: "Differences, and how sure they are")
        addIntervals(to: &page)
        addDifferences(to: &page)
      }
    }
    page.element("section") { page in
      page.element("h2", text: "What the money buys")
      addTradeOffs(to: &page)
    }
    page.element("section") { page in
      page.element("h2", text: "Over time")
      addTimelines(to: &page)
    }
    page.element("section") { page in
      page.element("h2", text: "How this was found")
      addMethod(to: &page)
    }
    addReproduction(to: &page)
    return page.document(title: ComparisonPage.question, style: PageStyle.sheet + ChartStyle.sheet)
  }

  private func addHeader(to page: inout Page) {
    page.element("header") { page in
      page.element("h1", text: ComparisonPage.question)
      page.element("p", "class=\"about\"") { page in
        let count = contestants.count
        page.text("\(count) \(count == 1 ? "policy" : "policies") on ")
        page.name(report.setup.trace.name)
        page.text(
          ": \(DecimalText.fixed(Double(report.comparison.requestCount), 0)) requests, replayed through simulated providers"
        )
      }
    }
    let answer = ComparisonAnswer(report)
    page.element("section", "class=\"answer\" aria-label=\"The answer\"") { page in
      page.element("p") { ComparisonPage.add(answer.lead, to: &$0) }
      guard !answer.details.isEmpty, report.comparison.requestCount > 0 else { return }
      page.element("ul") { page in
        for detail in answer.details { page.element("li") { ComparisonPage.add(detail, to: &$0) } }
      }
    }
  }

  private static func add(_ pieces: [ComparisonAnswer.Piece], to page: inout Page) {
    for piece in pieces {
      switch piece {
      case .words(let words): page.text(words)
      case .name(let name): page.element("strong") { $0.name(name) }
      }
    }
  }

  // MARK: Plots

  private func addTradeOffs(to page: inout Page) {
    page.element("div", "class=\"plots\"") { page in
      page.figure(
        charts.costAgainstAttainment.title, charts.costAgainstAttainment.svg(.embedded(id: "attainment")),
        caption: "Requests that were not served count as missed. The vertical axis need not begin at zero.")
      page.figure(
        charts.costAgainstTail.title, charts.costAgainstTail.svg(.embedded(id: "tail")),
        caption: "Ninety-nine of a hundred served requests had their first token by then.")
      page.figure(
        charts.firstTokenTimes.title, charts.firstTokenTimes.svg(.embedded(id: "first-token")),
        caption: "Cumulative shares of what was served; further left is faster.")
      page.figure(
        charts.endToEndTimes.title, charts.endToEndTimes.svg(.embedded(id: "end-to-end")),
        caption: "Cumulative shares of what was served; a long answer takes long with every policy.")
      if let tenants = charts.tenants {
        page.figure(
          tenants.title, tenants.svg(.embedded(id: "tenants")),
          caption: "Each policy’s tenants in the order of their own attainment; a level line is an even one.")
      }
    }
  }

  private func addIntervals(to page: inout Page) {
    page.element("p", "class=\"note\"") { page in
      page.text("Each policy less ")
      page.name(contestants[0].name)
      page.text(
        ". A bar is an interval of 95 %; a hollow marker is a difference that is not distinguishable from none.")
    }
    page.element("div", "class=\"plots\"") { page in
      for (number, chart) in charts.intervals.enumerated() {
        page.element("figure") { page in
          page.element("h3", text: chart.title)
          page.add(chart.svg(.embedded(id: "difference-\(number + 1)")))
        }
      }
    }
  }

  private func addTimelines(to page: inout Page) {
    let bands = ModelBands(report)
    page.element("figure") { page in
      page.element("h3", text: "Which models were chosen")
      page.element("ul", "class=\"legend\"") { page in
        for (number, name) in bands.names.enumerated() {
          let style = bands.style(of: number)
          page.element("li") { page in
            page.add(
              "<svg class=\"chart\" viewBox=\"0 0 14 14\" aria-hidden=\"true\">"
                + "<rect width=\"14\" height=\"14\" class=\"\(style)\"/></svg>")
            page.element("strong", text: ShareChart.letter(of: number))
            page.text(" ")
            page.name(name)
          }
        }
      }
      page.element("div", "class=\"plots\"") { page in
        for (number, contestant) in contestants.enumerated() {
          page.element("figure") { page in
            page.element("h3") { $0.name(contestant.name) }
            page.add(bands.chart(of: contestant).svg(.embedded(id: "models-\(number + 1)")))
          }
        }
      }
      page.element(
        "figcaption",
        text: "Shares of the requests for which a model was found, in the order of the legend from bottom to top.")
    }
    page.element("div", "class=\"plots\"") { page in
      let plots: [(id: String, chart: LineChart?)] = [
        ("arrivals", charts.arrivals), ("costs", charts.costs), ("attainments", charts.attainment),
        ("failures", charts.failures), ("refusals", charts.refusals),
      ]
      for plot in plots {
        guard let chart = plot.chart else { continue }
        page.figure(chart.title, chart.svg(.embedded(id: plot.id)), caption: chart.description)
      }
    }
    if charts.failures == nil { page.element("p", "class=\"note\"", text: "No request failed at a provider.") }
    if charts.refusals == nil { page.element("p", "class=\"note\"", text: "No request was refused.") }
  }
}
