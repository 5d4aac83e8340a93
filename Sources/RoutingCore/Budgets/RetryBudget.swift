/// Lets retries through in proportion to the requests of late, so that they cannot multiply an outage.
///
/// The formula is that of Finagle, `com.twitter.finagle.service.RetryBudget` (service/RetryBudget.scala): a request
/// deposits 1000, a retry withdraws 1000 divided by the share that may be retried, and both are forgotten after a
/// lifetime. A reserve on top allows a minimum rate, for clients that have just started or send little. Unlike
/// Finagle, which rounds the withdrawal down, it is rounded up here, so the share is never exceeded.
///
/// What it keeps: at every retry, the retries of the ten tenths of a lifetime that end with its own are at most the
/// share of the requests of that time plus the reserve. Hence without a reserve, as for hedges, the retries of all
/// time are at most the share of the requests of all time.
public struct RetryBudget: Hashable, Sendable {
  /// What a retry takes, where a request gives 1000.
  private let withdrawal: Int
  /// What may be overdrawn within a lifetime.
  private let reserve: Int
  private var deposits: LeakySum

  /// What a request gives.
  private static let deposit = 1000
  /// The lowest share of requests that may be retried, one in a thousand.
  public static let lowestShare: Fraction = 0.001
  /// The highest minimum rate of retries, a million a second.
  public static let highestMinimum = 1_000_000

  /// Makes a budget; without arguments that of Finagle: a fifth of the requests on top of ten retries a second.
  ///
  /// `share` is that of the requests that may be retried, at least ``lowestShare``. `minimumPerSecond` retries, from 0
  /// to ``highestMinimum``, are allowed on top. Credit lasts for `lifetimeMilliseconds`, from 1000 to 60 000. Throws
  /// ``InvalidBudget`` for anything else.
  public init(
    share: Fraction = 0.2, minimumPerSecond: Int = 10, lifetimeMilliseconds: Int = 10_000
  ) throws(InvalidBudget) {
    guard share >= RetryBudget.lowestShare else { throw .retryShareTooLow(share) }
    guard minimumPerSecond >= 0, minimumPerSecond <= RetryBudget.highestMinimum else {
      throw .retryMinimumOutOfRange(perSecond: minimumPerSecond)
    }
    guard lifetimeMilliseconds >= 1000, lifetimeMilliseconds <= 60_000 else {
      throw .retryLifetimeOutOfRange(milliseconds: lifetimeMilliseconds)
    }
    self.init(checked: share, minimumPerSecond: minimumPerSecond, lifetimeMilliseconds: lifetimeMilliseconds)
  }

  private init(checked share: Fraction, minimumPerSecond: Int, lifetimeMilliseconds: Int) {
    let exact = Double(RetryBudget.deposit) / share.value
    let whole = Int(exact)
    withdrawal = Double(whole) < exact ? whole + 1 : whole
    // At most 10⁶ × 10⁶ × 6 × 10⁴, below 2⁵⁶.
    reserve = minimumPerSecond * withdrawal * lifetimeMilliseconds / 1000
    deposits = LeakySum(lifetimeMilliseconds: lifetimeMilliseconds)
  }

  /// Finagle's budget: a fifth of the requests on top of ten retries a second.
  public static let standard = RetryBudget(checked: 0.2, minimumPerSecond: 10, lifetimeMilliseconds: 10_000)

  /// Makes a budget for hedges, which has no reserve: a request that nobody waits for is never owed a second try.
  ///
  /// Throws ``InvalidBudget`` where `share` lies below ``lowestShare``.
  public static func hedges(share: Fraction) throws(InvalidBudget) -> RetryBudget {
    try RetryBudget(share: share, minimumPerSecond: 0)
  }

  /// Counts a request, not a retry, made at `now`.
  public mutating func deposit(now: Moment) {
    deposits.add(RetryBudget.deposit, at: now)
  }

  /// Takes the credit for a retry at `now` and returns true, or returns false and changes nothing.
  public mutating func withdraw(now: Moment) -> Bool {
    guard balance(now: now) >= 1 else { return false }
    deposits.add(-withdrawal, at: now)
    return true
  }

  /// How many retries may be made at `now`; reading changes nothing.
  public func balance(now: Moment) -> Int {
    max(deposits.value(at: now) + reserve, 0) / withdrawal
  }
}
