/// The counts of a rate limit without the leases: small enough to copy, so that a refusal can be worked out on a copy.
struct RateCounts: Hashable, Sendable {
  private let period: BudgetPeriod
  private var requests: SlidingCount
  private var tokens: SlidingCount
  /// The latest fixed window; it only moves forward, so a clock that goes back finds no fresh one.
  private(set) var window = Int64.min

  init(limit: RateLimit) {
    period = limit.period
    requests = SlidingCount(limit: limit.requests)
    tokens = SlidingCount(limit: limit.tokens)
  }

  /// How many windows the one that holds `now` lies after the latest, at most 2; 0 where it does not.
  func windowsUntil(_ now: Moment) -> Int {
    let next = period.window(at: now)
    guard next > window else { return 0 }
    return next - 1 == window ? 1 : 2
  }

  /// How many windows ago `window` was the latest, at most 2.
  func age(of window: Int64) -> Int {
    guard window < self.window else { return 0 }
    return self.window - 1 == window ? 1 : 2
  }

  /// Begins the window that holds `now`, unless it is the latest or lies before it.
  mutating func advance(to now: Moment) {
    let steps = windowsUntil(now)
    guard steps > 0 else { return }
    requests.begin(adjacent: steps == 1)
    tokens.begin(adjacent: steps == 1)
    window = period.window(at: now)
  }

  /// Adds to the sums of a window that is the latest or, where `late`, the one before.
  mutating func add(requests: Int, tokens: Int, late: Bool = false) {
    self.requests.add(requests, late: late)
    self.tokens.add(tokens, late: late)
  }

  /// The estimate over the sliding window that ends at `now`, which lies in the latest window or before it.
  func estimate(of resource: RateResource, now: Moment) -> Int {
    let count = resource == .requests ? requests : tokens
    return count.estimate(elapsed: elapsed(at: now), length: UInt64(period.nanoseconds))
  }

  /// Why one request of `estimate` tokens does not fit at `now`, in the latest window or before it; nil where it does.
  func refusal(of estimate: TokenCount, now: Moment) -> RateExceeded? {
    let elapsed = elapsed(at: now)
    let length = UInt64(period.nanoseconds)
    let forRequests = requests.wait(for: 1, elapsed: elapsed, length: length)
    let forTokens = tokens.wait(for: estimate.value, elapsed: elapsed, length: length)
    guard let forRequests, let forTokens else {
      return RateExceeded(resource: forTokens == nil ? .tokens : .requests, retryAfterMilliseconds: nil)
    }
    // Waiting can only help, so whoever waits for the slower of the two has waited for both.
    let wait = max(forRequests, forTokens)
    guard wait > 0 else { return nil }
    return RateExceeded(
      resource: forTokens > forRequests ? .tokens : .requests,
      retryAfterMilliseconds: Int64((wait + 999_999) / 1_000_000))
  }

  /// Nanoseconds of the latest window that have passed; none where `now` lies before it.
  private func elapsed(at now: Moment) -> UInt64 {
    period.window(at: now) < window ? 0 : UInt64(period.elapsed(at: now))
  }
}
