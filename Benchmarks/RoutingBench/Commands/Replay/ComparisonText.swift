import TrafficReplay

/// A comparison of policies told to a person.
enum ComparisonText {
  static func lines(_ comparison: PolicyComparison, _ summary: String, traffic: String) -> [String] {
    guard comparison.requestCount > 0 else { return ["\(traffic): no requests"] }
    let count = Table.grouped(Double(comparison.requestCount))
    var lines = [summary, "\(traffic): \(count) requests through each policy", ""] + figures(comparison).lines
    lines += [""] + ends(comparison).lines
    if comparison.contestants.count > 1 { lines += [""] + differences(comparison).lines }
    return lines
  }

  /// What it cost and how fast it was.
  private static func figures(_ comparison: PolicyComparison) -> Table {
    var table = Table([
      "policy", "cost USD", "USD a 1,000", "served", "in SLO", "first token p50", "p99 ms", "end to end p50", "p99 ms",
      "regret",
    ])
    for (place, contestant) in comparison.contestants.enumerated() {
      let outcomes = contestant.outcomes
      func milliseconds(_ times: LatencyHistogram, _ share: Double) -> String {
        Table.grouped(times.nanoseconds(at: share) / 1e6)
      }
      table.add([
        contestant.name, Table.fixed(outcomes.cost.sum, 4),
        text(comparison.mean(.cost, of: place), .cost), percent(comparison.mean(.success, of: place)),
        percent(comparison.mean(.attainment, of: place)), milliseconds(outcomes.firstTokenTimes, 0.5),
        milliseconds(outcomes.firstTokenTimes, 0.99), milliseconds(outcomes.endToEndTimes, 0.5),
        milliseconds(outcomes.endToEndTimes, 0.99), text(comparison.mean(.regret, of: place), .regret),
      ])
    }
    return table
  }

  /// What became of requests, and where they went.
  private static func ends(_ comparison: PolicyComparison) -> Table {
    var table = Table([
      "policy", "refused", "no money", "turned away", "failed", "prompt cached", "fairness", "models", "most used",
    ])
    for contestant in comparison.contestants {
      let outcomes = contestant.outcomes
      let cached = outcomes.promptTokens > 0 ? Double(outcomes.cachedTokens) / Double(outcomes.promptTokens) : 0
      let largest = outcomes.models.map(\.requests).max() ?? 0
      table.add(
        [contestant.name]
          + [outcomes.refusals, outcomes.unfunded, outcomes.rejections, outcomes.failures]
          .map { Table.grouped(Double($0)) } + [
            percent(cached), outcomes.tenants.fairness.map { Table.fixed($0, 4) } ?? "-",
            "\(outcomes.models.count { $0.requests > 0 })",
            percent(Double(largest) / Double(max(outcomes.requests, 1))),
          ])
    }
    return table
  }

  private static func differences(_ comparison: PolicyComparison) -> Table {
    let first = comparison.contestants[0].name
    var table = Table(["against \(first)", "figure", "difference", "95 % interval", "verdict"], leftColumns: 2)
    for place in comparison.contestants.indices.dropFirst() {
      for figure in PolicyComparison.Figure.allCases {
        table.add(
          [comparison.contestants[place].name, name(of: figure)]
            + cells(comparison.difference(in: figure, from: 0, to: place), figure))
      }
    }
    return table
  }

  private static func cells(_ difference: PairedDifference?, _ figure: PolicyComparison.Figure) -> [String] {
    guard let difference else { return ["-", "-", "too few requests"] }
    return [
      text(difference.difference, figure), "\(text(difference.low, figure)) to \(text(difference.high, figure))",
      difference.verdict.name,
    ]
  }

  private static func percent(_ share: Double?) -> String {
    share.map { "\(Table.fixed($0 * 100, 2)) %" } ?? "-"
  }

  private static func text(_ value: Double?, _ figure: PolicyComparison.Figure) -> String {
    guard let value else { return "-" }
    return switch figure {
    case .cost: Table.fixed(value * 1000, 4)
    case .firstToken, .endToEnd: Table.fixed(value, 1)
    case .success, .attainment: Table.fixed(value * 100, 2)
    case .regret: Table.fixed(value, 4)
    }
  }

  private static func name(of figure: PolicyComparison.Figure) -> String {
    switch figure {
    case .cost: "USD a 1,000"
    case .firstToken: "first token, mean ms"
    case .endToEnd: "end to end, mean ms"
    case .success: "served, %"
    case .attainment: "in SLO, %"
    case .regret: "regret"
    }
  }
}
