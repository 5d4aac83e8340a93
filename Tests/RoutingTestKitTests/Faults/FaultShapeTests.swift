import RoutingCore
import RoutingTestKit
import RoutingTestSupport
import Testing

/// What is wrong when.
@Suite(.offThePool) struct FaultShapeTests {
  private static let shapes: [FaultShape] = [
    .coldStart(failing: 0.5, slowdown: 20, lasting: 60_000), .slowMember(slowdown: 50, lasting: 60_000),
    .brownOut(failing: 0.3, lasting: 60_000), .flapping(up: 20_000, down: 10_000, lasting: 60_000),
    .rateLimitStorm(.init(callsPerSecond: 20, retryAfter: 5000), lasting: 60_000),
    .allDown(.unavailable, lasting: 60_000), .recovery(.hangs, lasting: 60_000),
  ]

  @Test("nothing is wrong before a shape begins, nor from its end on", arguments: shapes)
  func bounds(shape: FaultShape) {
    #expect(shape.condition(after: -0.001) == .well)
    #expect(shape.condition(after: 60_000) == .well)
    #expect(shape.condition(after: 0) != .well)
  }

  @Test("a permanent loss is for ever, and has no bound for its recovery")
  func permanent() {
    #expect(FaultShape.permanentLoss(.hangs).condition(after: 1e18) == FaultCondition(death: .hangs))
    #expect(FaultShape.permanentLoss(.hangs).recoveryBound(terms()) == nil)
  }

  @Test("flapping begins dead, comes back after its time down, and so on")
  func flapping() {
    let shape = FaultShape.flapping(up: 20_000, down: 10_000, lasting: 1e300)
    let deaths = [0.0, 9999, 10_000, 29_999, 30_000, 39_999, 40_000].map { shape.condition(after: $0).death != nil }
    #expect(deaths == [true, true, false, false, true, true, false])
    // Past whole numbers nothing traps.
    #expect(shape.condition(after: 1e299).death != nil)
    #expect(FaultShape.flapping(up: 0, down: 0, lasting: 10).condition(after: 1) == .well)
  }

  @Test("a cold start gets better as time passes")
  func coldStart() {
    let shape = FaultShape.coldStart(failing: 0.8, slowdown: 11, lasting: 1000)
    #expect(shape.condition(after: 500) == FaultCondition(failing: 0.4, slowdown: 6))
  }

  private func terms(_ health: HealthParameters = HealthParameters(), probes: ProbeSchedule? = nil) -> RecoveryTerms {
    RecoveryTerms(health: health, probes: probes, slowestAnswer: 1000, meanGap: 10)
  }

  @Test("the bound is the sum that its documentation names")
  func bound() {
    #expect(FaultShape.recovery(.refuses, lasting: 1).recoveryBound(terms()) == 32_250)
    #expect(FaultShape.recovery(.hangs, lasting: 1).recoveryBound(terms()) == 61_250)
    #expect(FaultShape.recovery(.refuses, lasting: 1).recoveryBound(terms(probes: ProbeSchedule())) == 37_250)
    #expect(
      FaultShape.recovery(.refuses, lasting: 1).recoveryBound(terms(HealthParameters(slowStart: 10_000))) == 42_250)
    let storm = FaultCondition.CallLimit(callsPerSecond: 1, retryAfter: 90_000)
    #expect(FaultShape.rateLimitStorm(storm, lasting: 1).recoveryBound(terms()) == 61_050)
  }

  @Test("of a fault, only those providers know that it befalls, and only while it lasts")
  func plan() {
    let fault = PlannedFault(.brownOut(failing: 1, lasting: 10), of: ["a"], from: Moment(milliseconds: 5))
    #expect([4, 5, 14, 15].map { fault.isActive(at: Moment(milliseconds: $0)) } == [false, true, true, false])
    #expect(fault.end == Moment(milliseconds: 15))
  }

  @Test("percentiles are rounded up by an eighth at most")
  func percentiles() throws {
    var registry = try FaultFleet.simulation(nil, requests: 2000)
    registry.conduct = Dictionary(
      uniqueKeysWithValues: FaultFleet.all.map { ($0, ProviderConduct(medianLatency: 300, latencySpread: 0)) })
    let report = registry.run()
    let median = try #require(report.latencies.percentile(0.5)).value
    #expect(median >= 300 && median <= 300 * 1.125)
    #expect(report.latencies.percentile(1) == report.latencies.percentile(0))
    #expect(report.failureLatencies.percentile(0.5) == nil)
  }
}
