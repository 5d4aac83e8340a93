package import RoutingCore

/// A number that goes up and down.
package enum MetricGauge: Hashable, Sendable {
  /// The health of a provider: 2 healthy, 1 degraded, 0 down (H-907).
  case providerHealth(ProviderID)
  /// Whether the workflow engine can be reached: 1 or 0 (H-909).
  case temporalUp
  /// The circuit to the workflow engine: 0 closed, 1 open, 2 half-open (H-909).
  case temporalCircuit
  /// Jobs under way (H-911).
  case activeJobs
}

extension MetricGauge: MetricSeries {
  var family: MetricFamily {
    switch self {
    case .providerHealth: .providerHealth
    case .temporalUp: .temporalUp
    case .temporalCircuit: .temporalCircuit
    case .activeJobs: .activeJobs
    }
  }

  var labels: [String] {
    switch self {
    case .providerHealth(let provider): [provider.text]
    case .temporalUp, .temporalCircuit, .activeJobs: []
    }
  }

  var other: MetricGauge {
    switch self {
    case .providerHealth: .providerHealth(MetricLabel.otherProvider)
    case .temporalUp, .temporalCircuit, .activeJobs: self
    }
  }
}
