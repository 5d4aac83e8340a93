public import RoutingCore

/// What the time depends on that a fleet takes to be as before, once a shape has ended.
public struct RecoveryTerms: Hashable, Sendable {
  /// How health is kept: cooldown and slow start.
  public var health: HealthParameters
  /// What attempts keep to: their timeout and the longest wait for a provider that asks to be left alone.
  public var dispatch: DispatchParameters
  /// How often health is compiled for decisions.
  public var tick: Milliseconds
  /// How often providers are probed, or nil where they are not.
  public var probes: ProbeSchedule?
  /// The longest that a provider takes to answer while it is well.
  public var slowestAnswer: Milliseconds
  /// The time between two requests that would go to the provider, on average.
  public var meanGap: Milliseconds

  /// Makes the terms of a fleet.
  public init(
    health: HealthParameters = HealthParameters(), dispatch: DispatchParameters = DispatchParameters(),
    tick: Milliseconds = 50, probes: ProbeSchedule? = nil, slowestAnswer: Milliseconds, meanGap: Milliseconds
  ) {
    self.health = health
    self.dispatch = dispatch
    self.tick = tick
    self.probes = probes
    self.slowestAnswer = slowestAnswer
    self.meanGap = meanGap
  }
}

extension FaultShape {
  /// How long after the shape's end everything is as before at the latest, or nil where it does not end.
  ///
  /// A provider that was down is taken back like this:
  ///
  /// 1. *Last error.* Calls made before the end may fail after it: those that hang at their deadline, `attemptTimeout`
  ///    after the end; others after as long as an answer takes.
  /// 2. *Cooldown.* It is left alone for `cooldown` (30 s) from its last error; an alive probe may end that
  ///    earlier but never later. Where dead probes took it down, the next one has to find it alive: within
  ///    `interval` and `timeout` of the schedule (30 s and 5 s). The longer of both counts.
  /// 3. *Tick.* Decisions see it within a tick (50 ms).
  /// 4. *Half-open.* The next request that would go there gets the permit. Requests of independent callers are
  ///    further apart than twenty mean gaps once in e²⁰, five hundred million, times.
  /// 5. *Answer.* That attempt takes as long as an answer; with it the provider is healthy.
  /// 6. *Slow start.* Its share of the traffic grows to the full for `slowStart`.
  ///
  /// With the contract's defaults, a fast death, answers within 1 s and a gap of 10 ms: 1 + 30 + 0.05 + 0.2 + 1 s =
  /// 32.25 s. With a death that hangs: 30 s more, less the 1 s.
  ///
  /// After a storm of rate limits nobody was down: what asked last to be left alone did so an answer's time after the
  /// end, and is left alone for what it asked, a minute at most (R-1020), or a second where it did not say; then a
  /// tick.
  ///
  /// A slow member comes back as the others do where its answers were later than their deadline. Where they were not,
  /// the last slow answer is the end of it, which is less.
  public func recoveryBound(_ terms: RecoveryTerms) -> Milliseconds? {
    switch self {
    case .permanentLoss: return nil
    case .rateLimitStorm(let limit, _):
      let asked = min(limit.retryAfter ?? terms.dispatch.defaultLimit, terms.dispatch.longestLimit)
      return Milliseconds(terms.slowestAnswer.value + asked.value + terms.tick.value)
    case .allDown(.hangs, _), .recovery(.hangs, _), .slowMember:
      return terms.bound(lastError: terms.dispatch.attemptTimeout)
    case .coldStart(_, let slowdown, _):
      let slowest = min(terms.slowestAnswer.value * max(slowdown, 1), terms.dispatch.attemptTimeout.value)
      return terms.bound(lastError: Milliseconds(slowest) ?? terms.dispatch.attemptTimeout)
    case .brownOut, .flapping, .allDown, .recovery: return terms.bound(lastError: terms.slowestAnswer)
    }
  }
}

extension RecoveryTerms {
  /// How many mean gaps the next request is away at most, but for once in e²⁰ times.
  private static let gaps = 20.0

  fileprivate func bound(lastError: Milliseconds) -> Milliseconds? {
    let probed = probes.map { $0.interval.value + $0.timeout.value } ?? 0
    let left = lastError.value + max(health.cooldown.value, probed)
    let halfOpen = tick.value + RecoveryTerms.gaps * meanGap.value + slowestAnswer.value
    return Milliseconds(left + halfOpen + health.slowStart.value)
  }
}
