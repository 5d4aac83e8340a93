import RoutingCore
import RoutingTestSupport
import Testing
import TrafficReplay

@Suite(.offThePool) struct OpenLoopTests {
  /// One server on virtual time: each request takes 2 µs, and one takes a pause more.
  private func latencies(
    requests: Int = 40_000, requestsPerSecond: Double = 100_000, spacing: OpenLoopSchedule.Spacing = .even,
    pauseAt paused: Int? = nil
  ) -> OpenLoopLatencies {
    var schedule = OpenLoopSchedule(requestsPerSecond: requestsPerSecond, spacing: spacing, seed: 1)
    var latencies = OpenLoopLatencies()
    var free = Moment.zero
    for number in 0..<requests {
      let due = schedule.next()
      let begun = max(due, free)
      let service = number == paused ? 50.0 : 0.002
      free = begun.advanced(byMilliseconds: service)
      latencies.record(due: due, begun: begun, ended: free)
    }
    return latencies
  }

  @Test("without a pause, evenly spaced requests are served when they are due")
  func calm() {
    let calm = latencies()
    #expect(calm.response.maximum == 2_000)
    #expect(calm.service.maximum == 2_000)
    #expect(calm.response.count == 40_000)
    #expect(abs(calm.requestsPerSecond - 100_000) < 10)
  }

  @Test("a pause of 50 ms is in the response of every request that was due during it, and in one service time alone")
  func pause() {
    let paused = latencies(pauseAt: 10_000)
    #expect(paused.service.maximum == 50_000_000)
    #expect(paused.service.nanoseconds(at: 0.999) < 3_000, "who asks only what was sent sees one slow request")
    // 5,000 requests come due during the pause and 1,250 while they are caught up with, each 8 µs less late than the one
    // before: a sixth of all. The 4,000th of them is still 18 ms late.
    #expect(paused.response.nanoseconds(at: 0.5) < 3_000)
    #expect(paused.response.nanoseconds(at: 0.9) > 17_000_000)
    #expect(paused.response.nanoseconds(at: 0.99) > 40_000_000)
    #expect(paused.response.maximum == 50_000_000)
  }

  @Test("a system that cannot keep the rate answers later and later")
  func overload() {
    let late = latencies(requestsPerSecond: 1_000_000)
    #expect(abs(late.requestsPerSecond - 500_000) < 1_000)
    #expect(late.response.maximum > 39_000_000)
    #expect(late.service.maximum == 2_000)
  }

  @Test("schedules keep their rate to 1 %, and a seed gives one schedule", arguments: OpenLoopSchedule.Spacing.allCases)
  func rate(spacing: OpenLoopSchedule.Spacing) {
    func instants(_ seed: UInt64) -> [Moment] {
      var schedule = OpenLoopSchedule(requestsPerSecond: 333_333, spacing: spacing, seed: seed)
      return (0..<100_000).map { _ in schedule.next() }
    }
    let instants = instants(1)
    #expect(instants == instants.sorted())
    #expect(abs((instants.last ?? .zero).milliseconds(since: .zero) / 300 - 1) < 0.01)
  }
}
