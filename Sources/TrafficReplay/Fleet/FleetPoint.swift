public import RoutingCore

/// What came of one number of replicas with one delay, over all seeds.
///
/// Figures are nil where no seed has them: those of budgets without a budget, those of breakdowns without a breakdown.
public struct FleetPoint: Hashable, Sendable {
  /// How many replicas share the traffic.
  public let replicas: Int
  /// How late they see what others have published.
  public let delay: Milliseconds
  /// The share of requests that failed, from 0 to 1.
  public let failedShare: SeedMean?
  /// The share of requests sent to a provider that was broken at that moment, from 0 to 1.
  public let brokenShare: SeedMean?
  /// The mean worth of a request, from 0 to 1; failed and refused ones are worth nothing.
  public let reward: SeedMean?
  /// The mean worth of a request in a fleet of one replica, less that of this one, over the same requests.
  public let regret: SeedMean?
  /// The breakdowns of a seed to which a replica sent an attempt before it noticed.
  public let breakdowns: SeedMean?
  /// The mean time in milliseconds until no replica sent a breakdown anything but probes.
  public let meanTimeUntilNoticed: SeedMean?
  /// The 95th percentile of that time, in milliseconds, of each seed's breakdowns.
  public let tailTimeUntilNoticed: SeedMean?
  /// The attempts that a breakdown drew in all, probes among them.
  public let attemptsPerBreakdown: SeedMean?
  /// The attempts that a breakdown drew from replicas that had not noticed.
  public let unawareAttemptsPerBreakdown: SeedMean?
  /// In how many seeds the shared budget was spent, whether or not a replica knew it.
  public let seedsOutOfMoney: Int
  /// What was spent beyond the shared budget, in US dollars.
  public let overshoot: SeedMean?
  /// The same as a share of the limit.
  public let overshootShare: SeedMean?
  /// What is spent in one delay and one interval of publication, in US dollars: all that the overshoot can be at an even
  /// rate of spending, but for one request.
  public let spendingUnheard: SeedMean?
  /// What was spent beyond a budget split into equal parts, in US dollars.
  public let splitOvershoot: SeedMean?
  /// What of a split budget was left when the first request was refused, as a share of the limit.
  public let splitLeftShare: SeedMean?
  /// The share of requests that replicas with a split budget refused while others had money left, from 0 to 1.
  public let splitRefusedEarlyShare: SeedMean?

  init(replicas: Int, settings: FleetSettings, reports: [FleetReport], baseline: [FleetReport]) {
    self.replicas = replicas
    delay = settings.delay
    failedShare = SeedMean(reports.map(\.failedShare))
    brokenShare = SeedMean(reports.map(\.brokenShare))
    reward = SeedMean(reports.map(\.meanReward))
    regret = SeedMean(zip(baseline, reports).map { $0.meanReward - $1.meanReward })
    breakdowns = SeedMean(reports.map { Double($0.breakdowns.count) })
    meanTimeUntilNoticed = SeedMean(reports.map(\.meanTimeUntilNoticed))
    tailTimeUntilNoticed = SeedMean(reports.map(\.tailTimeUntilNoticed))
    attemptsPerBreakdown = SeedMean(reports.map(\.attemptsPerBreakdown))
    unawareAttemptsPerBreakdown = SeedMean(reports.map(\.unawareAttemptsPerBreakdown))
    seedsOutOfMoney = reports.count { report in report.sharedBudget.map { $0.spent >= $0.limit } ?? false }
    let unheard = (settings.delay.value + settings.publicationInterval.value) / 1000
    overshoot = SeedMean(reports.map { $0.sharedBudget?.overshoot.dollars.value })
    overshootShare = SeedMean(reports.map { $0.sharedBudget.flatMap { FleetPoint.share($0.overshoot, of: $0.limit) } })
    spendingUnheard = SeedMean(reports.map { $0.dollarsPerSecond * unheard })
    splitOvershoot = SeedMean(reports.map { $0.splitBudget?.overshoot.dollars.value })
    splitLeftShare = SeedMean(
      reports.map { $0.splitBudget.flatMap { FleetPoint.share($0.leftAtFirstRefusal, of: $0.limit) } })
    splitRefusedEarlyShare = SeedMean(
      reports.map { report in
        guard let split = report.splitBudget, report.requests > 0 else { return nil }
        return Double(split.refusedEarly) / Double(report.requests)
      })
  }

  /// A part of a limit, nil where either is missing; nothing is a part of nothing.
  private static func share(_ amount: NanoDollars?, of limit: NanoDollars) -> Double? {
    guard let amount, limit > .zero else { return nil }
    return Double(amount.value) / Double(limit.value)
  }
}
