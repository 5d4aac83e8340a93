extension ProviderHealth {
  /// The state that the consecutive errors, or dead probes, put it in; without any it is healthy,
  /// whatever the thresholds.
  public func state(_ parameters: HealthParameters) -> ProviderState {
    ProviderHealth.state(errors: errorRun.count, deadProbes: probeRun.count, parameters)
  }

  /// Whether it takes traffic at `now`: unless it is down and cooling, or its half-open attempt is under way (R-904,
  ///
  public func isAvailable(at now: Moment, _ parameters: HealthParameters) -> Bool {
    ProviderHealth.isAvailable(CollectionOfOne(self), at: now, parameters)
  }

  /// When its cooldown ends or ended, or nil while it is not down by errors.
  public func cooldownEnd(_ parameters: HealthParameters) -> Moment? {
    guard ProviderHealth.state(errors: errorRun.count, deadProbes: 0, parameters) == .down else { return nil }
    return errorRun.times.last?.advanced(byMilliseconds: parameters.cooldown.value)
  }

  /// The share of errors, drawn towards zero by two imagined successes.
  public func errorRate(at now: Moment, _ parameters: HealthParameters) -> Fraction {
    ProviderHealth.errorRate(CollectionOfOne(self), at: now, parameters)
  }

  /// What a decision at `now` may know of it.
  public func reading(at now: Moment, _ parameters: HealthParameters) -> HealthReading {
    ProviderHealth.reading(of: CollectionOfOne(self), at: now, parameters)
  }

  /// What a decision at `now` may know of a provider that several replicas have a record of.
  ///
  /// Everything but the moving average is what one replica would read that had seen all outcomes itself; the averages
  /// are averaged by how many recent outcomes each rests on, because an average forgets which samples made it. The order
  /// of the records matters at most to the last bit of sums, so callers keep one order.
  ///
  /// - Complexity: O(r² + r · b) in the number of records and of sketch buckets.
  public static func reading(
    of records: some Collection<ProviderHealth>, at now: Moment, _ parameters: HealthParameters
  ) -> HealthReading {
    let outcomes = records.reduce(0) { $0 + $1.requests.value(at: now, halfLife: parameters.errorHalfLife) }
    return HealthReading(
      isAvailable: isAvailable(records, at: now, parameters),
      state: state(
        errors: FailureRun.combined(records.lazy.map(\.errorRun)).count,
        deadProbes: FailureRun.combined(records.lazy.map(\.probeRun)).count, parameters),
      latency: latency(records, at: now, parameters),
      latencyPercentiles: DurationSketch.percentiles(
        of: records.lazy.map(\.latencies), at: now, halfLife: parameters.percentileHalfLife,
        minimum: parameters.percentileMinimum, window: parameters.percentileWindow),
      tokenTimePercentiles: DurationSketch.percentiles(
        of: records.lazy.map(\.tokenTimes), at: now, halfLife: parameters.percentileHalfLife,
        minimum: parameters.percentileMinimum, window: parameters.percentileWindow),
      latencyConfidence: confidence(records, at: now, parameters),
      errorRate: errorRate(records, at: now, parameters), recentOutcomes: outcomes,
      ramp: ramp(records, at: now, parameters),
      requestsInFlight: records.reduce(0) { $0 + $1.requestsInFlight })
  }

  private static func state(errors: Int, deadProbes: Int, _ parameters: HealthParameters) -> ProviderState {
    if isDown(deadProbes: deadProbes, parameters) { return .down }
    if errors == 0 { return .healthy }
    if errors >= min(parameters.downAfter, HealthParameters.mostErrorsToGoDown) { return .down }
    return errors >= parameters.degradedAfter ? .degraded : .healthy
  }

  private static func isDown(deadProbes: Int, _ parameters: HealthParameters) -> Bool {
    deadProbes > 0 && deadProbes >= min(parameters.downAfterDeadProbes, HealthParameters.mostErrorsToGoDown)
  }

  private static func isAvailable(
    _ records: some Collection<ProviderHealth>, at now: Moment, _ parameters: HealthParameters
  ) -> Bool {
    if isDown(deadProbes: FailureRun.combined(records.lazy.map(\.probeRun)).count, parameters) { return false }
    let errors = FailureRun.combined(records.lazy.map(\.errorRun))
    guard state(errors: errors.count, deadProbes: 0, parameters) == .down else { return true }
    let isTaken = records.contains { record in
      guard let attempt = record.halfOpen else { return false }
      return now.milliseconds(since: attempt.since) < parameters.halfOpenTimeout.value
    }
    if isTaken { return false }
    guard let last = errors.last, now < last.advanced(byMilliseconds: parameters.cooldown.value) else { return true }
    return parameters.aliveProbeEndsCooldown
      && records.contains { record in record.probeRun.lastSuccess.map { $0 > last && $0 <= now } ?? false }
  }

  private static func errorRate(
    _ records: some Collection<ProviderHealth>, at now: Moment, _ parameters: HealthParameters
  ) -> Fraction {
    let halfLife = parameters.errorHalfLife
    let errors = records.reduce(0) { $0 + $1.errors.value(at: now, halfLife: halfLife) }
    let requests = records.reduce(0) { $0 + $1.requests.value(at: now, halfLife: halfLife) }
    return Fraction(unchecked: min(errors / (requests + 2), 1))
  }

  private static func latency(
    _ records: some Collection<ProviderHealth>, at now: Moment, _ parameters: HealthParameters
  ) -> Milliseconds? {
    let measured = records.lazy.filter { $0.latency != nil }
    guard let low = measured.compactMap(\.latency).min(), let high = measured.compactMap(\.latency).max() else {
      return nil
    }
    // All weights decay alike, so those at the last outcome have the same proportions as any later ones, and a weight
    // of at least one among them: time alone never moves the average, and never wears the weights down to nothing.
    let latest = min(measured.map(\.requests.asOf).max() ?? now, now)
    var sum = 0.0
    var weight = 0.0
    for record in measured {
      let outcomes = record.requests.value(at: latest, halfLife: parameters.errorHalfLife)
      sum += (record.latency ?? low).value * outcomes
      weight += outcomes
    }
    guard sum.isFinite, weight > 0 else { return high }
    return min(max(Milliseconds(unchecked: sum / weight), low), high)
  }

  private static func confidence(
    _ records: some Collection<ProviderHealth>, at now: Moment, _ parameters: HealthParameters
  ) -> Fraction {
    guard let halfLife = parameters.latencyHalfLife, halfLife.value > 0 else { return 1 }
    guard let latest = records.lazy.compactMap(\.latencyAt).max() else { return 1 }
    let age = max(now.milliseconds(since: latest), 0)
    return Fraction(unchecked: ElementaryFunctions.exp2(-age / halfLife.value))
  }

  private static func ramp(
    _ records: some Collection<ProviderHealth>, at now: Moment, _ parameters: HealthParameters
  ) -> Fraction {
    guard let recovered = records.lazy.compactMap(\.recoveredAt).max() else { return 1 }
    return parameters.ramp(after: now.milliseconds(since: recovered))
  }
}
