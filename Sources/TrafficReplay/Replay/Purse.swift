import RoutingCore

/// The money of a replay: what a request may cost is set aside while it is under way.
struct Purse: Sendable {
  private var ledger: BudgetLedger
  private static let scope = BudgetScope.key("replay")

  init(_ limit: SpendingLimit) {
    let limit = BudgetLimit(scope: Purse.scope, amount: NanoDollars(roundingUp: limit.amount), period: limit.period)
    // One limit cannot contradict another.
    ledger = (try? BudgetLedger(limits: [limit])) ?? .unlimited
  }

  /// Sets money aside, or nil where there is not enough.
  mutating func reserve(_ estimate: Dollars, now: Moment) -> Reservation? {
    try? ledger.reserve(NanoDollars(roundingUp: estimate), in: [Purse.scope], now: now)
  }

  /// Pays what a request did cost in the end, and gives back the rest.
  mutating func settle(_ reservation: Reservation, _ cost: Dollars, now: Moment) {
    // A reservation is settled once, by whoever made it, so there is nothing that could go wrong.
    try? ledger.settle(reservation, actual: NanoDollars(roundingUp: cost), now: now)
  }
}
