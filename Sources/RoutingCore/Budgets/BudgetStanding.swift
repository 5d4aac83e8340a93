/// How a limit stands at a moment.
public struct BudgetStanding: Hashable, Sendable {
  /// The limit.
  public let limit: BudgetLimit
  /// What has been spent by reservations made in this window; overshoots may carry it above the limit.
  public let spent: NanoDollars
  /// What open reservations made in this window hold.
  public let reserved: NanoDollars
  /// What open reservations made in earlier windows hold; it weighs on those windows and not on this one.
  public let reservedEarlier: NanoDollars
  /// What has been spent in all windows together, late settlements of earlier windows included.
  public let spentInAll: NanoDollars
  /// When the window ends and the limit counts afresh; nil for a lifetime.
  public let resetsAt: Moment?

  /// What may still be reserved in this window; zero where it is overspent.
  public var remaining: NanoDollars { limit.amount.subtracting(spent).subtracting(reserved) }

  /// Whether `amount` may be reserved on top of what is spent and reserved.
  ///
  /// Where the limit is overspent nothing may, not even zero, so that whatever was let through left the limit whole.
  func fits(_ amount: NanoDollars) -> Bool {
    let used = spent.adding(reserved)
    return used <= limit.amount && amount <= limit.amount.subtracting(used)
  }
}
