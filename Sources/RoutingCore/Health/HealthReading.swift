/// One provider's condition at the moment of a decision.
public struct HealthReading: Hashable, Sendable {
  /// Whether it takes traffic at all.
  public var isAvailable: Bool
  /// The state that its recent errors put it in.
  public var state: ProviderState
  /// The moving average of its latency, or nil before the first sample.
  public var latency: Milliseconds?
  /// Percentiles of its recent latencies, each nil with too few samples.
  public var latencyPercentiles: PercentileReadings
  /// Percentiles of its recent times between two tokens, each nil with too few samples.
  public var tokenTimePercentiles: PercentileReadings
  /// How far the latency is still believed: 1 when it is fresh, halving with its age.
  public var latencyConfidence: Fraction
  /// The decayed share of errors.
  public var errorRate: Fraction
  /// How many recent outcomes the error rate rests on, older ones counting less.
  public var recentOutcomes: Double
  /// Whether it asked to be left alone for a while.
  public var isRateLimited: Bool
  /// Whether its secret is locked away.
  public var credentialsAreLocked: Bool
  /// Whether it fails so much more than its peers that it is left out for a while.
  public var isEjected: Bool
  /// Its share of the traffic it would get, below 1 while it recovers; drawing pickers multiply by it.
  public var ramp: Fraction
  /// The attempts that are under way there.
  public var requestsInFlight: Int

  /// Makes a reading, by default that of a provider nobody has tried: healthy, available, unmeasured.
  public init(
    isAvailable: Bool = true, state: ProviderState = .healthy, latency: Milliseconds? = nil,
    tailLatency: Milliseconds? = nil, latencyPercentiles: PercentileReadings = PercentileReadings(),
    tokenTimePercentiles: PercentileReadings = PercentileReadings(), latencyConfidence: Fraction = 1,
    errorRate: Fraction = 0, recentOutcomes: Double = 0, isRateLimited: Bool = false,
    credentialsAreLocked: Bool = false, isEjected: Bool = false, ramp: Fraction = 1, requestsInFlight: Int = 0
  ) {
    self.isAvailable = isAvailable
    self.state = state
    self.latency = latency
    self.latencyPercentiles = latencyPercentiles
    if let tailLatency { self.latencyPercentiles.p95 = tailLatency }
    self.tokenTimePercentiles = tokenTimePercentiles
    self.latencyConfidence = latencyConfidence
    self.errorRate = errorRate
    self.recentOutcomes = recentOutcomes
    self.isRateLimited = isRateLimited
    self.credentialsAreLocked = credentialsAreLocked
    self.isEjected = isEjected
    self.ramp = ramp
    self.requestsInFlight = requestsInFlight
  }

  /// The 95th percentile of its recent latencies, or nil with too few samples.
  public var tailLatency: Milliseconds? { latencyPercentiles.p95 }

  /// The latency by a measure, or nil where nothing was measured.
  public func latency(_ measure: LatencyMeasure) -> Milliseconds? {
    switch measure {
    case .average: latency
    case .tail: tailLatency ?? latency
    case .timePerToken: tokenTimePercentiles.p50
    }
  }

  /// Whether requests may be sent there now.
  public var isReachable: Bool { isAvailable && !isRateLimited && !credentialsAreLocked && !isEjected }

  /// Whether it is known to miss a wish for speed, and so goes behind the others; unmeasured is not slow.
  public func misses(_ preferences: RoutingPreferences) -> Bool {
    if let bound = preferences.maximumLatency, let latency = latencyPercentiles[bound.percentile] {
      if latency > bound.limit { return true }
    }
    if let bound = preferences.minimumThroughput, let time = tokenTimePercentiles[bound.percentile] {
      // Multiplied, because a time of zero is faster than any limit.
      if bound.limit.value * time.value > 1000 { return true }
    }
    return false
  }
}

/// The percentiles that are kept of a duration.
public struct PercentileReadings: Hashable, Sendable {
  /// The median.
  public var p50: Milliseconds?
  /// Three in four are below.
  public var p75: Milliseconds?
  /// Nine in ten are below.
  public var p90: Milliseconds?
  /// Nineteen in twenty are below.
  public var p95: Milliseconds?
  /// All but one in a hundred are below.
  public var p99: Milliseconds?

  /// Makes readings; what is left out is not measured.
  public init(
    p50: Milliseconds? = nil, p75: Milliseconds? = nil, p90: Milliseconds? = nil, p95: Milliseconds? = nil,
    p99: Milliseconds? = nil
  ) {
    self.p50 = p50
    self.p75 = p75
    self.p90 = p90
    self.p95 = p95
    self.p99 = p99
  }

  /// One percentile.
  public subscript(percentile: Percentile) -> Milliseconds? {
    get {
      switch percentile {
      case .p50: p50
      case .p75: p75
      case .p90: p90
      case .p95: p95
      case .p99: p99
      }
    }
    set {
      switch percentile {
      case .p50: p50 = newValue
      case .p75: p75 = newValue
      case .p90: p90 = newValue
      case .p95: p95 = newValue
      case .p99: p99 = newValue
      }
    }
  }
}
