import RoutingCore
import RoutingTestSupport
import Testing

/// What a request takes at most, told before its first call.
@Suite(.offThePool) struct DispatchBoundTests {
  private static func bound(_ change: (inout DispatchBed) -> Void) throws -> DispatchBound {
    var bed = DispatchBed(at: [0, 1], windows: [4096, nil])
    change(&bed)
    return try bed.plan(try bed.traffic()).bound()
  }

  @Test("calls: each model once, its retries and once with a shorter answer, then the last resorts")
  func calls() throws {
    #expect(try Self.bound { _ in }.calls == 2 * 4 + 2)
    #expect(try Self.bound { $0.request.isStreaming = true }.calls == 2 * 3 + 2)
    #expect(try Self.bound { $0.parameters.maximumModels = 1 }.calls == 4 + 2)
    #expect(try Self.bound { $0.failover = .none }.calls == 4)
    #expect(try Self.bound { $0.models[0].isEnabled = false }.calls == 4 + 1)
    #expect(try Self.bound { $0.models = [] } == DispatchBound(calls: 0, cost: 0, time: 0))
  }

  @Test("the bound on calls is reached")
  func callsAreReached() throws {
    var bed = DispatchBed(at: [0], windows: [4096])
    bed.failover = .none
    var run = try bed.run()
    run.start()
    run.fail(.contextOverflow)
    for _ in 0..<3 {
      run.fail(.transient)
      run.wake()
    }
    #expect(run.outcome != nil && run.sent.count == run.machine.plan.bound().calls)
  }

  @Test("cost: the dearest models with the longest answer that was asked for, called as often as may be")
  func cost() throws {
    let dearest = 1.0 * 0.002 + 0.5 * 0.002
    let other = 1.0 * 0.001 + 0.5 * 0.002
    func isNear(_ bound: DispatchBound, _ cost: Double) -> Bool { abs(bound.cost.value - cost) < 1e-12 }
    #expect(try isNear(Self.bound { _ in }, 5 * (dearest + other)))
    #expect(
      try isNear(
        Self.bound {
          $0.parameters.maximumModels = 1
          $0.parameters.maximumLastResorts = 0
        }, 4 * dearest))
    #expect(
      try isNear(
        Self.bound {
          $0.failover = .none
          $0.models.removeLast()
          $0.maximumTokens = 4000
        }, 4 * (0.001 + 4 * 0.002)))
  }

  @Test("R-1063: time: the request's own, else that of all calls, waits and last resorts")
  func time() throws {
    #expect(try Self.bound { $0.policy.deadline = 1234 }.time == 1234)
    #expect(try Self.bound { _ in }.time == Milliseconds(2 * (4 * 30_000 + 150 + 300) + 60_000))
    #expect(
      try Self.bound {
        $0.failover = .none
        $0.parameters.attemptTimeout = 10
        $0.parameters.retries = 0
      }.time == 5020)
  }
}
