import RoutingCore
import RoutingTestSupport
import Testing

/// The pass over models that only soft rules keep out (R-1201 to R-1205).
@Suite(.offThePool) struct DispatchLastResortTests {
  /// A provider that went down a moment ago.
  private static func down(_ bed: DispatchBed, _ providers: [Int]) throws -> TrafficState {
    var traffic = try bed.traffic()
    for provider in providers {
      traffic.update { book in
        for _ in 0..<5 { book.record(.failure(), at: ProviderHandle(index: provider), now: .zero) }
      }
    }
    return traffic
  }

  @Test("R-1201, R-1202, R-136: with nobody else, a provider that is down is asked, and it is told so")
  func downProvider() throws {
    let bed = DispatchBed(at: [0, 1])
    var run = try bed.run(try Self.down(bed, [0, 1]))
    run.start()
    #expect(run.sends == ["m0 last_resort"])
    run.answer()
    #expect(run.log.last == "answer m0 last-resort-fallback")
  }

  @Test(
    "R-1204, R-905: a last resort takes the half-open permit, so only one request at a time tries a provider that is down"
  )
  func lease() throws {
    let bed = DispatchBed(at: [0])
    var first = try bed.run(try Self.down(bed, [0]))
    first.start()
    var second = try bed.run(first.traffic)
    second.start()
    #expect(second.failure?.kind == .noEligibleModels)
    first.traffic = second.traffic
    first.fail(.transient)
    #expect(first.log.last == "fail transient" && first.sends.count == 1)
    var third = try bed.run(first.traffic)
    third.start()
    #expect(third.sends == ["m0 last_resort"])
  }

  @Test(
    "R-1202: headroom, health, windows and limits that nobody asked for may be passed over; what was asked for, never")
  func soft() throws {
    func serves(_ change: (inout DispatchBed) -> Void) throws -> Bool {
      var bed = DispatchBed(at: [0], windows: [1100], weights: [4])
      bed.policy.defaulted = [.maximumCost, .minimumWeight]
      change(&bed)
      var run = try bed.run()
      run.start()
      return run.sends == ["m0 last_resort"]
    }
    #expect(try serves { _ in })
    #expect(try !serves { $0.models[0].contextWindow = 999 })
    #expect(try serves { $0.policy.minimumWeight = 6 })
    #expect(try serves { $0.policy.maximumCost = 0.0001 })
    #expect(try !serves { ($0.policy.minimumWeight, $0.policy.defaulted) = (6, .maximumCost) })
    #expect(try !serves { ($0.policy.maximumCost, $0.policy.defaulted) = (0.0001, .minimumWeight) })
    #expect(try !serves { $0.models[0].isEnabled = false })
    #expect(try !serves { $0.request.kind = .image })
    #expect(try !serves { $0.policy.constraints.providers = NameFilter(allow: ["p9"]) })
    #expect(try !serves { $0.request.hint = ModelReference("elsewhere", isStrict: true) })
  }

  @Test("R-1062, R-1204: three are tried at most, once each and without retries, best first")
  func three() throws {
    let bed = DispatchBed(at: [4, 3, 2, 1, 0])
    var run = try bed.run(try Self.down(bed, [0, 1, 2, 3, 4]))
    run.start()
    while run.outcome == nil { run.fail(.transient) }
    #expect(run.sends == ["m0 last_resort", "m1 last_resort", "m2 last_resort"])
  }

  @Test("R-1203: the attempt's own time holds, and a minute for all of them where the request has none")
  func time() throws {
    var bed = DispatchBed(at: [0, 1, 2])
    bed.parameters.attemptTimeout = 45_000
    var run = try bed.run(try Self.down(bed, [0, 1, 2]))
    run.start()
    run.timeOut()
    #expect(run.sent.map(\.deadline) == [Moment(milliseconds: 45_000), Moment(milliseconds: 60_000)])
    run.timeOut()
    #expect(run.failure?.kind == .deadline)
  }

  @Test("R-1201: nobody is asked after a bad payload, after the time is over, or after cancellation")
  func notAfter() throws {
    let bed = DispatchBed(at: [0, 1])
    for end in 0..<3 {
      var run = try bed.run(try Self.down(bed, [1]))
      run.start()
      if end == 0 { run.fail(.badRequest) }
      if end == 1 { run.cancel() }
      if end == 2 {
        var timed = bed
        timed.policy.deadline = 10
        run = try timed.run(try Self.down(bed, [1]))
        run.start()
        run.timeOut()
      }
      #expect(run.sends == ["m0 first"])
    }
  }

  @Test("R-1205: with nothing to try it says so")
  func nothing() throws {
    var bed = DispatchBed(at: [0])
    bed.models[0].isEnabled = false
    var run = try bed.run()
    run.start()
    #expect(run.failure?.message == "no eligible models registered")
  }

  @Test("R-1020: a provider that limited this very request is not its last resort")
  func notAgain() throws {
    let bed = DispatchBed(at: [0, 0])
    var run = try bed.run()
    run.start()
    run.fail(AttemptFailureReport(.rateLimited, retryAfter: 30_000))
    #expect(run.sends == ["m0 first"] && run.failure?.kind == .rateLimited)
  }
}
