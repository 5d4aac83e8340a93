import TrafficReplay

extension ComparisonCharts {
  /// Something of each bin over time, a line a policy; bins where it is nil are gaps.
  private func overTime(
    _ title: String, _ description: String, _ axis: ChartAxis, of contestants: [PolicyComparison.Contestant],
    _ value: (TimeBins.Bin, Int) -> Double?
  ) -> LineChart {
    var chart = LineChart(
      title, description: description, x: ChartAxis("time since the first request", unit: .seconds), y: axis,
      series: contestants.map { one in
        let timeline = TimeBins(one.outcomes.timeline)
        return ChartSeries(
          one.name,
          timeline.bins.enumerated().map { place, bin in
            ChartSeries.Point((Double(place) + 0.5) * Double(timeline.seconds), value(bin, timeline.seconds))
          })
      })
    chart.height = 260
    return chart
  }

  private static func share(_ count: Int, of requests: Int) -> Double? {
    requests > 0 ? Double(count) / Double(requests) : nil
  }

  /// How many requests came, which is the same for all policies.
  var arrivals: LineChart {
    var chart = overTime(
      "Traffic", "How many requests a second arrived, the same for every policy.",
      ChartAxis("requests a second", showing: 0...0), of: Array(report.comparison.contestants.prefix(1))
    ) { bin, seconds in
      Double(bin.requests) / Double(seconds)
    }
    // The trace ends within the last bin, which is no sign of less traffic.
    for place in chart.series.indices where chart.series[place].points.count > 1 {
      chart.series[place].points.removeLast()
    }
    return chart
  }

  /// How many of the requests met the objective.
  var attainment: LineChart {
    overTime(
      "Objective met over time", "For each policy the share of the requests that met the objective.",
      ChartAxis("requests that met the objective", unit: .share), of: report.comparison.contestants
    ) { bin, _ in ComparisonCharts.share(bin.attained, of: bin.requests) }
  }

  /// How many of the requests failed or were turned away at a provider; nil where none was.
  var failures: LineChart? {
    guard has(\.failures) else { return nil }
    return overTime(
      "Failures over time", "For each policy the share of the requests that failed at a provider.",
      ChartAxis("requests that failed", unit: .share, showing: 0...0), of: report.comparison.contestants
    ) { bin, _ in ComparisonCharts.share(bin.failures, of: bin.requests) }
  }

  /// How many of the requests no model could serve; nil where each could be served.
  var refusals: LineChart? {
    guard has(\.refusals) else { return nil }
    return overTime(
      "Refusals over time", "For each policy the share of the requests that were refused.",
      ChartAxis("requests that were refused", unit: .share, showing: 0...0), of: report.comparison.contestants
    ) { bin, _ in ComparisonCharts.share(bin.refusals, of: bin.requests) }
  }

  /// What a request cost.
  var costs: LineChart {
    overTime(
      "Cost over time", "For each policy the mean cost of the requests.",
      ChartAxis("USD per 1,000 requests", showing: 0...0), of: report.comparison.contestants
    ) { bin, _ in bin.requests > 0 ? bin.cost / Double(bin.requests) * 1000 : nil }
  }

  private func has(_ count: (OutcomeTimeline.Bin) -> Int) -> Bool {
    report.comparison.contestants.contains { $0.outcomes.timeline.bins.contains { count($0) > 0 } }
  }
}
