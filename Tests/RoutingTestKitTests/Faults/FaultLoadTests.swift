import RoutingCore
import RoutingTestKit
import RoutingTestSupport
import Testing

/// Every named shape, over a hundred thousand requests to four providers of which one fails.
///
/// The goals are the project's; the arithmetic of each bound stands beside it.
@Suite(.offThePool) struct FaultLoadTests {
  /// A shape and how a fleet is set up for it.
  struct Load: CustomTestStringConvertible, Sendable {
    var shape: FaultShape
    var providers = [FaultFleet.victim]
    var health = HealthParameters()
    var probes: ProbeSchedule?
    var testDescription: String { "\(shape)" }

    /// The longest answer of a provider that is well, and the gap between requests that would go to the one that fails:
    /// a quarter of 500 a second.
    var terms: RecoveryTerms {
      RecoveryTerms(
        health: health, probes: probes, slowestAnswer: ProviderConduct().longestLatency, meanGap: 8)
    }
  }

  static let loads: [Load] = [
    Load(shape: .coldStart(failing: 0.5, slowdown: 20, lasting: 60_000)),
    Load(shape: .slowMember(slowdown: 50, lasting: 60_000)),
    Load(shape: .brownOut(failing: 0.3, lasting: 60_000)),
    Load(shape: .flapping(up: 20_000, down: 10_000, lasting: 75_000)),
    Load(shape: .permanentLoss(.refuses)),
    Load(shape: .permanentLoss(.hangs)),
    Load(shape: .rateLimitStorm(.init(callsPerSecond: 20, retryAfter: 5000), lasting: 60_000)),
    Load(shape: .rateLimitStorm(.init(callsPerSecond: 20), lasting: 60_000)),
    Load(shape: .recovery(.refuses, lasting: 65_000), health: HealthParameters(slowStart: 10_000)),
    Load(shape: .recovery(.hangs, lasting: 60_000), probes: ProbeSchedule()),
  ]

  @Test("R-901 to R-905, R-1030: with three healthy alternatives nearly every request is answered", arguments: loads)
  func oneOfFour(load: Load) throws {
    var simulation = try FaultFleet.simulation(load.shape, of: load.providers)
    simulation.health = load.health
    simulation.probes = load.probes
    let report = simulation.run()
    #expect(report.requests == 100_000)
    #expect(report.successes + report.failures.values.reduce(0, +) == report.requests)
    #expect(report.successShare >= 0.999, "\(report.failures)")
    #expect(report.problems == [])
    try expectFewCalls(report, load)
    #expect(report.mostRetriesAbove(share: 0.2, perSecond: 10) <= 0)
    #expect(report.hedgesBySecond.allSatisfy { $0 == 0 })
    if let bound = load.shape.recoveryBound(load.terms) {
      let recovery = try #require(report.recovery)
      #expect(recovery <= bound, "\(recovery.value) ms, bound \(bound.value) ms")
      // Its traffic is back as well: what comes later than the bound goes to it as to the others.
      let victim = FaultFleet.victim
      let end = try #require(simulation.faults[0].end).advanced(byMilliseconds: bound.value)
      let after = Int(end.nanoseconds / 1_000_000_000) + 1..<report.requestsBySecond.count
      #expect(after.count > 10)
      let share =
        Double(report.calls.total(in: after, at: victim)) / Double(report.calls.total(in: after))
      #expect((0.22...0.28).contains(share), "\(share)")
    } else {
      #expect(report.recovery == nil)
    }
  }

  /// A dead provider gets what was sent before it was known to be dead, and then one probe at a time.
  private func expectFewCalls(_ report: FaultReport, _ load: Load) throws {
    let victim = report.providers[0]
    // One half-open attempt a cooldown; none is a last resort while others are well.
    #expect(victim.lastResortsWhileDown == 0)
    #expect(victim.mostProbesAtOnce <= 1)
    #expect(report.providers.dropFirst().allSatisfy { $0.callsWhileDead == 0 && $0.timesDown == 0 })
    let known: Int
    switch load.shape {
    case .permanentLoss(.refuses), .recovery(.refuses, _), .permanentLoss(.unavailable), .recovery(.unavailable, _):
      // Five errors take it down. Each is known after 5 ms, in which 125 requests a second bring less than one more; of
      // those under way when it died, up to 45, each counts as an error as it ends. No retry adds to them.
      known = 5 + 20
    case .permanentLoss(.hangs), .recovery(.hangs, _):
      // Nobody knows before the first deadline, thirty seconds later: a quarter of 500 a second for so long, and six
      // standard deviations.
      known = 3_750 + 370
    case .flapping:
      // Dead three times within 75 s; each time as above.
      known = 3 * (5 + 20)
    case .coldStart, .slowMember, .brownOut, .rateLimitStorm, .allDown:
      #expect(victim.callsWhileDead == 0)
      return
    }
    #expect(victim.callsWhileDead - victim.probesWhileDead <= known)
    let seconds = min(load.shape.duration?.value ?? .infinity, report.end.milliseconds(since: FaultFleet.start)) / 1000
    #expect(victim.probesWhileDead <= Int(seconds / 30) + 1)
    #expect(victim.timesDown >= 1)
  }

  @Test("R-1201, R-1204: while all are down requests fail fast and few calls are made; after it all is well")
  func allDown() throws {
    let shape = FaultShape.allDown(.refuses, lasting: 60_000)
    let report = try FaultFleet.simulation(shape, of: FaultFleet.all).run()
    #expect(report.problems == [])
    #expect(report.successes + report.failures.values.reduce(0, +) == report.requests)
    // Failed are those of sixty seconds at 500 a second, and what it takes to come back.
    let failures = report.failures.values.reduce(0, +)
    #expect((25_000...32_000).contains(failures))
    let terms = RecoveryTerms(slowestAnswer: ProviderConduct().longestLatency, meanGap: 8)
    let bound = try #require(shape.recoveryBound(terms))
    #expect(try #require(report.recovery) <= bound)
    let last = report.failuresBySecond.lastIndex { $0 > 0 } ?? 0
    #expect(Double(last) <= 90 + bound.value / 1000)
    // Fast: at most two waits before retries, of 450 ms together, and then a few calls of 5 ms each. Nearly all find
    // nobody to ask and fail at once.
    #expect(report.longestFailure < 2 * 1000)
    #expect(try #require(report.failureLatencies.percentile(0.99)) <= 20)
    #expect(report.mostCalls <= 5 * 3 + 3)
    for provider in report.providers {
      // One last resort at a time, each of 5 ms: 200 a second at most, for sixty seconds.
      #expect(provider.mostProbesAtOnce <= 1)
      #expect(provider.callsWhileDead <= 60 * 200 + 50)
    }
    #expect(report.mostRetriesAbove(share: 0.2, perSecond: 10) <= 0)
  }

  @Test("R-1101 to R-1107: hedges stay within their budget, and a slow provider then costs less time")
  func hedges() throws {
    let shape = FaultShape.slowMember(slowdown: 50, lasting: 30_000)
    var simulation = try FaultFleet.simulation(shape, requests: 30_000)
    simulation.parameters.hedgeAfter = 500
    simulation.hedges = try RetryBudget.hedges(share: 0.1)
    let report = simulation.run()
    let plain = try FaultFleet.simulation(shape, requests: 30_000).run()
    #expect(report.problems == [])
    #expect(report.successShare >= 0.999)
    let hedged = report.calls.total(for: .hedge)
    #expect(hedged > 0)
    #expect(hedged == report.hedgesBySecond.reduce(0, +))
    #expect(report.mostHedgesAbove(share: 0.1) <= 0)
    #expect(hedged <= report.requests / 10)
    #expect(try #require(report.latencies.percentile(0.95)) < #require(plain.latencies.percentile(0.95)))
  }

  @Test("R-1030: where a third of all calls fails everywhere, retries stay within their budget in every window")
  func retriesWithinBudget() throws {
    var simulation = try FaultFleet.simulation(
      .brownOut(failing: 0.35, lasting: 20_000), of: FaultFleet.all, requests: 30_000)
    simulation.faults[0].start = Moment(milliseconds: 10_000)
    let report = simulation.run()
    #expect(report.problems == [])
    #expect(report.retriesBySecond.reduce(0, +) > 500)
    #expect(report.mostRetriesAbove(share: 0.2, perSecond: 10) <= 0)
    #expect(report.calls.total(for: .retry) <= report.retriesBySecond.reduce(0, +))
  }

  @Test("budgets are never overspent under load, and what is set aside is given back")
  func budgets() throws {
    let day: NanoDollars = 2_000_000_000
    let keys = ["a", "b", "c"].map { BudgetScope.key($0) }
    // Where calls hang, they hold until their deadline what others then cannot spend.
    for (shape, least) in [
      (FaultShape.brownOut(failing: 0.3, lasting: 20_000), 5.9), (.recovery(.hangs, lasting: 20_000), 1),
    ] {
      var simulation = try FaultFleet.simulation(shape, requests: 10_000)
      simulation.faults[0].start = .zero
      simulation.scopes = keys.map { [$0] }
      simulation.ledger = try BudgetLedger(limits: keys.map { BudgetLimit(scope: $0, amount: day) })
      let report = simulation.run()
      #expect(report.problems == [])
      // Six dollars pay for some three thousand of ten thousand answers, and the rest is refused.
      #expect(report.failures[.noEligibleModels, default: 0] > 3_000)
      #expect(report.cost.value <= 6 && report.cost.value > least, "\(report.cost.value)")
      #expect(report.successes + report.failures.values.reduce(0, +) == 10_000)
    }
  }

  @Test("a provider that is full answers 503, and the others take what it does not")
  func capacity() throws {
    var simulation = try FaultFleet.simulation(nil, requests: 10_000)
    simulation.conduct[FaultFleet.victim] = ProviderConduct(capacity: 10)
    let report = simulation.run()
    #expect(report.successShare >= 0.999)
    #expect(report.calls.total(for: .failover) + report.calls.total(for: .retry) > 100)
    #expect(report.problems == [])
  }

  @Test("a mix of statuses is judged status by status")
  func statuses() throws {
    var simulation = try FaultFleet.simulation(nil, requests: 5_000)
    simulation.conduct[FaultFleet.victim] = ProviderConduct(statuses: [.init(400, 0.1), .init(500, 0.05)])
    let report = simulation.run()
    // The client's fault is nobody else's to mend; a tenth of a quarter, 125, within five standard deviations.
    #expect((70...180).contains(report.failures[.badRequest, default: 0]))
    #expect(report.failures.count == 1)
    #expect(report.calls.total(for: .retry) > 20)
  }
}
