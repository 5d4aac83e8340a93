/// The numbers that turn a provider's outcomes into its condition.
public struct HealthParameters: Hashable, Sendable {
  /// Consecutive errors from which a provider is degraded.
  public var degradedAfter: Int
  /// Consecutive errors from which a provider is down.
  public var downAfter: Int
  /// How long a provider that went down gets no traffic.
  public var cooldown: Milliseconds
  /// The age at which an outcome counts half in the error rate.
  public var errorHalfLife: Milliseconds

  /// Makes parameters with the contract's defaults.
  public init(
    degradedAfter: Int = 2, downAfter: Int = 5, cooldown: Milliseconds = 30_000,
    errorHalfLife: Milliseconds = 600_000
  ) {
    self.degradedAfter = degradedAfter
    self.downAfter = downAfter
    self.cooldown = cooldown
    self.errorHalfLife = errorHalfLife
  }
}

/// How an attempt at a provider ended, as far as its health is concerned.
public enum AttemptOutcome: Hashable, Sendable {
  /// It answered after this long.
  case success(latency: Milliseconds)
  /// It failed by its own fault.
  case failure
}

/// One provider's record of outcomes.
public struct ProviderHealth: Hashable, Sendable {
  /// Errors since the last success.
  public private(set) var consecutiveErrors = 0
  /// All outcomes ever recorded.
  public private(set) var totalRequests = 0
  /// All errors ever recorded.
  public private(set) var totalErrors = 0
  /// The moving average of successful latencies, nil before the first.
  public private(set) var latency: Milliseconds?
  private var cooldownEnd: Moment?
  private var requests = DecayingCount()
  private var errors = DecayingCount()

  /// Makes the record of a provider nobody has tried.
  public init() {}

  /// Takes in one outcome.
  public mutating func record(_ outcome: AttemptOutcome, at now: Moment, parameters: HealthParameters) {
    totalRequests += 1
    requests.add(1, at: now, halfLife: parameters.errorHalfLife)
    switch outcome {
    case .success(let sample):
      consecutiveErrors = 0
      cooldownEnd = nil
      latency = latency.map { Milliseconds(unchecked: 0.9 * $0.value + 0.1 * sample.value) } ?? sample
    case .failure:
      totalErrors += 1
      consecutiveErrors += 1
      errors.add(1, at: now, halfLife: parameters.errorHalfLife)
      if consecutiveErrors >= parameters.downAfter {
        cooldownEnd = now.advanced(byMilliseconds: parameters.cooldown.value)
      }
    }
  }

  /// The state that the consecutive errors put it in; without any it is healthy, whatever the thresholds.
  public func state(_ parameters: HealthParameters) -> ProviderState {
    if consecutiveErrors == 0 { return .healthy }
    if consecutiveErrors >= parameters.downAfter { return .down }
    return consecutiveErrors >= parameters.degradedAfter ? .degraded : .healthy
  }

  /// Whether it takes traffic at `now`: unless it is down and cooling.
  public func isAvailable(at now: Moment) -> Bool {
    cooldownEnd.map { now >= $0 } ?? true
  }

  /// The share of errors, drawn towards zero by two imagined successes.
  public func errorRate(at now: Moment, _ parameters: HealthParameters) -> Fraction {
    let halfLife = parameters.errorHalfLife
    let rate = errors.value(at: now, halfLife: halfLife) / (requests.value(at: now, halfLife: halfLife) + 2)
    return Fraction(unchecked: min(rate, 1))
  }

  /// What a decision at `now` may know of it.
  public func reading(at now: Moment, _ parameters: HealthParameters) -> HealthReading {
    HealthReading(
      isAvailable: isAvailable(at: now), state: state(parameters), latency: latency,
      errorRate: errorRate(at: now, parameters))
  }
}
