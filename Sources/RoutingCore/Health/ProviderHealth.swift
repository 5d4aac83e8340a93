/// What one replica has seen of one provider.
///
/// The record holds events, not conclusions: state, cooldown and rates are read from it at a moment, and reading changes
/// nothing. So the records of several replicas can be read as one (``reading(of:at:_:)``).
public struct ProviderHealth: Hashable, Sendable {
  /// All outcomes ever recorded that speak about the provider's health.
  public private(set) var totalRequests = 0
  /// All errors ever recorded.
  public private(set) var totalErrors = 0
  /// The moving average of successful latencies, nil before the first.
  public private(set) var latency: Milliseconds?
  /// The host's words for the last error, cut to 500 characters; the host takes secrets out.
  public private(set) var lastErrorMessage: String?
  /// When it last came back from being down.
  public private(set) var recoveredAt: Moment?
  /// The attempts under way.
  public var requestsInFlight: Int { max(attemptBalance, 0) }

  /// Attempts begun less attempts ended; below zero while an end is known and its beginning is not yet.
  private var attemptBalance = 0
  private(set) var errorRun = FailureRun()
  private(set) var probeRun = FailureRun()
  private(set) var latencyAt: Moment?
  private(set) var requests = DecayingCount()
  private(set) var errors = DecayingCount()
  private(set) var latencies = DurationSketch()
  private(set) var tokenTimes = DurationSketch()
  private(set) var halfOpen: HalfOpenAttempt?
  private(set) var permitsGiven: UInt64 = 0
  /// Permits up to this number were given by a record before this one.
  private let foreignPermits: UInt64

  /// Makes the record of a provider nobody has tried.
  public init() { self.init(afterPermit: 0) }

  /// Makes the record of a provider that was removed and registered anew, whose old permits mean nothing to it.
  init(afterPermit number: UInt64) {
    permitsGiven = number
    foreignPermits = number
  }

  /// Errors since the last success.
  public var consecutiveErrors: Int { errorRun.count }
  /// When it last answered.
  public var lastSuccessTime: Moment? { errorRun.lastSuccess }
  /// When it last failed.
  public var lastErrorTime: Moment? { errorRun.lastFailure }

  /// The longest message kept of an error.
  public static let longestMessage = 500

  /// The attempt that tries a provider after its cooldown.
  struct HalfOpenAttempt: Hashable, Sendable {
    let number: UInt64
    let since: Moment
  }
}

extension ProviderHealth {
  /// Asks to send an attempt now; nil where the provider takes none.
  ///
  /// After a cooldown one attempt is let through, and no other until that one has ended or is given up for lost.
  public mutating func begin(at now: Moment, _ parameters: HealthParameters) -> AttemptPermit? {
    // Nearly always true, and told by two counters.
    guard state(parameters) != .down || isAvailable(at: now, parameters) else { return nil }
    return permit(at: now, parameters)
  }

  /// Asks to send an attempt because nobody else is left, also where the provider is down and cooling (R-1204).
  ///
  /// Where it is down the attempt takes the half-open permit, so that a provider that is down gets one such attempt at a
  /// time from all requests together; nil while another has it.
  public mutating func beginAsLastResort(at now: Moment, _ parameters: HealthParameters) -> AttemptPermit? {
    if let halfOpen, now.milliseconds(since: halfOpen.since) < parameters.halfOpenTimeout.value { return nil }
    return permit(at: now, parameters)
  }

  private mutating func permit(at now: Moment, _ parameters: HealthParameters) -> AttemptPermit {
    permitsGiven &+= 1
    attemptBalance += 1
    if state(parameters) == .down { halfOpen = HalfOpenAttempt(number: permitsGiven, since: now) }
    return AttemptPermit(number: permitsGiven)
  }

  /// Counts attempts that began, or ended where negative, without having asked: their sender read that there is no need.
  ///
  /// Beginnings and ends may come in any order.
  mutating func countInFlight(_ change: Int) { attemptBalance += change }

  /// Takes in how an attempt ended; with its permit where it was asked for one.
  ///
  /// An outcome that is not the provider's doing changes nothing but the permit.
  public mutating func record(
    _ outcome: AttemptOutcome, permit: AttemptPermit? = nil, message: String? = nil, at now: Moment,
    _ parameters: HealthParameters
  ) {
    if let permit, permit.number > foreignPermits {
      if attemptBalance > 0 { attemptBalance -= 1 }
      if halfOpen?.number == permit.number { halfOpen = nil }
    }
    switch outcome {
    case .success(let latency, let timePerToken):
      count(at: now, parameters)
      let wasDown = state(parameters) == .down
      errorRun.succeed(at: now)
      noteRecovery(wasDown, at: now, parameters)
      self.latency = self.latency.map { Milliseconds(unchecked: 0.9 * $0.value + 0.1 * latency.value) } ?? latency
      latencyAt = max(latencyAt ?? now, now)
      latencies.add(latency, at: now, halfLife: parameters.percentileHalfLife)
      if let timePerToken { tokenTimes.add(timePerToken, at: now, halfLife: parameters.percentileHalfLife) }
    case .failure(let failure):
      guard failure.countsAgainstProvider else { return }
      count(at: now, parameters)
      totalErrors += 1
      errors.add(1, at: now, halfLife: parameters.errorHalfLife)
      errorRun.fail(at: now)
      lastErrorMessage = message.map { ProviderHealth.cut($0) }
    }
  }

  /// Counts Unicode scalars, because a single grapheme may hold any number of them.
  private static func cut(_ message: String) -> String {
    String(String.UnicodeScalarView(message.unicodeScalars.prefix(longestMessage)))
  }

  private mutating func count(at now: Moment, _ parameters: HealthParameters) {
    totalRequests += 1
    requests.add(1, at: now, halfLife: parameters.errorHalfLife)
  }

  /// Takes in what came of a probe; probes never touch the errors of real traffic.
  public mutating func record(_ probe: ProbeResult, at now: Moment, _ parameters: HealthParameters) {
    let wasDown = state(parameters) == .down
    switch probe {
    case .alive: probeRun.succeed(at: now)
    case .dead: probeRun.fail(at: now)
    }
    noteRecovery(wasDown, at: now, parameters)
  }

  private mutating func noteRecovery(_ wasDown: Bool, at now: Moment, _ parameters: HealthParameters) {
    guard wasDown, state(parameters) != .down else { return }
    recoveredAt = max(recoveredAt ?? now, now)
  }
}

/// The leave to send one attempt, to be handed back with its outcome.
public struct AttemptPermit: Hashable, Sendable {
  /// Above zero, and given once by each record.
  package let number: UInt64

  /// Makes the permit of a number that a record gave.
  package init(number: UInt64) {
    self.number = number
  }
}
