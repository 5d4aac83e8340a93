public import RoutingCore

/// What came of one replay of a fleet.
public struct FleetReport: Hashable, Sendable {
  /// Requests that arrived; each was served, failed or refused.
  public internal(set) var requests = 0
  /// Requests that were answered.
  public internal(set) var served = 0
  /// Requests whose only attempt failed.
  public internal(set) var failed = 0
  /// Requests that no model might serve.
  public internal(set) var refused = 0
  /// Attempts at providers that were broken down at that moment.
  public internal(set) var attemptsAtBroken = 0
  /// Those of them sent by replicas that had not noticed yet.
  public internal(set) var unawareAttempts = 0
  /// The sum of what requests were worth, each from 0 to 1; failed and refused ones nothing.
  public internal(set) var reward = 0.0
  /// What was served cost in US dollars, the budget apart.
  public internal(set) var cost = 0.0
  /// How often each model was chosen, in the registry's order.
  public internal(set) var requestsByModel: [Int]
  /// When the latest request arrived.
  public internal(set) var end = Moment.zero
  /// The breakdowns that are over and to which a replica sent an attempt before it noticed.
  public internal(set) var breakdowns: [FleetBreakdown] = []
  /// How many breakdowns are over to which nobody did.
  public internal(set) var untriedBreakdowns = 0
  /// What the budget would be worth to replicas that share it; nil without a budget.
  public internal(set) var sharedBudget: FleetSpending?
  /// What it would be worth if each replica had an equal part of it; nil without a budget.
  public internal(set) var splitBudget: FleetSpending?

  init(models: Int) {
    requestsByModel = Array(repeating: 0, count: models)
  }

  /// The share of requests that failed, from 0 to 1; 0 without requests.
  public var failedShare: Double { share(Double(failed)) }
  /// The share of requests that were sent to a provider that was broken, from 0 to 1; 0 without requests.
  public var brokenShare: Double { share(Double(attemptsAtBroken)) }
  /// What a request was worth on average, from 0 to 1; 0 without requests.
  public var meanReward: Double { share(reward) }
  /// US dollars a second over the whole replay, the budget apart; 0 where no time passed.
  public var dollarsPerSecond: Double {
    let seconds = end.milliseconds(since: .zero) / 1000
    return seconds > 0 ? cost / seconds : 0
  }

  /// The mean time until a breakdown was noticed, in milliseconds; nil without one.
  ///
  /// - Complexity: O(n) in the number of breakdowns.
  public var meanTimeUntilNoticed: Double? {
    guard !breakdowns.isEmpty else { return nil }
    return breakdowns.reduce(0) { $0 + $1.timeUntilNoticed.value } / Double(breakdowns.count)
  }

  /// The 95th percentile of the time until a breakdown was noticed, in milliseconds, by nearest rank; nil without one.
  ///
  /// - Complexity: O(n log n) in the number of breakdowns.
  public var tailTimeUntilNoticed: Double? {
    guard !breakdowns.isEmpty else { return nil }
    return Percentiles(breakdowns.map(\.timeUntilNoticed.value)).value(at: 0.95)
  }

  /// The attempts that a breakdown drew, on average; nil without one.
  ///
  /// - Complexity: O(n) in the number of breakdowns.
  public var attemptsPerBreakdown: Double? {
    guard !breakdowns.isEmpty else { return nil }
    return Double(breakdowns.reduce(0) { $0 + $1.attempts }) / Double(breakdowns.count)
  }

  /// The attempts that a breakdown drew from replicas that had not noticed, on average; nil without one.
  ///
  /// - Complexity: O(n) in the number of breakdowns.
  public var unawareAttemptsPerBreakdown: Double? {
    guard !breakdowns.isEmpty else { return nil }
    return Double(breakdowns.reduce(0) { $0 + $1.unawareAttempts }) / Double(breakdowns.count)
  }

  private func share(_ amount: Double) -> Double { requests > 0 ? amount / Double(requests) : 0 }
}
