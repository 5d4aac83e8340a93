import RoutingCore
import RoutingTestSupport
import Testing

/// Money, time and cancellation.
@Suite(.offThePool) struct OrchestrationLimitTests {
  private static func plan(
    _ mode: OrchestrationMode, iterations: Int = 0, maximumCost: Dollars? = nil, deadline: Milliseconds? = nil,
    primaries: [OrchestrationCandidate] = ["a", "b", "c", "d", "e", "f"].map { .named($0) },
    reviews: [OrchestrationCandidate] = ["r", "s"].map { .named($0) }
  ) throws -> OrchestrationPlan {
    try .fixture(
      OrchestrationDirective(mode: mode, iterations: iterations, earlyStop: .never), primaries: primaries,
      reviews: reviews, maximumCost: maximumCost, deadline: deadline)
  }

  @Test("O-205: every call counts: answers, and failures that were charged", arguments: OrchestrationMode.allCases)
  func cost(mode: OrchestrationMode) throws {
    let plan = try OrchestrationPlan.fixture(
      OrchestrationDirective(mode: mode, iterations: 2, earlyStop: .never), primary: .named("x"), review: .named("y"))
    var expected = 0.0
    let host = plan.played { call in
      // A power of two for each call, so that the sum tells which calls are in it.
      let cost = Dollars(Double(1 << call.number)) ?? 0
      expected += cost.value
      if call.target == .model("x") || call.target == .model("y") { return .failure(cost: cost) }
      return .text(call.phase == .verdict ? "2" : "1", by: call.model(plan), cost: cost)
    }
    #expect(try host.outcome().cost.value == expected)
    #expect(try host.outcome().calls.map(\.cost.value).reduce(0, +) == expected)
    #expect(host.calls.count > 1)
  }

  @Test("O-205: the cost of an orchestration forgets no critique and no earlier round")
  func noneForgotten() throws {
    let outcome = try Self.plan(.adversarial, iterations: 2).played().outcome()
    #expect(abs(outcome.cost.value - 0.005) < 1e-12)
    #expect(outcome.calls.map(\.phase) == [.plan, .critique, .refine, .critique, .refine])
  }

  @Test("O-211: there is a record of every call, with its model, its end, its cost and its time")
  func records() throws {
    let plan = try OrchestrationPlan.fixture(OrchestrationDirective(mode: .refine, iterations: 1), primary: .named("x"))
    var host = OrchestrationHost(plan)
    host.now = Moment(milliseconds: 40)
    host.end(
      0, .failed(CallFailure(className: "transient", message: "", model: "x", provider: "p", cost: 0.5, latency: 7)))
    host.end(1, .text("one", by: "a", cost: 0.25))
    host.now = Moment(milliseconds: 90)
    host.end(2, .text("two", by: "a", cost: 0.125))
    let outcome = try host.outcome()
    #expect(outcome.calls.map(\.number) == [0, 1, 2])
    #expect(outcome.calls.map(\.model) == ["x", "a", "a"])
    #expect(
      outcome.calls.map(\.outcome) == [.failed(className: "transient"), .answered(.estimate), .answered(.estimate)])
    #expect(outcome.calls.map(\.cost) == [0.5, 0.25, 0.125])
    #expect(outcome.calls.map(\.latency) == [7, 10, 10])
    #expect(outcome.latency == 90)
    #expect(outcome.cost == 0.875)
  }

  @Test("O-108, O-206: a call that might cost more than is left is not made", arguments: 1...7)
  func budget(calls: Int) throws {
    // Every call really costs a dollar, and is expected to cost less than that.
    let plan = try Self.plan(.adversarial, iterations: 3, maximumCost: Dollars(Double(calls) - 0.5))
    let host = plan.played { .text("\($0.phase.name) \($0.round)", by: $0.model(plan), cost: 1) }
    #expect(host.calls.count == calls)
    // What is left goes with each call.
    #expect(host.calls.map(\.maximumCost?.value) == (0..<calls).map { Double(calls) - 0.5 - Double($0) })
    if calls < 3 {
      let failure = try host.failure()
      #expect(failure.phase.className == "budget_exceeded")
      #expect(failure.status == 502)
      #expect(failure.phase.partialResult?.text == #"{"initial_plan":"plan 1"}"#)
    } else {
      let success = try host.success()
      #expect(success.response["refined_plan"]?.string == "refine \((calls - 1) / 2)")
      #expect(success.response["partial"]?.bool == (calls < 7 ? true : nil))
      #expect(success.reason.name == "adversarial-orchestration")
    }
  }

  @Test("O-206: a limit that an estimate meets exactly is kept")
  func equality() throws {
    let free = OrchestrationHost(try Self.plan(.refine))
    let estimate = try #require(free.calls.first?.estimatedCost)
    #expect(estimate > 0)
    #expect(OrchestrationHost(try Self.plan(.refine, maximumCost: estimate)).calls.count == 1)
    let less = try #require(Dollars(estimate.value.nextDown))
    let host = OrchestrationHost(try Self.plan(.refine, maximumCost: less))
    #expect(host.calls.isEmpty)
    #expect(try host.failure().message.hasPrefix("refine initial phase: "))
  }

  @Test("O-206: without a limit, calls have the default of any call")
  func noLimit() throws {
    #expect(try Self.plan(.vote).played().calls.allSatisfy { $0.maximumCost == nil })
  }

  @Test("O-206: voters that are out at once are counted with what they are expected to cost")
  func reserves() throws {
    let estimate = try #require(OrchestrationHost(try Self.plan(.vote)).calls.first?.estimatedCost.value)
    let plan = try Self.plan(.vote, maximumCost: Dollars(estimate * 2.5))
    var host = OrchestrationHost(plan)
    #expect(host.out.count == 2)
    // What a call did not use is free once all have ended.
    host.end(0, .text("one", by: "a", cost: 0))
    #expect(host.out.count == 1)
    host.end(1, .text("two", by: "b", cost: 0))
    #expect(host.out.map(\.target) == [.model("c")])
    #expect(host.out.first?.maximumCost?.value == estimate * 2.5)
  }

  @Test("O-601: without money for a further voter the best rank so far wins, and nobody judges")
  func voterBudget() throws {
    let estimate = try #require(OrchestrationHost(try Self.plan(.vote)).calls.first?.estimatedCost.value)
    let plan = try Self.plan(.vote, maximumCost: Dollars(estimate * 2.5))
    let host = plan.played { .text("t\($0.round)", by: $0.model(plan), cost: Dollars(estimate) ?? 0) }
    #expect(host.calls.count == 2)
    let success = try host.success()
    #expect(success.model == "a")
    #expect(success.reason.name == "vote-orchestration")
    #expect(success.response["partial"] == true)
    #expect(success.response["failed_phase"] == "voter")
    #expect(success.response["judge"]?.isNull == true)
  }

  @Test("O-601: without money for the judge the best rank wins")
  func judgeBudget() throws {
    let plan = try Self.plan(.vote, maximumCost: 1, reviews: [.named("r", price: 1)])
    let success = try plan.played { .text("t", by: $0.model(plan), cost: 0.3) }.success()
    #expect(success.reason.name == "vote-orchestration")
    #expect(success.response["partial"] == true)
    #expect(success.response["failed_phase"] == "judge")
  }

  @Test("O-206: where a cheap model may serve, the call is made with what is left")
  func cheapest() throws {
    let plan = try Self.plan(
      .refine, maximumCost: 0.01, primaries: [.named("dear", price: 1000), .named("cheap", price: 0.001)])
    let host = OrchestrationHost(plan)
    #expect(host.out.first?.maximumCost == 0.01)
  }

  @Test(
    "O-108, O-207: one deadline for all: as asked for, else that of one call times the calls, at most five minutes",
    arguments: [
      (OrchestrationMode.planning, 0, nil, 20_000), (.adversarial, 2, nil, 100_000), (.adversarial, 10, nil, 300_000),
      (.vote, 0, nil, 80_000), (.refine, 0, nil, 60_000), (.refine, 0, 0, 60_000), (.refine, 0, 1, 1),
      (.refine, 0, 300_000, 300_000), (.planning, 0, 9_999_999, 300_000),
    ] as [(OrchestrationMode, Int, Milliseconds?, Milliseconds)])
  func timeLimit(mode: OrchestrationMode, iterations: Int, deadline: Milliseconds?, expected: Milliseconds) throws {
    let plan = try Self.plan(mode, iterations: iterations, deadline: deadline)
    #expect(plan.timeLimit == expected)
    #expect(plan.bound.time == expected)
    let (orchestration, effects) = Orchestration.start(plan, now: Moment(milliseconds: 5))
    #expect(orchestration.deadline == Moment(milliseconds: 5 + expected.value))
    guard case .call(let call) = try #require(effects.first) else { throw OrchestrationHost.Unexpected() }
    #expect(call.deadline == orchestration.deadline)
  }

  @Test("R-203, O-207: where a single call has no limit, all calls have five minutes")
  func noDefault() throws {
    let plan = try OrchestrationPlan(
      directive: OrchestrationDirective(), payload: CallPayload(messages: [ChatMessage(.user, "x")]),
      models: OrchestrationModels(), defaultDeadline: 0, seed: 0)
    #expect(plan.timeLimit == 300_000)
  }

  /// The number of calls after which each mode has something to show.
  private static let usable: [(OrchestrationMode, Int)] = [
    (.planning, 1), (.adversarial, 3), (.vote, 1), (.refine, 1), (.cascade, 1), (.bestOfN, 1),
  ]

  @Test("O-601, O-207: a deadline in the middle leaves what is usable, else a failure", arguments: usable)
  func deadline(mode: OrchestrationMode, usable: Int) throws {
    let plan = try Self.plan(mode, iterations: 2)
    for ended in 0..<plan.bound.plannedCalls {
      var host = OrchestrationHost(plan)
      for _ in 0..<ended {
        guard let call = host.out.first else { break }
        host.end(call.number, .text("x\(call.number) 2", by: call.model(plan)))
      }
      guard host.ends.isEmpty else { continue }
      let made = host.calls.count
      let out = host.out.map(\.number)
      host.resume(.deadlinePassed)
      #expect(host.ends.isEmpty, "a timer that is early stops nothing")
      host.now = host.orchestration.deadline
      host.resume(.deadlinePassed)
      #expect(host.calls.count == made, "nothing new begins")
      #expect(host.cancelled == out)
      let outcome = try host.outcome()
      #expect(outcome.calls.filter { $0.outcome == .abandoned }.map(\.number) == out)
      switch outcome.result {
      case .success(let success):
        #expect(ended >= usable)
        #expect(success.response["partial"] == true)
        #expect(success.response["failed_phase"]?.string == success.shortfall?.phase.name)
        #expect(success.shortfall?.cause == .stopped(.deadline))
      case .failure(let failure):
        #expect(ended < usable)
        #expect(failure.status == 502)
        #expect(failure.phase.className == "deadline")
      }
    }
  }

  @Test("O-207: a result that comes after the deadline counts, but nothing follows it")
  func late() throws {
    let plan = try Self.plan(.refine)
    var host = OrchestrationHost(plan)
    host.now = host.orchestration.deadline
    host.end(0, .text("late", by: "a"))
    #expect(host.calls.count == 1)
    #expect(try host.success().response["refined_response"] == "late")
    #expect(try host.success().response["partial"] == true)
  }

  @Test("O-207: a last result that comes after the deadline makes a whole result")
  func lateButWhole() throws {
    var host = OrchestrationHost(try Self.plan(.planning))
    host.now = host.orchestration.deadline
    host.end(0, .text("late", by: "a"))
    #expect(try host.success().shortfall == nil)
  }

  @Test(
    "O-208, O-601: after a cancellation nothing is sent, and without an artifact nobody is answered", arguments: usable)
  func cancellation(mode: OrchestrationMode, usable: Int) throws {
    let plan = try Self.plan(mode, iterations: 2)
    for ended in 0..<plan.bound.plannedCalls {
      var host = OrchestrationHost(plan)
      for _ in 0..<ended {
        guard let call = host.out.first else { break }
        host.end(call.number, .text("x\(call.number) 2", by: call.model(plan)))
      }
      guard host.ends.isEmpty else { continue }
      let made = host.calls.count
      host.resume(.cancelled)
      #expect(host.calls.count == made)
      switch try host.outcome().result {
      case .success: #expect(ended >= usable)
      case .failure(let failure):
        #expect(ended < usable)
        #expect(failure.status == nil)
        #expect(failure.phase.className == "cancelled")
      }
    }
  }

  @Test("results that come twice, of calls that were never made, or after the end change nothing")
  func strays() throws {
    let plan = try Self.plan(.refine, iterations: 1)
    var host = OrchestrationHost(plan)
    let first = host.orchestration
    for number in [-1, 1, 7, Int.max, Int.min] { host.end(number, .text("stray", by: "z")) }
    #expect(host.orchestration == first)
    #expect(host.calls.count == 1)
    host.end(0, .text("one", by: "a"))
    let second = host.orchestration
    host.end(0, .text("stray", by: "z"))
    #expect(host.orchestration == second)
    host.end(1, .text("two", by: "a"))
    let end = try host.outcome()
    host.end(1, .text("stray", by: "z"))
    host.end(0, .failure())
    host.resume(.cancelled)
    #expect(host.orchestration.outcome == end)
    #expect(try host.success().artifact == "two")
    #expect(end.cost == 0.002)
  }
}
