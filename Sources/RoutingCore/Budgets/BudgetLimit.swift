/// The most money that a scope may spend, once or in each window of time.
///
/// A negative amount and an empty window cannot be written down; an amount of zero is a scope that may spend nothing.
public struct BudgetLimit: Hashable, Sendable {
  /// Whose spending is limited.
  public let scope: BudgetScope
  /// The most that may be spent and reserved in one window.
  public let amount: NanoDollars
  /// The windows in which spending is counted afresh; nil counts for the lifetime of the ledger.
  public let period: BudgetPeriod?

  /// Makes a limit of `amount` for `scope`, for its lifetime where no period is given.
  public init(scope: BudgetScope, amount: NanoDollars, period: BudgetPeriod? = nil) {
    self.scope = scope
    self.amount = amount
    self.period = period
  }

  /// Whether this limit comes before `other` in a ledger: by scope, then from the longest window to the shortest.
  ///
  /// The longest comes first because the first limit that is exceeded is the one that a caller is told of, and
  /// waiting for a shorter window to end would not help it.
  func precedes(_ other: BudgetLimit) -> Bool {
    guard scope == other.scope else { return scope < other.scope }
    guard let period else { return other.period != nil }
    return other.period.map { $0 < period } ?? false
  }

  /// The number of the window that holds `moment`; a lifetime is one window, number 0.
  func window(at moment: Moment) -> Int64 {
    period.map { $0.window(at: moment) } ?? 0
  }
}
