import TrafficReplay

/// The drawings of a comparison, as values.
struct ComparisonCharts {
  let report: ComparisonReport

  private var contestants: [PolicyComparison.Contestant] { report.comparison.contestants }
  private var names: String { contestants.map(\.name).joined(separator: ", ") }

  // MARK: Cost against what one gets for it

  var costAgainstAttainment: ScatterChart {
    let marks = contestants.enumerated().compactMap { number, one in
      one.outcomes.cost.mean.flatMap { cost in
        one.outcomes.attainment.mean.map {
          ScatterChart.Mark(one.name, x: cost * 1000, y: $0, series: number)
        }
      }
    }
    return ScatterChart(
      "Cost against objective met",
      description: "A point for each policy (\(names)): the higher, the more requests met the objective, "
        + "the further left, the less a request cost.",
      x: ChartAxis("USD per 1,000 requests", showing: 0...0),
      y: ChartAxis("requests that met the objective", unit: .share),
      better: .topLeft, marks: marks)
  }

  var costAgainstTail: ScatterChart {
    let marks = contestants.enumerated().compactMap { number, one -> ScatterChart.Mark? in
      guard let cost = one.outcomes.cost.mean, one.outcomes.firstTokenTimes.count > 0 else { return nil }
      return ScatterChart.Mark(
        one.name, x: cost * 1000, y: one.outcomes.firstTokenTimes.nanoseconds(at: 0.99) / 1e6, series: number)
    }
    return ScatterChart(
      "Cost against the slowest hundredth",
      description: "A point for each policy (\(names)): the lower, the shorter the time to the first token that 99 of "
        + "100 served requests keep, the further left, the less a request cost.",
      x: ChartAxis("USD per 1,000 requests", showing: 0...0),
      y: ChartAxis("time to first token, 99th percentile", unit: .milliseconds, spacing: .logarithmic),
      better: .bottomLeft, marks: marks)
  }

  // MARK: Distributions of times

  var firstTokenTimes: LineChart {
    times("Time to first token", "time to first token") { $0.firstTokenTimes }
  }

  var endToEndTimes: LineChart {
    times("Time to last token", "time to last token") { $0.endToEndTimes }
  }

  private func times(
    _ title: String, _ axis: String, _ histogram: (PolicyOutcomes) -> LatencyHistogram
  ) -> LineChart {
    LineChart(
      title,
      description: "For each policy (\(names)) the share of served requests that took no longer than the time below.",
      x: ChartAxis(axis, unit: .milliseconds, spacing: .logarithmic),
      y: ChartAxis("share of served requests", unit: .share, showing: 0...1), shape: .steps,
      series: contestants.map { one in
        let steps = histogram(one.outcomes).cumulativeShares
        // Less than a nanosecond has no place on this axis.
        let points = steps.map { ChartSeries.Point(max($0.nanoseconds, 1) / 1e6, $0.share) }
        let first = points.first.map { [ChartSeries.Point($0.x, 0)] } ?? []
        return ChartSeries(one.name, first + points)
      })
  }

  // MARK: Tenants

  /// Nil where the trace names no tenants.
  var tenants: LineChart? {
    let shares = contestants.map { one in one.outcomes.tenants.ranked.map(\.share.attainment).sorted() }
    guard let most = shares.map(\.count).max(), most > 0 else { return nil }
    var chart = LineChart(
      "Objective met by tenant",
      description: "For each policy (\(names)) the tenants from the one whose requests met the objective most rarely.",
      x: ChartAxis("tenants, worst served first", showing: 1...Double(max(most, 2))),
      y: ChartAxis("share of the tenant’s requests that met the objective", unit: .share, showing: 0...1),
      shape: most <= 40 ? .dots : .steps,
      series: zip(contestants, shares).map { one, shares in
        ChartSeries(one.name, shares.enumerated().map { ChartSeries.Point(Double($0.offset + 1), $0.element) })
      })
    chart.height = 280
    return chart
  }

  // MARK: Differences

  /// A drawing for each figure in which the policies can differ.
  var intervals: [IntervalChart] {
    guard contestants.count > 1 else { return [] }
    return PolicyComparison.Figure.allCases.map { figure in
      let rows = report.differences.filter { $0.figure == figure }.map { difference in
        IntervalChart.Row(
          contestants[difference.second].name,
          difference.difference.map {
            IntervalChart.Interval(
              $0.difference * figure.scale, low: $0.low * figure.scale, high: $0.high * figure.scale)
          })
      }
      var chart = IntervalChart(
        figure.label,
        description: "By how much each policy differs from \(contestants[0].name), with 95 % intervals: "
          + "\(figure.moreIsBetter ? "right" : "left") of the line is better.",
        x: ChartAxis(figure.moreIsBetter ? "\(figure.unit), more is better →" : "← less is better, \(figure.unit)"),
        rows: rows)
      chart.firstSeries = 1
      return chart
    }
  }
}
