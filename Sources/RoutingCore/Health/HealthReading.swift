/// How a provider is doing, as far as a choice between providers needs it.
public enum ProviderState: CaseIterable, Hashable, Sendable {
  /// At most one error since the last success.
  case healthy
  /// A few errors in a row.
  case degraded
  /// Many errors in a row.
  case down

  /// The name used on the wire.
  public var name: String {
    switch self {
    case .healthy: "healthy"
    case .degraded: "degraded"
    case .down: "down"
    }
  }

  /// Makes the state with this wire name, or nil where there is none.
  public init?(name: String) {
    guard let state = ProviderState.allCases.first(where: { $0.name == name }) else { return nil }
    self = state
  }
}

/// One provider's condition at the moment of a decision.
public struct HealthReading: Hashable, Sendable {
  /// Whether it takes traffic at all.
  public var isAvailable: Bool
  /// The state that its recent errors put it in.
  public var state: ProviderState
  /// The moving average of its latency, or nil before the first sample.
  public var latency: Milliseconds?
  /// The 95th percentile of the last hour's latencies, or nil with fewer than 20 samples.
  public var tailLatency: Milliseconds?
  /// The decayed share of errors.
  public var errorRate: Fraction
  /// Whether it asked to be left alone for a while.
  public var isRateLimited: Bool
  /// Whether its secret is locked away.
  public var credentialsAreLocked: Bool

  /// Makes a reading, by default that of a provider nobody has tried: healthy, available, unmeasured.
  public init(
    isAvailable: Bool = true, state: ProviderState = .healthy, latency: Milliseconds? = nil,
    tailLatency: Milliseconds? = nil, errorRate: Fraction = 0, isRateLimited: Bool = false,
    credentialsAreLocked: Bool = false
  ) {
    self.isAvailable = isAvailable
    self.state = state
    self.latency = latency
    self.tailLatency = tailLatency
    self.errorRate = errorRate
    self.isRateLimited = isRateLimited
    self.credentialsAreLocked = credentialsAreLocked
  }

  /// The latency that counts: the tail where it is wanted and known, else the average.
  public func latency(preferringTail: Bool) -> Milliseconds? {
    preferringTail ? tailLatency ?? latency : latency
  }
}
