/// A limit leaves too little for what was asked, and nothing was reserved anywhere.
public struct BudgetExceeded: Error, Hashable, Sendable {
  /// The limit in the way, with its scope; where several are, the first in the order of ``BudgetLedger/limits``.
  public let limit: BudgetLimit
  /// What has been spent in the window, which overshoots may have carried above the limit.
  public let spent: NanoDollars
  /// What calls in flight hold in the window.
  public let reserved: NanoDollars
  /// What was asked for.
  public let asked: NanoDollars
  /// When the window ends and the limit counts afresh; nil for a lifetime.
  public let resetsAt: Moment?

  /// Whose limit it is.
  public var scope: BudgetScope { limit.scope }

  /// Makes the refusal of `asked` by a limit that stands at `standing`.
  init(_ standing: BudgetStanding, asked: NanoDollars) {
    limit = standing.limit
    spent = standing.spent
    reserved = standing.reserved
    resetsAt = standing.resetsAt
    self.asked = asked
  }
}

extension BudgetExceeded: CustomStringConvertible {
  /// The refusal in a sentence with all amounts.
  public var description: String {
    "\(scope): \(asked) do not fit into \(limit.amount) with \(spent) spent and \(reserved) reserved"
  }
}
