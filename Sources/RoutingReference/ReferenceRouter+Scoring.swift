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
  let trafficWeight: Double
  let ramp: Double
  let requestsInFlight: Int
  /// How far down the caller's wishes put it.
  let tier: Int
  /// The draw of Thompson sampling, 0 where nothing is drawn.
  let draw: Double
  var score = 0.0
  /// The place in a plan.
  var position = 0
}

extension ReferenceRouter {
  /// every eligible model scored, best first.
  func rank(
    _ eligible: [Model], _ request: RoutingRequest, _ policy: RoutingPolicy, _ health: [ProviderID: HealthReading],
    _ arms: ThompsonArms?, _ draws: DrawKey
  ) -> [ReferenceCandidate] {
    let parameters = policy.scoring
    let unmeasured = unmeasuredLatency(policy, health)
    let candidates = eligible.map { model in
      let reading = health[model.provider] ?? HealthReading()
      return ReferenceCandidate(
        id: model.id, provider: model.provider, weight: model.weight, cost: cost(of: request, at: model),
        latency: believedLatency(reading, policy, unmeasured), failure: reading.errorRate.value,
        isDegraded: reading.state == .degraded, trafficWeight: model.trafficWeight, ramp: reading.ramp.value,
        requestsInFlight: reading.requestsInFlight, tier: tier(of: model, reading, policy),
        draw: draw(for: model, request, policy, arms, draws))
    }

    let costScale: Double
    let latencyScale: Double
    let failureScale: Double
    let weightScale: Double
    let isSorted = policy.preferences.sort != nil
    switch isSorted ? .eligibleMaximum : parameters.normalization {
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

  /// R-515, after; between equal scores R-604's order of a plan.
  func precedes(_ a: ReferenceCandidate, _ b: ReferenceCandidate) -> Bool {
    if a.tier != b.tier { return a.tier < b.tier }
    if a.draw != b.draw { return a.draw > b.draw }
    if a.score != b.score { return a.score < b.score }
    if a.position != b.position { return a.position < b.position }
    if a.cost != b.cost { return a.cost < b.cost }
    if a.weight != b.weight { return a.weight > b.weight }
    if a.latency != b.latency { return a.latency < b.latency }
    return a.id < b.id
  }

  /// in the order cost, latency, failure, weight.
  private func weights(of policy: RoutingPolicy) -> (Double, Double, Double, Double) {
    switch policy.preferences.sort {
    case .price: return (1, 0, 0, 0)
    case .latency, .throughput: return (0, 1, 0, 0)
    case nil: break
    }
    return modeWeights(of: policy)
  }

  private func modeWeights(of policy: RoutingPolicy) -> (Double, Double, Double, Double) {
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

  /// Models by the list of the same name, then providers, then regions; slow ones behind all others.
  private func tier(of model: Model, _ reading: HealthReading, _ policy: RoutingPolicy) -> Int {
    let preferred = policy.preferences.preferred
    let provider = providers[model.provider]
    let region = (model.region ?? provider?.region)?.name
    let byModel = place([model.id.text, model.name], preferred.models) ?? preferred.models.count
    let byProvider = place(model.provider.text, provider?.vendor, preferred.providers) ?? preferred.providers.count
    let byRegion = place([region], preferred.regions) ?? preferred.regions.count
    var tier = isSlow(reading, policy.preferences) ? 1 : 0
    tier = tier * (preferred.models.count + 1) + byModel
    tier = tier * (preferred.providers.count + 1) + byProvider
    return tier * (preferred.regions.count + 1) + byRegion
  }

  private func isSlow(_ reading: HealthReading, _ preferences: RoutingPreferences) -> Bool {
    if let bound = preferences.maximumLatency, let latency = reading.latencyPercentiles[bound.percentile],
      latency.value > bound.limit.value
    {
      return true
    }
    if let bound = preferences.minimumThroughput, let time = reading.tokenTimePercentiles[bound.percentile] {
      return bound.limit.value * time.value > 1000
    }
    return false
  }

  /// A latency that is only half believed lies half way to the stand-in.
  private func believedLatency(_ reading: HealthReading, _ policy: RoutingPolicy, _ unmeasured: Double) -> Double {
    guard let measured = latency(of: reading, policy) else { return unmeasured }
    let confidence = reading.latencyConfidence.value
    return confidence == 1 ? measured : confidence * measured + (1 - confidence) * unmeasured
  }

  /// latency-first reads the tail where it was measured; sorting by throughput reads the time for a token.
  private func latency(of reading: HealthReading, _ policy: RoutingPolicy) -> Double? {
    if policy.preferences.sort == .throughput { return reading.tokenTimePercentiles.p50?.value }
    if policy.preferences.sort != nil { return reading.latency?.value }
    if policy.mode == nil, policy.strategy == .latencyFirst, let tail = reading.tailLatency { return tail.value }
    return reading.latency?.value
  }

  private func ratio(_ value: Double, _ scale: Double) -> Double {
    scale <= 0 ? 0 : min(max(value / scale, 0), 1)
  }
}
