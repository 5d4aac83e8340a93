/// A reason why a budget cannot be set up as asked.
public enum InvalidBudget: Error, Hashable, Sendable {
  /// A window is empty, negative or longer than ``BudgetPeriod/longest``.
  case periodOutOfRange(milliseconds: Int64)
  /// A scope has two limits for the same period, of which one would be dead.
  case duplicateLimit(BudgetScope, BudgetPeriod?)
  /// A rate limit lies outside 1...``RateLimit/highest``.
  case rateOutOfRange(RateResource, limit: Int)
  /// A number of concurrent calls lies outside 1...``ConcurrencyLimit/highest``.
  case concurrencyOutOfRange(limit: Int)
  /// A share of retries lies below ``RetryBudget/lowestShare``, perhaps at zero.
  case retryShareTooLow(Fraction)
  /// A lifetime of retry credit lies outside 1000...60 000 milliseconds.
  case retryLifetimeOutOfRange(milliseconds: Int)
  /// A minimum rate of retries lies outside 0...``RetryBudget/highestMinimum``.
  case retryMinimumOutOfRange(perSecond: Int)
}

extension InvalidBudget: CustomStringConvertible {
  /// The reason in a sentence that names the value.
  public var description: String {
    switch self {
    case .periodOutOfRange(let milliseconds): "a window of \(milliseconds) ms is empty, negative or too long"
    case .duplicateLimit(let scope, let period?):
      "\(scope) has two limits for windows of \(period.milliseconds) ms"
    case .duplicateLimit(let scope, nil): "\(scope) has two limits for its lifetime"
    case .rateOutOfRange(let resource, let limit): "\(limit) \(resource.name) lie outside 1...\(RateLimit.highest)"
    case .concurrencyOutOfRange(let limit): "\(limit) calls lie outside 1...\(ConcurrencyLimit.highest)"
    case .retryShareTooLow: "the share of retries lies below one in a thousand"
    case .retryLifetimeOutOfRange(let milliseconds): "a lifetime of \(milliseconds) ms lies outside 1000...60000"
    case .retryMinimumOutOfRange(let perSecond):
      "\(perSecond) retries a second lie outside 0...\(RetryBudget.highestMinimum)"
    }
  }
}
