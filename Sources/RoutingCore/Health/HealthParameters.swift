/// The numbers that turn a provider's outcomes into its condition.
public struct HealthParameters: Hashable, Sendable {
  /// Consecutive errors from which a provider is degraded.
  public var degradedAfter: Int
  /// Consecutive errors from which a provider is down; at most ``mostErrorsToGoDown``.
  public var downAfter: Int
  /// How long a provider that went down gets no traffic.
  public var cooldown: Milliseconds
  /// The age at which an outcome counts half in the error rate.
  public var errorHalfLife: Milliseconds
  /// The age at which a sample counts half in percentiles; the default makes a sample of an hour ago count an eighth.
  public var percentileHalfLife: Milliseconds
  /// The fewest samples from which percentiles are told, at most 32.
  public var percentileMinimum: Int
  /// How far back those samples may lie.
  public var percentileWindow: Milliseconds
  /// The age at which a latency is only half believed, or nil to believe it for ever, as the contract does.
  public var latencyHalfLife: Milliseconds?
  /// Consecutive dead probes from which a provider is down; at most ``mostErrorsToGoDown``.
  public var downAfterDeadProbes: Int
  /// Whether an alive probe ends a cooldown early, which then is half-open.
  public var aliveProbeEndsCooldown: Bool
  /// How long an attempt may hold the half-open permit before it counts as lost.
  ///
  /// The contract waits until it resolves; a host that died would then keep the provider away for ever.
  public var halfOpenTimeout: Milliseconds
  /// How long a provider that came back is brought up to its full traffic; zero for at once.
  public var slowStart: Milliseconds
  /// The share of its traffic that it begins with.
  public var slowStartMinimum: Fraction

  /// Makes parameters with the contract's defaults, and a slow start of zero.
  public init(
    degradedAfter: Int = 2, downAfter: Int = 5, cooldown: Milliseconds = 30_000,
    errorHalfLife: Milliseconds = 600_000, percentileHalfLife: Milliseconds = 1_200_000,
    percentileMinimum: Int = 20, percentileWindow: Milliseconds = 3_600_000, latencyHalfLife: Milliseconds? = nil,
    downAfterDeadProbes: Int = 5,
    aliveProbeEndsCooldown: Bool = true, halfOpenTimeout: Milliseconds = 120_000, slowStart: Milliseconds = 0,
    slowStartMinimum: Fraction = 0.1
  ) {
    self.degradedAfter = degradedAfter
    self.downAfter = downAfter
    self.cooldown = cooldown
    self.errorHalfLife = errorHalfLife
    self.percentileHalfLife = percentileHalfLife
    self.percentileMinimum = percentileMinimum
    self.percentileWindow = percentileWindow
    self.latencyHalfLife = latencyHalfLife
    self.downAfterDeadProbes = downAfterDeadProbes
    self.aliveProbeEndsCooldown = aliveProbeEndsCooldown
    self.halfOpenTimeout = halfOpenTimeout
    self.slowStart = slowStart
    self.slowStartMinimum = slowStartMinimum
  }

  /// The highest threshold that replicas can tell exactly after a success elsewhere.
  public static let mostErrorsToGoDown = FailureRun.kept

  /// The share of its traffic that a provider gets so long after it came back (Envoy's slow start, linear).
  func ramp(after elapsed: Double) -> Fraction {
    guard slowStart.value > 0, elapsed < slowStart.value else { return 1 }
    return Fraction(unchecked: max(slowStartMinimum.value, max(elapsed, 0) / slowStart.value))
  }
}
