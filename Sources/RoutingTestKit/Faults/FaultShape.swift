public import RoutingCore

/// A way in which providers fail, by its name and its numbers.
///
/// Times are counted from the moment at which the shape begins (``PlannedFault``).
public enum FaultShape: Hashable, Sendable {
  /// A provider that has just started is slow and fails often, less and less as time passes.
  case coldStart(failing: Fraction, slowdown: Double, lasting: Milliseconds)
  /// One is many times slower than it was.
  case slowMember(slowdown: Double, lasting: Milliseconds)
  /// A share of the calls fails.
  case brownOut(failing: Fraction, lasting: Milliseconds)
  /// It is up for a while, then dead for a while, and so on; it begins dead.
  case flapping(up: Milliseconds, down: Milliseconds, lasting: Milliseconds)
  /// It is gone, and does not come back.
  case permanentLoss(FaultCondition.Death)
  /// Above a rate of calls it answers 429.
  case rateLimitStorm(FaultCondition.CallLimit, lasting: Milliseconds)
  /// All providers are dead at once; what makes it different is whom it is planned for.
  case allDown(FaultCondition.Death, lasting: Milliseconds)
  /// It is dead for a while, and then as it was.
  case recovery(FaultCondition.Death, lasting: Milliseconds)

  /// The name used in reports.
  public var name: String {
    switch self {
    case .coldStart: "cold start"
    case .slowMember: "slow member"
    case .brownOut: "brown-out"
    case .flapping: "flapping"
    case .permanentLoss: "permanent loss"
    case .rateLimitStorm: "rate-limit storm"
    case .allDown: "all down"
    case .recovery: "recovery"
    }
  }

  /// How long it lasts, or nil where it does not end.
  public var duration: Milliseconds? {
    switch self {
    case .coldStart(_, _, let lasting), .slowMember(_, let lasting), .brownOut(_, let lasting),
      .flapping(_, _, let lasting), .rateLimitStorm(_, let lasting), .allDown(_, let lasting),
      .recovery(_, let lasting):
      lasting
    case .permanentLoss: nil
    }
  }

  /// What is wrong so many milliseconds after the shape began; nothing before it and after its end.
  public func condition(after elapsed: Double) -> FaultCondition {
    guard elapsed >= 0, duration.map({ elapsed < $0.value }) ?? true else { return .well }
    switch self {
    case .coldStart(let failing, let slowdown, let lasting):
      let left = 1 - elapsed / lasting.value
      return FaultCondition(
        failing: Fraction(failing.value * left) ?? 0, slowdown: 1 + (max(slowdown, 1) - 1) * left)
    case .slowMember(let slowdown, _): return FaultCondition(slowdown: slowdown)
    case .brownOut(let failing, _): return FaultCondition(failing: failing)
    case .flapping(let up, let down, _):
      let period = up.value + down.value
      guard period > 0 else { return .well }
      let cycles = elapsed / period
      // Past 2⁵³ cycles nothing is left of the phase.
      let phase = cycles < 0x1p53 ? elapsed - Double(Int64(cycles)) * period : 0
      return phase < down.value ? FaultCondition(death: .refuses) : .well
    case .permanentLoss(let death), .allDown(let death, _), .recovery(let death, _):
      return FaultCondition(death: death)
    case .rateLimitStorm(let limit, _): return FaultCondition(limit: limit)
    }
  }
}

/// A shape, the providers that it befalls, and when.
public struct PlannedFault: Hashable, Sendable {
  /// What befalls them.
  public var shape: FaultShape
  /// Whom it befalls.
  public var providers: [ProviderID]
  /// When it begins.
  public var start: Moment

  /// Makes a plan.
  public init(_ shape: FaultShape, of providers: [ProviderID], from start: Moment) {
    self.shape = shape
    self.providers = providers
    self.start = start
  }

  /// When it ends, or nil where it does not.
  public var end: Moment? { shape.duration.map { start.advanced(byMilliseconds: $0.value) } }

  /// Whether it is under way.
  public func isActive(at now: Moment) -> Bool { now >= start && end.map { now < $0 } ?? true }
}
