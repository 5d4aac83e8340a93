internal import Routing

/// Says how many requests each key may make: an address, a consumer's key (H-038).
///
/// Any number of threads may call. It remembers a bounded number of keys; the one that was longest not seen leaves first.
public final class RateLimiter: Sendable {
  private let buckets: Locked<TokenBuckets>

  /// Makes a limiter that has seen nobody.
  ///
  /// `maximumKeys` is how many keys it remembers, from 1.
  public init(maximumKeys: Int = 100_000) { buckets = Locked(TokenBuckets(maximumKeys: maximumKeys)) }

  /// Whether a request of a key may pass now.
  ///
  /// `now` is in milliseconds of a clock that never goes back, such as `now` of a `TimeSource`, the same in all calls: where it
  /// goes back all the same, no time has passed until it has caught up.
  public func take(_ key: String, rate: RequestRate, now: Int) -> RateVerdict {
    buckets.withLock { $0.take(key, rate: rate, now: now) }
  }

  /// Takes back that a request of a key counted.
  package func giveBack(_ key: String, rate: RequestRate) {
    buckets.withLock { $0.giveBack(key, rate: rate) }
  }

  /// How many keys it remembers.
  public var keyCount: Int { buckets.withLock { $0.count } }
}
