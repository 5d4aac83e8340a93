internal import Routing
internal import RoutingCore

/// What each key has spent this month, from the costs of its requests (H-039).
///
/// Months begin in UTC, and a key's spending can be set back within one. Costs are added up in whole billionths of a dollar, so
/// that their order makes no difference. The months that were added to last are kept, so that a date which is wrong for a while
/// takes nothing from the right one. After a start: make it of the ring's records, then add the log's entries again.
public final class KeySpending: Sendable {
  private struct Account: Sendable {
    /// From when on spending counts, of resets alone.
    var resetAt: Int?
    /// What was spent in each month, which is told by its beginning; the one that was added to last stands last.
    var months: [Month] = []

    struct Month: Sendable {
      var start: Int
      var sum: NanoDollars
    }
  }

  /// How many months of a key are kept: the one that counts, and two that a clock may have shown by mistake.
  private static let maximumMonths = 3

  private let accounts: Locked<[String: Account]>

  /// Makes accounts on which nothing was spent, with the resets of these keys.
  public init(records: [APIKeyRecord] = []) {
    var accounts: [String: Account] = [:]
    for record in records where record.budgetResetAt != nil {
      accounts[record.id] = Account(resetAt: record.budgetResetAt)
    }
    self.accounts = Locked(accounts)
  }

  /// Adds what a request cost in US dollars at a moment in milliseconds since 1970.
  ///
  /// Costs from before a reset count no more; what is no amount of money counts as nothing.
  public func add(_ cost: Double, key: String, at moment: Int) {
    guard let dollars = Dollars(cost) else { return }
    let month = UTCDate.monthStart(of: moment)
    accounts.withLock { accounts in
      var account = accounts[key] ?? Account()
      guard moment >= account.resetAt ?? .min else { return }
      var entry = Account.Month(start: month, sum: .zero)
      if let place = account.months.firstIndex(where: { $0.start == month }) {
        entry = account.months.remove(at: place)
      }
      entry.sum = entry.sum.adding(NanoDollars(roundingUp: dollars))
      account.months.append(entry)
      if account.months.count > KeySpending.maximumMonths { account.months.removeFirst() }
      accounts[key] = account
    }
  }

  /// Lets a key's spending count from a moment on, in milliseconds since 1970.
  public func reset(key: String, at moment: Int) {
    let month = UTCDate.monthStart(of: moment)
    accounts.withLock { accounts in
      var account = accounts[key] ?? Account()
      account.resetAt = moment
      // What is dated after it counts from the log as well.
      account.months.removeAll { $0.start <= month }
      accounts[key] = account
    }
  }

  /// Forgets a key.
  public func remove(key: String) { accounts.withLock { $0[key] = nil } }

  /// What a key has spent in the month of a moment, in US dollars.
  ///
  /// `now` is in milliseconds since 1970.
  public func spent(key: String, now: Int) -> Double {
    let month = UTCDate.monthStart(of: now)
    return accounts.withLock { accounts in
      accounts[key]?.months.first { $0.start == month }?.sum.dollars.value ?? 0
    }
  }

  /// How a key stands to its budget at a moment in milliseconds since 1970.
  public func check(_ record: APIKeyRecord, now: Int) -> KeyBudget {
    KeyBudget(budget: record.monthlyBudget, spent: spent(key: record.id, now: now))
  }
}

/// A key's budget for the month and what is spent of it, in US dollars.
public struct KeyBudget: Hashable, Sendable {
  /// What it may spend; 0 for any amount.
  public let budget: Double
  /// What it has spent.
  public let spent: Double

  /// Makes a standing of two amounts in US dollars, both from 0.
  public init(budget: Double, spent: Double) {
    self.budget = budget
    self.spent = spent
  }

  /// Whether the budget is used up, so that further requests are refused (H-039).
  public var isReached: Bool { budget > 0 && spent >= budget }
}
