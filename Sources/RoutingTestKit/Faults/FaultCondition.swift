public import RoutingCore

/// What is wrong with a provider at one moment.
public struct FaultCondition: Hashable, Sendable {
  /// How it is dead, or nil where it lives.
  public var death: Death?
  /// The share of its calls that fail with status 500.
  public var failing: Fraction
  /// How many times longer than usual an answer takes; at least 1.
  public var slowdown: Double
  /// From how many calls within a second on it answers 429, or nil for never.
  public var limit: CallLimit?

  /// Makes a condition, by default that of a provider with which nothing is wrong.
  public init(death: Death? = nil, failing: Fraction = 0, slowdown: Double = 1, limit: CallLimit? = nil) {
    self.death = death
    self.failing = failing
    self.slowdown = max(slowdown, 1)
    self.limit = limit
  }

  /// Nothing is wrong.
  public static let well = FaultCondition()

  /// How a provider that is dead fails.
  public enum Death: CaseIterable, Hashable, Sendable {
    /// Nobody listens: a call fails after a few milliseconds.
    case refuses
    /// Something in front of it answers 503.
    case unavailable
    /// It takes calls and never answers: a call fails at its deadline.
    case hangs
  }

  /// How many calls a provider takes within a second of its clock.
  public struct CallLimit: Hashable, Sendable {
    /// The calls that it takes; those after them are answered with 429.
    public var callsPerSecond: Int
    /// How long it asks to be left alone, or nil where it does not say.
    public var retryAfter: Milliseconds?

    /// Makes a limit.
    public init(callsPerSecond: Int, retryAfter: Milliseconds? = nil) {
      self.callsPerSecond = callsPerSecond
      self.retryAfter = retryAfter
    }
  }
}
