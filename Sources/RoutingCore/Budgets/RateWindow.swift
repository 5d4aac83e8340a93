/// A request that has been let through a rate limit, to be settled once its tokens are known.
public struct RateLease: Hashable, Sendable {
  /// The number of the lease, counted from 0.
  public let number: Int
  /// The tokens that were expected.
  public let estimate: TokenCount
  /// The number of the fixed window that counted it.
  let window: Int64
}

/// Lets requests and tokens through at a limited rate, as a sliding window of two counters.
///
/// A token bucket (GCRA) would do with less state, but forgets when it was idle: giving back an estimate that was too
/// high could then hand out credit that had long flowed away. With a sum for each fixed window a correction goes to
/// the sum it came from and is exact, and estimates of tokens are corrected on nearly every call.
///
/// What it keeps: no fixed window, aligned to the host's zero, lets more than the limit through, and neither does the
/// estimate over the sliding window that ends now, in which the previous fixed window counts as evenly spread. Hence
/// no window of that length, wherever it begins, sees more than twice the limit. What settling adds beyond the
/// estimates comes on top, and keeps later requests out.
public struct RateWindow: Hashable, Sendable {
  /// The limit.
  public let limit: RateLimit
  private var counts: RateCounts
  /// The leases of the latest window and of the one before; nothing ever depends on their order.
  private var open: Set<RateLease> = []
  private var openEarlier: Set<RateLease> = []
  private var nextNumber = 0

  /// Makes a window that has let nothing through.
  public init(limit: RateLimit) {
    self.limit = limit
    counts = RateCounts(limit: limit)
  }

  /// Lets one request of about `estimate` tokens through, or throws and changes nothing.
  ///
  /// - Throws: ``RateExceeded`` with the time to wait.
  public mutating func reserve(_ estimate: TokenCount, now: Moment) throws(RateExceeded) -> RateLease {
    var next = counts
    next.advance(to: now)
    if let refusal = next.refusal(of: estimate, now: now) { throw refusal }
    forgetLeases(steps: counts.windowsUntil(now))
    next.add(requests: 1, tokens: estimate.value)
    counts = next
    let lease = RateLease(number: nextNumber, estimate: estimate, window: counts.window)
    nextNumber += 1
    open.insert(lease)
    return lease
  }

  /// Corrects the tokens of a request to what they really were, in the window that counted it.
  ///
  /// A lease from before the previous window has no weight any more, and its correction neither.
  ///
  /// - Throws: ``LeaseProblem`` where the lease is not open here; nothing changes then.
  public mutating func settle(_ lease: RateLease, actual: TokenCount) throws(LeaseProblem) {
    try close(lease)
    correct(lease, requests: 0, tokens: actual.value - lease.estimate.value)
  }

  /// Takes back a request that was never sent, with its tokens.
  ///
  /// - Throws: ``LeaseProblem`` where the lease is not open here; nothing changes then.
  public mutating func release(_ lease: RateLease) throws(LeaseProblem) {
    try close(lease)
    correct(lease, requests: -1, tokens: -lease.estimate.value)
  }

  /// The estimated number of `resource` in the window that ends at `now`, rounded up; reading changes nothing.
  public func count(of resource: RateResource, now: Moment) -> Int {
    var counts = counts
    counts.advance(to: now)
    return counts.estimate(of: resource, now: now)
  }

  private mutating func forgetLeases(steps: Int) {
    guard steps > 0 else { return }
    openEarlier = steps == 1 ? open : []
    open = []
  }

  private mutating func close(_ lease: RateLease) throws(LeaseProblem) {
    guard lease.number < nextNumber else { throw .unknown(number: lease.number) }
    guard counts.age(of: lease.window) < 2 else { return }
    guard open.remove(lease) != nil || openEarlier.remove(lease) != nil else {
      throw .notOpen(lease.number, next: nextNumber)
    }
  }

  private mutating func correct(_ lease: RateLease, requests: Int, tokens: Int) {
    let age = counts.age(of: lease.window)
    guard age < 2 else { return }
    counts.add(requests: requests, tokens: tokens, late: age == 1)
  }
}
