import RoutingCore
import RoutingTestSupport
import Testing

/// What follows each class of failure, in order and without races.
@Suite(.offThePool) struct DispatchReactionTests {
  private static func run(_ bed: DispatchBed, _ failures: FailureClass...) throws -> DispatchRun {
    var run = try bed.run()
    run.start()
    for failure in failures { run.fail(failure) }
    return run
  }

  // MARK: The plain way

  @Test("R-130: the first model answers, is charged by the provider's count, and is told with its attempt")
  func answer() throws {
    var run = try DispatchBed(at: [0, 1]).run()
    run.start()
    run.pass(250)
    run.answer(usage: TokenUsage(inputTokens: 2000, outputTokens: 100))
    #expect(run.log == ["send m0 first", "answer m0 routed-weight-5"])
    let summary = try #require(run.summary)
    #expect(summary.cost == Dollars(2 * 0.001 + 0.1 * 0.002))
    #expect(summary.latency == 250)
    #expect(summary.attempts.map(\.result) == [.answered])
    #expect(run.traffic.health.snapshot(at: run.now).readings[0].latency == 250)
  }

  @Test("R-131: a named model that answers is told as named, and so is one of the same name that steps in")
  func named() throws {
    var bed = DispatchBed(at: [0, 1, 2])
    bed.models[0].name = "twin"
    bed.models[1].name = "twin"
    bed.request.hint = "twin"
    var run = try bed.run()
    run.start()
    run.answer()
    #expect(run.log.last == "answer m0 routed-hint-exact")
    run = try Self.run(bed, .other)
    run.answer()
    #expect(run.log.last == "answer m1 routed-hint-exact")
  }

  // MARK: Transient failures

  @Test(
    "R-1030, R-132: a transient failure is tried twice more on the same model, after 100 and 200 ms give or take half")
  func retries() throws {
    var run = try Self.run(DispatchBed(at: [0, 1]), .transient)
    var waits: [Double] = []
    for _ in 0..<2 {
      let before = run.now
      #expect(run.log.last == "wake")
      run.wake()
      waits.append(run.now.milliseconds(since: before))
      run.fail(.transient)
    }
    #expect(run.sends == ["m0 first", "m0 retry", "m0 retry", "m1 failover"])
    #expect(waits[0] >= 50 && waits[0] < 150 && waits[1] >= 100 && waits[1] < 300)
    run.answer()
    #expect(run.log.last == "answer m1 routed-weight-5")
    run = try Self.run(DispatchBed(at: [0, 1]), .transient)
    run.wake()
    run.answer()
    #expect(run.log.last == "answer m0 retried-transient")
  }

  @Test("R-1030: the wait is drawn from the request and the seed, uniform between half and one and a half")
  func jitter() throws {
    var bed = DispatchBed(at: [0])
    var waits: [Double] = []
    for number in 0..<2000 {
      bed.request.id = "r\(number)"
      let run = try Self.run(bed, .transient)
      waits.append(try #require(run.wakeAt).milliseconds(since: run.now))
    }
    let mean = waits.reduce(0, +) / Double(waits.count)
    // The standard error of the mean is 0.65 ms.
    #expect(abs(mean - 100) < 3)
    #expect(waits.allSatisfy { $0 >= 50 && $0 < 150 } && Set(waits).count > 1990)
  }

  @Test("a timer that fires early is asked for again")
  func earlyTimer() throws {
    var run = try Self.run(DispatchBed(at: [0]), .transient)
    let moment = run.wakeAt
    run.pass(1)
    run.take(run.machine.timerFired(now: run.now, &run.traffic))
    #expect(run.sends == ["m0 first"] && run.wakeAt == moment)
    run.wake()
    #expect(run.sends == ["m0 first", "m0 retry"])
  }

  @Test("R-1030: a retry is classified anew, and one that is limited goes on to another provider")
  func retryLimited() throws {
    var run = try Self.run(DispatchBed(at: [0, 0, 1]), .transient)
    run.wake()
    run.fail(.rateLimited)
    #expect(run.sends == ["m0 first", "m0 retry", "m2 failover"])
  }

  @Test("R-1030: nobody waits longer than there is time, and the next model is tried at once")
  func noTimeForRetry() throws {
    var bed = DispatchBed(at: [0, 1])
    bed.policy.deadline = 1000
    var run = try bed.run()
    run.start()
    run.pass(960)
    run.fail(.transient)
    #expect(run.sends == ["m0 first", "m1 failover"])
  }

  @Test("a provider that has just gone down is not waited for, and no credit is taken for it")
  func noRetryOfWhatIsDown() throws {
    let bed = DispatchBed(at: [0, 1])
    var traffic = try bed.traffic()
    traffic.update { book in
      // Both are degraded, so that the first still comes first.
      for provider in 0..<2 {
        for _ in 0..<4 { book.record(.failure(), at: ProviderHandle(index: provider), now: .zero) }
      }
    }
    var run = try bed.run(traffic)
    run.start()
    let credit = run.traffic.retries.balance(now: .zero)
    run.fail(.transient)
    #expect(run.sends == ["m0 first", "m1 failover"])
    #expect(run.traffic.retries.balance(now: .zero) == credit)
  }

  @Test("without credit for retries the next model is tried at once")
  func noRetryBudget() throws {
    var bed = DispatchBed(at: [0, 1])
    bed.retries = try RetryBudget(share: 0.2, minimumPerSecond: 0)
    let run = try Self.run(bed, .transient)
    #expect(run.sends == ["m0 first", "m1 failover"])
  }

  // MARK: Rate limits

  @Test(
    "R-1020: a limited provider is left alone for as long as it says, one second unless it does, at most a minute",
    arguments: [(nil, 1000), (0, 0), (2500, 2500), (90_000, 60_000)] as [(Milliseconds?, Double)])
  func limited(retryAfter: Milliseconds?, window: Double) throws {
    var run = try DispatchBed(at: [0, 0, 1]).run()
    run.start()
    run.fail(AttemptFailureReport(.rateLimited, status: 429, retryAfter: retryAfter))
    #expect(run.sends == ["m0 first", "m2 failover"])
    let end = run.traffic.limitEnd(of: "p0", now: run.now)
    #expect(end == (window > 0 ? run.now.advanced(byMilliseconds: window) : nil))
    run.answer()
    #expect(run.traffic.health.snapshot(at: run.now).readings[0].errorRate == 0)
  }

  @Test("R-1021: where all are limited and it is not long, the best whose time is over is tried once more")
  func allLimited() throws {
    var run = try DispatchBed(at: [0, 1]).run()
    run.start()
    run.fail(AttemptFailureReport(.rateLimited, retryAfter: 4000))
    run.fail(AttemptFailureReport(.rateLimited, retryAfter: 3000))
    #expect(run.wakeAt == run.now.advanced(byMilliseconds: 3000))
    run.wake()
    #expect(run.sends == ["m0 first", "m1 failover", "m1 after_limit"])
    var again = run
    again.answer()
    #expect(again.log.last == "answer m1 retried-transient")
    run.fail(AttemptFailureReport(.rateLimited, retryAfter: 2000))
    #expect(run.failure?.kind == .rateLimited && run.failure?.retryAfter == 2000)
  }

  @Test("R-1021: where one failed in another way nobody waits, and the request fails of its last failure")
  func notAllLimited() throws {
    var run = try Self.run(DispatchBed(at: [0, 1]), .other)
    run.fail(AttemptFailureReport(.rateLimited, retryAfter: 100))
    #expect(run.sends == ["m0 first", "m1 failover"] && run.failure?.kind == .exhausted(.rateLimited))
  }

  @Test("R-1021: where it is long, or longer than there is time, the request fails with the shortest wait")
  func allLimitedForLong() throws {
    var bed = DispatchBed(at: [0, 1])
    var run = try bed.run()
    run.start()
    run.fail(AttemptFailureReport(.rateLimited, retryAfter: 9000))
    run.fail(AttemptFailureReport(.rateLimited, retryAfter: 5001))
    #expect(run.failure?.kind == .rateLimited && run.failure?.retryAfter == 5001)
    bed.policy.deadline = 2000
    run = try bed.run()
    run.start()
    run.fail(AttemptFailureReport(.rateLimited, retryAfter: 3000))
    run.fail(AttemptFailureReport(.rateLimited, retryAfter: 3000))
    #expect(run.failure?.kind == .rateLimited)
  }

  // MARK: Prompts that are too long

  @Test("R-1010, R-133: a window of 4096 and a prompt of 1000 leave room for 2840, asked for once")
  func shrink() throws {
    var run = try Self.run(DispatchBed(at: [0, 1], windows: [4096, nil]), .contextOverflow)
    #expect(run.sends == ["m0 first", "m0 shrunk max 2840"])
    var again = run
    again.answer()
    #expect(again.log.last == "answer m0 reduced-max-tokens")
    run.fail(.contextOverflow)
    #expect(run.sends.last == "m1 failover")
    #expect(run.sent.last?.maximumTokens == nil)
  }

  @Test(
    "R-1010: nothing is gained where the client asks for no more, the window is unknown or hardly anything fits",
    arguments: [(4096, 2840, false), (4096, 2841, true), (nil, 9000, false), (1319, nil, false), (1320, nil, true)]
      as [(TokenCount?, Int?, Bool)])
  func shrinkBounds(window: TokenCount?, maximumTokens: Int?, shrinks: Bool) throws {
    var bed = DispatchBed(at: [0, 1], windows: [window, nil])
    bed.maximumTokens = maximumTokens
    let run = try Self.run(bed, .contextOverflow)
    #expect(run.sends.last?.contains("shrunk") == shrinks)
  }

  @Test("R-1011, R-134: the smallest window above the failed one that holds the prompt twice takes over")
  func escalate() throws {
    let bed = DispatchBed(at: [0, 1, 2, 3, 4], windows: [1300, 1999, 8000, 2000, 2000])
    var run = try Self.run(bed, .contextOverflow)
    #expect(run.sends == ["m0 first", "m3 escalated"])
    run.answer()
    #expect(run.log.last == "answer m3 escalated-context-overflow")
  }

  @Test("R-1012: else the order goes on without the windows that are known to be no larger")
  func skipSmallWindows() throws {
    let bed = DispatchBed(at: [0, 1, 2, 3], windows: [1900, 1800, 1900, nil])
    var bedWithLimit = bed
    bedWithLimit.maximumTokens = 100
    let run = try Self.run(bedWithLimit, .contextOverflow)
    #expect(run.sends == ["m0 first", "m3 failover"])
  }

  // MARK: What no other try mends

  @Test("R-1040: an empty account takes the model out for everybody, with a reason, until it is enabled")
  func emptyAccount() throws {
    var run = try DispatchBed(at: [0, 0, 1]).run()
    run.start()
    run.fail(AttemptFailureReport(.budgetExceeded, status: 402, message: "insufficient balance"))
    #expect(run.log == ["send m0 first", "disable m0", "send m1 failover"])
    #expect(run.traffic.disabledModels == ["m0"])
    run.answer()
    var next = try DispatchBed(at: [0, 0, 1]).run(run.traffic)
    next.start()
    #expect(next.sends == ["m1 failover"])
    next.traffic.enable("m0")
    var last = try DispatchBed(at: [0, 0, 1]).run(next.traffic)
    last.start()
    #expect(last.sends == ["m0 first"])
  }

  @Test("R-1050: refused credentials skip the provider's other models")
  func authentication() throws {
    #expect(try Self.run(DispatchBed(at: [0, 0, 1]), .authentication).sends == ["m0 first", "m2 failover"])
  }

  @Test("R-1051: a bad payload is tried on another type of provider, and without one the provider's words come back")
  func badRequest() throws {
    var run = try Self.run(DispatchBed(at: [0, 1, 2], types: [.openAI, .openAI, .anthropic]), .badRequest)
    #expect(run.sends == ["m0 first", "m2 failover"])
    run.fail(AttemptFailureReport(.badRequest, status: 422, message: "no such tool"))
    #expect(run.failure?.kind == .badRequest && run.failure?.message == "no such tool")
    #expect(try Self.run(DispatchBed(at: [0, 1]), .badRequest).log.last == "fail request")
  }

  @Test("R-1052: anything else goes on with the next model")
  func other() throws {
    #expect(try Self.run(DispatchBed(at: [0, 0]), .other).sends == ["m0 first", "m1 failover"])
  }

  // MARK: Ends

  @Test("R-1061: an attempt has thirty seconds, and never more than the request has left")
  func attemptTimeout() throws {
    var bed = DispatchBed(at: [0, 1])
    var run = try bed.run()
    run.start()
    #expect(run.sent[0].deadline == Moment(milliseconds: 30_000))
    bed.policy.deadline = 40_000
    bed.retries = try RetryBudget(share: 0.2, minimumPerSecond: 0)
    run = try bed.run()
    run.start()
    run.timeOut()
    #expect(run.sent.map(\.deadline) == [Moment(milliseconds: 30_000), Moment(milliseconds: 40_000)])
  }

  @Test(
    "R-1062: five models are tried at most, however many could serve, and one that is full of failures ends with its class"
  )
  func maximumModels() throws {
    let bed = DispatchBed(at: Array(0..<12))
    var run = try bed.run()
    run.start()
    while run.outcome == nil { run.fail(.other) }
    #expect(run.sends.count == 5)
    #expect(run.failure?.kind == .exhausted(.other))
    #expect(run.failure?.attempts.map(\.model) == ["m0", "m1", "m2", "m3", "m4"])
  }

  @Test("more models are ranked when the first few are used up: a provider with nine of them is passed over")
  func beyondTheList() throws {
    let run = try Self.run(DispatchBed(at: Array(repeating: 0, count: 11) + [1]), .authentication)
    #expect(run.sends == ["m0 first", "m11 failover"])
  }

  @Test("R-1063: the request's time covers attempts and waits, and when it is over everything stops")
  func deadline() throws {
    var bed = DispatchBed(at: [0, 1])
    bed.policy.deadline = 20_000
    var run = try bed.run()
    run.start()
    run.timeOut()
    #expect(run.now == Moment(milliseconds: 20_000))
    #expect(run.log == ["send m0 first", "fail deadline"])
    #expect(run.failure?.attempts.map(\.result) == [.timedOut])
    // it was the provider that did not answer.
    #expect(run.traffic.health.snapshot(at: run.now).readings[0].errorRate.value > 0.3)
  }

  @Test("R-1064, R-909: cancellation stops everything and says nothing about health")
  func cancelled() throws {
    var run = try DispatchBed(at: [0, 1]).run()
    run.start()
    run.cancel()
    #expect(run.log == ["send m0 first", "cancel 0", "fail cancelled"])
    #expect(run.traffic.health[ProviderHandleOf.first].totalRequests == 0)
    run.answer(0)
    run.cancel()
    #expect(run.log.count == 3)
  }

  @Test("R-1065: a failure tells every attempt, its status and at most 200 characters of its words")
  func failureTells() throws {
    var run = try DispatchBed(at: [0]).run()
    run.start()
    run.fail(AttemptFailureReport(.other, status: 418, message: String(repeating: "x", count: 300)))
    let failure = try #require(run.failure)
    #expect(failure.message == "all providers failed")
    #expect(failure.attempts.map(\.status) == [418] && failure.attempts[0].message?.count == 200)
    var nobody = try DispatchBed(at: []).run()
    nobody.start()
    #expect(nobody.failure?.message == "no eligible models registered" && nobody.failure?.attempts == [])
  }

  @Test("R-910: every attempt feeds health: retries and fallbacks too, so a provider that only fails as one goes down")
  func everyAttemptCounts() throws {
    let bed = DispatchBed(at: [0, 1])
    var traffic = try bed.traffic()
    for _ in 0..<3 {
      var run = try bed.run(traffic)
      run.start()
      run.fail(.authentication)
      for _ in 0..<2 {
        run.fail(.transient)
        run.wake()
      }
      run.cancel()
      traffic = run.traffic
    }
    #expect(traffic.health.snapshot(at: .zero).readings.map(\.state) == [.degraded, .down])
  }
}

/// The first provider of a registry.
enum ProviderHandleOf {
  static let first: ProviderHandle = ProviderHandle(index: 0)
}
