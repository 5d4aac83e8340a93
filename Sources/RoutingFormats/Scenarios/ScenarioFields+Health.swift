import RoutingCore

extension HealthReading {
  /// Reads a provider's condition; a latency of zero means that there are no samples.
  init(_ field: JSONField) throws(FormatError) {
    let stateField = try field.optional("state")
    var state = ProviderState.healthy
    if let stateField {
      guard let named = ProviderState(name: try stateField.string()) else { throw stateField.error("unknown state") }
      state = named
    }
    let inFlightField = try field.optional("in_flight")
    let inFlight = try inFlightField?.int() ?? 0
    if let inFlightField, inFlight < 0 { throw inFlightField.error("\(inFlight) is negative") }
    self.init(
      isAvailable: try field.optional("available")?.bool() ?? true, state: state,
      latency: try field.optional("avg_latency_ms")?.latency(),
      tailLatency: try field.optional("tail_latency_ms")?.latency(),
      latencyPercentiles: try PercentileReadings(try field.optional("latency_ms")),
      tokenTimePercentiles: try PercentileReadings(try field.optional("token_time_ms")),
      latencyConfidence: try field.optional("latency_confidence")?.quantity("a share from 0 to 1") ?? 1,
      errorRate: try field.optional("error_rate")?.quantity("a share from 0 to 1") ?? 0,
      isRateLimited: try field.optional("rate_limited")?.bool() ?? false,
      credentialsAreLocked: try field.optional("credentials_locked")?.bool() ?? false,
      isEjected: try field.optional("ejected")?.bool() ?? false,
      ramp: try field.optional("ramp")?.quantity("a share from 0 to 1") ?? 1, requestsInFlight: inFlight)
  }
}

extension PercentileReadings {
  /// Reads `{"p50": ms, …}`.
  fileprivate init(_ field: JSONField?) throws(FormatError) {
    self.init()
    for (name, value) in try field?.members() ?? [] {
      guard let percentile = Percentile(name: name) else { throw value.error("unknown percentile") }
      self[percentile] = try value.latency()
    }
  }
}

extension JSONField {
  /// A latency, or nil for zero.
  fileprivate func latency() throws(FormatError) -> Milliseconds? {
    let latency: Milliseconds = try quantity("a number of milliseconds")
    return latency.value > 0 ? latency : nil
  }
}

extension ThompsonArms {
  /// Reads a list of `{"model_id", "bucket", "alpha", "beta"}`; an arm without a bucket holds for all sizes.
  init(_ field: JSONField, sampling: ThompsonSampling) throws(FormatError) {
    self.init(sampling: sampling)
    for arm in try field.elements() {
      let model = ModelID(try arm.required("model_id").string())
      let belief = BetaDistribution(
        alpha: try arm.optional("alpha")?.double() ?? 1, beta: try arm.optional("beta")?.double() ?? 1)
      let bucket = try arm.optional("bucket")
        .map { (name) throws(FormatError) in try name.named("bucket", TokenBucket.init(name:)) }
      for bucket in bucket.map({ [$0] }) ?? TokenBucket.allCases { self[model, bucket] = belief }
    }
  }
}
