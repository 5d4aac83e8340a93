/// A bucket of tokens for each key: a request takes one, and they come back at a rate, fractions included, up to a burst (H-038).
///
/// A key that was not seen for long leaves when there are too many, and comes back with a full bucket.
struct TokenBuckets: Sendable {
  private struct Bucket: Sendable {
    /// Thousandths of a token: whole numbers for whole rates and moments in milliseconds, so that nothing drifts.
    var thousandths: Double
    /// When it was last looked at, in milliseconds.
    var moment: Int
  }

  private let maximumKeys: Int
  private var buckets = LRUTable<String, Bucket>()

  init(maximumKeys: Int) { self.maximumKeys = max(1, maximumKeys) }

  var count: Int { buckets.count }

  mutating func take(_ key: String, rate: RequestRate, now: Int) -> RateVerdict {
    let full = rate.burst * 1000
    var bucket = buckets.use(key) ?? Bucket(thousandths: full, moment: now)
    // Of two that come at once the later may be first, which must not take tokens away, nor give them twice.
    let elapsed = now > bucket.moment ? Double(now) - Double(bucket.moment) : 0
    bucket.thousandths = min(full, bucket.thousandths + elapsed * rate.perSecond)
    bucket.moment = max(bucket.moment, now)
    let passes = bucket.thousandths >= 1000
    if passes { bucket.thousandths -= 1000 }
    buckets.put(bucket, for: key)
    while buckets.count > maximumKeys { buckets.removeLeastRecent() }
    guard !passes else { return .allowed }
    let wait = (1000 - bucket.thousandths) / rate.perSecond
    return .refused(waitMilliseconds: max(1, wait < 1e15 ? Int(wait.rounded(.up)) : 1_000_000_000_000_000))
  }

  mutating func giveBack(_ key: String, rate: RequestRate) {
    guard var bucket = buckets.peek(key) else { return }
    bucket.thousandths = min(rate.burst * 1000, bucket.thousandths + 1000)
    buckets.put(bucket, for: key)
  }
}
