import RoutingCore

/// What latencies are told apart by (H-902).
struct LatencySeries: Hashable, Sendable {
  var mode: String
  var model: ModelID?
  var provider: ProviderID?
}

extension LatencySeries: MetricSeries {
  var family: MetricFamily { .latency }
  var labels: [String] { [mode, model?.text ?? MetricLabel.absent, provider?.text ?? MetricLabel.absent] }
  var other: LatencySeries {
    LatencySeries(mode: "other", model: MetricLabel.otherModel, provider: MetricLabel.otherProvider)
  }
}
