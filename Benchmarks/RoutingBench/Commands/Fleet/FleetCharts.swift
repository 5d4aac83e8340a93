import ReplayReporting
import RoutingCore
import TrafficReplay

/// The study as drawings: what is lost by the age of the news, a line for each number of replicas.
struct FleetCharts {
  let study: FleetStudy

  /// What decisions lose.
  var regret: LineChart {
    chart(
      "What late news of health costs decisions", figure: "Regret by the age of news of other replicas' health.",
      ChartAxis("regret in thousandths of a request's worth", showing: 0...1)
    ) { $0.regret.map { $0.mean * 1000 } }
  }

  /// What is spent beyond a shared budget.
  var overshoot: LineChart {
    chart(
      "What late news of spending costs a budget", figure: "Overshoot by the age of news of other replicas' spending.",
      ChartAxis("US dollars spent beyond the limit", spacing: .logarithmic)
    ) { $0.overshoot?.mean }
  }

  /// News is as old as the delay and, on average, half the interval between publications; so no delay has a place on an
  /// axis of ratios too.
  private func chart(
    _ title: String, figure: String, _ y: ChartAxis, _ value: (FleetPoint) -> Double?
  ) -> LineChart {
    let points = study.points
    let age = study.settings.publicationInterval.value / 2
    var counts: [Int] = []
    for point in points where !counts.contains(point.replicas) { counts.append(point.replicas) }
    let series = counts.map { count in
      ChartSeries(
        count == 1 ? "1 replica" : "\(count) replicas",
        points.filter { $0.replicas == count }.sorted { $0.delay < $1.delay }
          .map { ChartSeries.Point($0.delay.value + age, value($0)) })
    }
    var chart = LineChart(
      title, description: figure,
      x: ChartAxis("mean age of news", unit: .milliseconds, spacing: .logarithmic), y: y, series: series)
    chart.width = 640
    chart.height = 380
    return chart
  }
}
