import RoutingCore

/// An eligible model with what R-515 orders it by.
struct ReferenceCandidate {
  let id: ModelID
  let provider: ProviderID
  let weight: Int
  let cost: Double
  let latency: Double
  let failure: Double
  let isDegraded: Bool
  var score = 0.0
}

extension ReferenceRouter {
  /// every eligible model scored, best first.
  func rank(
    _ eligible: [Model], _ request: RoutingRequest, _ policy: RoutingPolicy, _ health: [ProviderID: HealthReading]
  ) -> [ReferenceCandidate] {
    let parameters = policy.scoring
    lazy var unmeasured = unmeasuredLatency(policy, health)
    let candidates = eligible.map { model in
      let reading = health[model.provider] ?? HealthReading()
      return ReferenceCandidate(
        id: model.id, provider: model.provider, weight: model.weight, cost: cost(of: request, at: model),
        latency: latency(of: reading, policy) ?? unmeasured, failure: reading.errorRate.value,
        isDegraded: reading.state == .degraded)
    }

    let costScale: Double
    let latencyScale: Double
    let failureScale: Double
    let weightScale: Double
    switch parameters.normalization {
    case .eligibleMaximum:
      costScale = candidates.map(\.cost).max() ?? 0
      latencyScale = max(candidates.map(\.latency).max() ?? 0, parameters.latencyFloor.value)
      failureScale = max(candidates.map(\.failure).max() ?? 0, parameters.failureFloor.value)
      weightScale = Double(candidates.map(\.weight).max() ?? 0)
    case .absolute:
      let limit = policy.maximumCost?.value ?? 0
      let deadline = policy.deadline?.value ?? 0
      costScale = limit > 0 ? limit : 0.05
      latencyScale = deadline > 0 ? deadline : 20000
      failureScale = 1
      weightScale = 10
    }

    let (wc, wl, wf, ww) = weights(of: policy)
    return candidates.map { candidate in
      var candidate = candidate
      let c = ratio(candidate.cost, costScale)
      let l = ratio(candidate.latency, latencyScale)
      var f = ratio(candidate.failure, failureScale)
      if candidate.isDegraded {
        f = max(f, parameters.degradedPenalty.value)
      }
      let w = ratio(Double(candidate.weight), weightScale)
      candidate.score = wc * c + wl * l + wf * f - ww * w
      return candidate
    }
    .sorted(by: precedes)
  }

  ///
  private func precedes(_ a: ReferenceCandidate, _ b: ReferenceCandidate) -> Bool {
    if a.score != b.score { return a.score < b.score }
    if a.cost != b.cost { return a.cost < b.cost }
    if a.weight != b.weight { return a.weight > b.weight }
    if a.latency != b.latency { return a.latency < b.latency }
    return a.id < b.id
  }

  /// in the order cost, latency, failure, weight.
  private func weights(of policy: RoutingPolicy) -> (Double, Double, Double, Double) {
    switch (policy.mode, policy.strategy) {
    case (.cheap, _), (nil, .costFirst): (0.7, 0.1, 0.1, 0.1)
    case (.highConfidence, _): (0.05, 0.1, 0.15, 0.7)
    case (.planning, _), (.adversarial, _): (0.1, 0.1, 0.2, 0.6)
    case (nil, .latencyFirst): (0.1, 0.7, 0.1, 0.1)
    case (.normal, _), (.thompson, _), (nil, nil): (0.25, 0.25, 0.25, 0.25)
    }
  }

  /// the lower median of the registered providers' known latencies, or zero.
  private func unmeasuredLatency(_ policy: RoutingPolicy, _ health: [ProviderID: HealthReading]) -> Double {
    guard policy.scoring.unknownLatency == .median else { return 0 }
    let known = providers.keys.compactMap { health[$0].flatMap { latency(of: $0, policy) } }.sorted()
    return known.isEmpty ? 0 : known[(known.count - 1) / 2]
  }

  /// latency-first reads the tail where it was measured.
  private func latency(of reading: HealthReading, _ policy: RoutingPolicy) -> Double? {
    if policy.mode == nil, policy.strategy == .latencyFirst, let tail = reading.tailLatency { return tail.value }
    return reading.latency?.value
  }

  private func ratio(_ value: Double, _ scale: Double) -> Double {
    scale <= 0 ? 0 : min(max(value / scale, 0), 1)
  }
}
