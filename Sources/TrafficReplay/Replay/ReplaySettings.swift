public import RoutingCore

/// What a replay of a trace is simulated with.
public struct ReplaySettings: Hashable, Sendable {
  /// The seed of all draws.
  public var seed: UInt64
  /// How providers behave.
  public var world = ProviderWorld.measured
  /// How fast answers have to be.
  public var objective = ServiceObjective()
  /// How many models a request is tried at, one after the other; at least 1, and one more than `FallbackList` holds at most.
  public var attempts = 1
  /// How much money there is; nil for any amount.
  public var spending: SpendingLimit?
  /// Which requests are asked why models were left out.
  public var exclusions = ExclusionSampling.none

  /// Makes settings.
  public init(seed: UInt64) {
    self.seed = seed
  }
}

/// How much money a policy may spend.
public struct SpendingLimit: Hashable, Sendable {
  /// The most that is spent in a period.
  public var amount: Dollars
  /// The period, aligned to the first request; nil for the whole trace.
  public var period: BudgetPeriod?

  /// Makes a limit.
  public init(_ amount: Dollars, each period: BudgetPeriod? = nil) {
    self.amount = amount
    self.period = period
  }
}
