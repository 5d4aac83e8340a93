import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct BudgetRateWindowTests {
  private func window(requests: Int?, tokens: Int?) throws -> RateWindow {
    RateWindow(limit: try RateLimit(requests: requests, tokens: tokens, period: BudgetPeriod(milliseconds: 1000)))
  }

  /// The resource in the way and the milliseconds to wait; empty where the request passes.
  private func refusal(of tokens: TokenCount, by window: RateWindow, now: Moment) -> [RateResource: Int64?] {
    var window = window
    do throws(RateExceeded) {
      _ = try window.reserve(tokens, now: now)
      return [:]
    } catch {
      return [error.resource: error.retryAfterMilliseconds]
    }
  }

  @Test("a limit below one or above 2^53 is refused", arguments: [Int.min, -1, 0, RateLimit.highest + 1, .max])
  func badLimits(limit: Int) {
    #expect(throws: InvalidBudget.rateOutOfRange(.requests, limit: limit)) {
      try RateLimit(requests: limit, tokens: 1, period: .minute)
    }
    #expect(throws: InvalidBudget.rateOutOfRange(.tokens, limit: limit)) {
      try RateLimit(requests: nil, tokens: limit, period: .minute)
    }
  }

  @Test("the previous window weighs what share of it the sliding window still covers")
  func sliding() throws {
    var window = try window(requests: nil, tokens: 100)
    _ = try window.reserve(100, now: .ms(500))
    #expect(window.count(of: .tokens, now: .ms(1000)) == 100)
    #expect(window.count(of: .tokens, now: .ms(1250)) == 75)
    #expect(window.count(of: .requests, now: .ms(1250)) == 1)
    #expect(window.count(of: .tokens, now: .ms(2000)) == 0)
    #expect(refusal(of: 26, by: window, now: .ms(1250)) == [.tokens: 10])
    #expect(throws: Never.self) { try window.reserve(26, now: .ms(1260)) }
  }

  @Test("the time to wait is that of the slower resource, and never where a window is too small")
  func retryAfter() throws {
    var window = try window(requests: 2, tokens: 100)
    _ = try window.reserve(10, now: .zero)
    _ = try window.reserve(10, now: .zero)
    #expect(refusal(of: 1, by: window, now: .zero) == [.requests: 1500])
    #expect(refusal(of: 100, by: window, now: .zero) == [.tokens: 2000])
    #expect(refusal(of: 101, by: window, now: .zero) == [.tokens: nil])
  }

  @Test("settling corrects the window that counted the request, once, and a release takes it back whole")
  func settle() throws {
    var window = try window(requests: 3, tokens: 100)
    let first = try window.reserve(80, now: .zero)
    try window.settle(first, actual: 30)
    #expect(window.count(of: .tokens, now: .zero) == 30)
    #expect(throws: LeaseProblem.alreadyClosed(number: 0)) { try window.settle(first, actual: 0) }
    let second = try window.reserve(70, now: .zero)
    _ = try window.reserve(50, now: .ms(1500))
    try window.release(second)
    #expect(window.count(of: .tokens, now: .ms(1500)) == 65)
    #expect(window.count(of: .requests, now: .ms(1500)) == 2)
    #expect(window.count(of: .tokens, now: .ms(1000)) == 80)
  }

  @Test("a lease from before the previous window has no weight, and a strange one is refused")
  func oldAndStrange() throws {
    var window = try window(requests: nil, tokens: 100)
    let old = try window.reserve(80, now: .zero)
    _ = try window.reserve(10, now: .ms(2000))
    let before = window
    try window.settle(old, actual: 100)
    #expect(window == before)
    var other = try self.window(requests: nil, tokens: 100)
    #expect(throws: LeaseProblem.unknown(number: 0)) { try other.settle(old, actual: 0) }
  }

  @Test("leases that nobody settles are forgotten with their windows")
  func forgotten() throws {
    var window = try window(requests: nil, tokens: 100)
    let lease = try window.reserve(10, now: .zero)
    var settled = window
    try settled.settle(lease, actual: 10)
    #expect(window != settled)
    _ = try window.reserve(10, now: .ms(2000))
    _ = try settled.reserve(10, now: .ms(2000))
    #expect(window == settled)
  }

  @Test("a clock that goes back finds no room, and the ends of time do not trap")
  func strangeTimes() throws {
    var window = try window(requests: nil, tokens: 10)
    for now in [Moment(nanoseconds: .min), .ms(-5000), .ms(5000), Moment(nanoseconds: .max)] {
      _ = try window.reserve(10, now: now)
      for earlier in [Moment(nanoseconds: .min), now] {
        #expect(throws: RateExceeded.self) { try window.reserve(1, now: earlier) }
        #expect(window.count(of: .tokens, now: earlier) == 10)
      }
    }
  }

  @Test("the largest numbers do not overflow")
  func large() throws {
    let period = try BudgetPeriod(milliseconds: BudgetPeriod.longest)
    var window = RateWindow(limit: try RateLimit(requests: 1 << 53, tokens: 1 << 53, period: period))
    let lease = try window.reserve(.zero, now: .zero)
    try window.settle(lease, actual: .maximum)
    #expect(window.count(of: .tokens, now: .zero) == 1 << 53)
    let half = Moment(nanoseconds: period.milliseconds * 1_500_000)
    #expect(window.count(of: .tokens, now: half) == 1 << 52)
    #expect(throws: RateExceeded.self) { try window.reserve(.maximum, now: half) }
  }
}
