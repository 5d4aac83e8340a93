import GatewayState
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct RateLimiterTests {
  @Test("H-038: the rates are those of the rule")
  func rates() {
    #expect(RequestRate.consumerAddress == RequestRate(perSecond: 60, burst: 120))
    #expect(RequestRate.admin == RequestRate(perSecond: 30, burst: 60))
    #expect(RequestRate.ofKey(requestsPerSecond: 0, common: .consumerAddress) == .consumerAddress)
    #expect(RequestRate.ofKey(requestsPerSecond: -1, common: .consumerAddress) == nil)
    #expect(RequestRate.ofKey(requestsPerSecond: 7, common: .consumerAddress) == RequestRate(perSecond: 7, burst: 14))
    #expect(
      RequestRate.ofKey(requestsPerSecond: 0.1, common: .consumerAddress) == RequestRate(perSecond: 0.1, burst: 1))
    #expect(RequestRate.ofKey(requestsPerSecond: 0, common: nil) == nil)
    for (rate, burst) in [(0, 1), (-1, 1), (1, 0.5), (.nan, 1), (1, .nan), (.infinity, 1), (1, .infinity)]
      as [(Double, Double)]
    {
      #expect(RequestRate(perSecond: rate, burst: burst) == nil)
    }
  }

  @Test("H-038: a burst passes at once, and then as many as the rate, fractions included")
  func burst() throws {
    let limiter = RateLimiter()
    let rate = try #require(RequestRate(perSecond: 2, burst: 3))
    for _ in 0..<3 { #expect(limiter.take("a", rate: rate, now: 1000) == .allowed) }
    #expect(limiter.take("a", rate: rate, now: 1000) == .refused(waitMilliseconds: 500))
    #expect(limiter.take("a", rate: rate, now: 1300) == .refused(waitMilliseconds: 200))
    #expect(limiter.take("a", rate: rate, now: 1499) == .refused(waitMilliseconds: 1))
    #expect(limiter.take("a", rate: rate, now: 1500) == .allowed)
    #expect(limiter.take("b", rate: rate, now: 1500) == .allowed, "keys do not share")
    // A clock that goes back neither gives nor takes.
    #expect(limiter.take("a", rate: rate, now: 0) == .refused(waitMilliseconds: 500))
    #expect(limiter.take("a", rate: rate, now: 1999) == .refused(waitMilliseconds: 1))
    #expect(limiter.take("a", rate: rate, now: 2000) == .allowed)
    let slow = try #require(RequestRate(perSecond: 1e-300, burst: 1))
    #expect(limiter.take("c", rate: slow, now: .min) == .allowed)
    #expect(limiter.take("c", rate: slow, now: .max) == .refused(waitMilliseconds: 1_000_000_000_000_000))
  }

  @Test("a request that is taken back leaves room for another, and no bucket fuller than full")
  func giveBack() throws {
    let limiter = RateLimiter()
    let rate = try #require(RequestRate(perSecond: 1, burst: 2))
    for _ in 0..<10 {
      #expect(limiter.take("a", rate: rate, now: 0) == .allowed)
      limiter.giveBack("a", rate: rate)
    }
    limiter.giveBack("a", rate: rate)
    limiter.giveBack("nobody", rate: rate)
    for _ in 0..<2 { #expect(limiter.take("a", rate: rate, now: 0) == .allowed) }
    #expect(limiter.take("a", rate: rate, now: 0) == .refused(waitMilliseconds: 1000))
    #expect(limiter.keyCount == 1)
  }

  /// All requests that passed, and nothing else: at most burst + rate × t of them in any stretch of time t that ends now.
  private struct PlainModel {
    let rate: Int
    let burst: Int
    var passed: [Int] = []

    /// Counts millitokens from the beginning each time: a bucket that leaks what is above the burst.
    mutating func take(now: Int) -> Bool {
      var (thousandths, moment) = (burst * 1000, passed.first ?? now)
      for request in passed {
        thousandths = min(burst * 1000, thousandths + (request - moment) * rate) - 1000
        moment = request
      }
      guard min(burst * 1000, thousandths + (now - moment) * rate) >= 1000 else { return false }
      passed.append(now)
      return true
    }
  }

  @Test("H-038: the limiter is a plain bucket counted from the beginning, for any rate, burst and arrivals")
  func law() throws {
    for seed in 0..<150 as Range<UInt64> {
      var dice = Dice(seed: seed)
      let (perSecond, burst) = (dice.number(1...50), dice.number(1...20))
      let rate = try #require(RequestRate(perSecond: Double(perSecond), burst: Double(burst)))
      let limiter = RateLimiter()
      var models: [String: PlainModel] = [:]
      var now = 1_795_308_354_123
      for _ in 0..<60 {
        now += dice.chance(0.5) ? 0 : dice.number(0...dice.pick([3, 100, 3000]))
        let key = dice.pick(["a", "b"])
        let expected = models[key, default: PlainModel(rate: perSecond, burst: burst)].take(now: now)
        let verdict = limiter.take(key, rate: rate, now: now)
        #expect((verdict == .allowed) == expected, "seed \(seed)")
        guard case .refused(let wait) = verdict else { continue }
        // Exactly then it would pass: not before, and at the latest then.
        var later = try #require(models[key])
        #expect(!later.take(now: now + wait - 1) && later.take(now: now + wait), "seed \(seed)")
      }
    }
  }

  @Test("H-038: at most so many keys are remembered, and the one that was longest not seen is forgotten first")
  func eviction() throws {
    let rate = try #require(RequestRate(perSecond: 1, burst: 1))
    let limiter = RateLimiter(maximumKeys: 3)
    for key in ["a", "b", "c"] { #expect(limiter.take(key, rate: rate, now: 0) == .allowed) }
    #expect(limiter.take("a", rate: rate, now: 0) != .allowed)
    #expect(limiter.take("d", rate: rate, now: 0) == .allowed)
    #expect(limiter.keyCount == 3)
    #expect(limiter.take("a", rate: rate, now: 0) != .allowed)
    #expect(limiter.take("b", rate: rate, now: 0) == .allowed, "it was forgotten")
    #expect(RateLimiter(maximumKeys: 0).take("a", rate: rate, now: 0) == .allowed)
    let many = RateLimiter()
    for number in 0..<100_500 { _ = many.take("\(number)", rate: rate, now: 0) }
    #expect(many.keyCount == 100_000)
    #expect(many.take("500", rate: rate, now: 0) != .allowed)
    #expect(many.take("499", rate: rate, now: 0) == .allowed)
  }

  @Test("as many as the burst pass when threads come at the same time")
  func threads() async throws {
    let limiter = RateLimiter()
    let rate = try #require(RequestRate(perSecond: 1, burst: 50))
    let passed = await withTaskGroup(of: Int.self) { group in
      for _ in 0..<8 {
        group.addTask { (0..<40).count { _ in limiter.take("a", rate: rate, now: 0) == .allowed } }
      }
      return await group.reduce(0, +)
    }
    #expect(passed == 50)
  }
}
