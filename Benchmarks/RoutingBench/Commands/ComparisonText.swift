import TrafficReplay

/// A comparison of policies told to a person.
enum ComparisonText {
  static func lines(_ comparison: PolicyComparison, _ summary: String, traffic: String) -> [String] {
    guard comparison.requestCount > 0 else { return ["\(traffic): no requests"] }
    let count = Table.grouped(Double(comparison.requestCount))
    var lines = [summary, "\(traffic): \(count) requests through each policy", ""] + figures(comparison).lines
    if comparison.contestants.count > 1 { lines += [""] + differences(comparison).lines }
    return lines
  }

  private static func figures(_ comparison: PolicyComparison) -> Table {
    var table = Table(["policy", "cost USD", "USD a 1,000", "served", "p50 ms", "p99 ms", "models"])
    for contestant in comparison.contestants {
      let report = contestant.report
      table.add([
        contestant.name, Table.fixed(report.cost, 4), Table.fixed((contestant.cost.mean ?? 0) * 1000, 4),
        "\(Table.fixed((contestant.success.mean ?? 0) * 100, 2)) %",
        Table.fixed(report.latency.nanoseconds(at: 0.5) / 1e6, 0),
        Table.fixed(report.latency.nanoseconds(at: 0.99) / 1e6, 0),
        "\(report.models.count { $0.requests > 0 })",
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
    func text(_ value: Double) -> String {
      switch figure {
      case .cost: Table.fixed(value * 1000, 4)
      case .latency: Table.fixed(value, 1)
      case .success: Table.fixed(value * 100, 2)
      }
    }
    return [
      text(difference.difference), "\(text(difference.low)) to \(text(difference.high))", difference.verdict.name,
    ]
  }

  private static func name(of figure: PolicyComparison.Figure) -> String {
    switch figure {
    case .cost: "USD a 1,000"
    case .latency: "mean ms"
    case .success: "served, %"
    }
  }
}
