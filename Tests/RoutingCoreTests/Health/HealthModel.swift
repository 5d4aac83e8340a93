import RoutingCore

/// The health rules as the contract words them: every event is kept, and every question reads them all from the start.
struct HealthModel {
  let parameters: HealthParameters
  var steps: [HealthStep] = []

  struct Sample {
    let value: Double
    let at: Moment
  }

  /// What was recorded and speaks about health: the time and whether it was an error.
  private var counted: [(at: Moment, isError: Bool, latency: Double?)] {
    steps.compactMap { step in
      switch step.event {
      case .outcome(let outcome), .end(_, let outcome):
        switch outcome {
        case .success(let latency, _): (step.at, false, latency.value)
        case .failure(.transient), .failure(.authentication), .failure(.deadlineExceeded), .failure(.unclassified):
          (step.at, true, nil)
        case .failure: nil
        }
      case .probe, .begin: nil
      }
    }
  }

  private var probes: [(at: Moment, isDead: Bool)] {
    steps.compactMap { step in
      if case .probe(let probe) = step.event { (step.at, probe == .dead) } else { nil }
    }
  }

  var totalRequests: Int { counted.count }
  var totalErrors: Int { counted.filter(\.isError).count }
  var consecutiveErrors: Int { counted.reversed().prefix(while: \.isError).count }
  var deadProbes: Int { probes.reversed().prefix(while: \.isDead).count }
  var isProbeDown: Bool { deadProbes >= parameters.downAfterDeadProbes }
  var isTrafficDown: Bool { consecutiveErrors >= parameters.downAfter }

  var state: ProviderState {
    if isProbeDown || isTrafficDown { return .down }
    return consecutiveErrors >= max(parameters.degradedAfter, 1) ? .degraded : .healthy
  }

  /// Whether the cooldown keeps everything away at `now`.
  func isCooling(at now: Moment) -> Bool {
    guard isTrafficDown, let last = counted.last(where: \.isError)?.at else { return false }
    if now >= last.advanced(byMilliseconds: parameters.cooldown.value) { return false }
    let isAlive = probes.contains { !$0.isDead && $0.at > last }
    return !(parameters.aliveProbeEndsCooldown && isAlive)
  }

  func errorRate(at now: Moment) -> Double {
    var errors = 0.0
    var requests = 0.0
    for event in counted {
      let weight = ElementaryFunctions.exp2(-now.milliseconds(since: event.at) / parameters.errorHalfLife.value)
      requests += weight
      if event.isError { errors += weight }
    }
    return errors / (requests + 2)
  }

  var averageLatency: Double? {
    var average: Double?
    for latency in counted.compactMap(\.latency) {
      average = average.map { 0.9 * $0 + 0.1 * latency } ?? latency
    }
    return average
  }

  var latencies: [Sample] {
    counted.compactMap { event in event.latency.map { Sample(value: $0, at: event.at) } }
  }
}

/// The exact percentile of samples that weigh half after each half-life: the lowest value that as much weight as the
/// share does not exceed.
func exactPercentile(
  _ share: Double, of samples: [HealthModel.Sample], at now: Moment, halfLife: Double
) -> Double? {
  let weighted = samples.sorted { $0.value < $1.value }.map { sample in
    (sample.value, ElementaryFunctions.exp2(-now.milliseconds(since: sample.at) / halfLife))
  }
  let total = weighted.reduce(0) { $0 + $1.1 }
  var passed = 0.0
  for (value, weight) in weighted {
    passed += weight
    if passed >= share * total * (1 - 1e-12) { return value }
  }
  return weighted.last?.0
}
