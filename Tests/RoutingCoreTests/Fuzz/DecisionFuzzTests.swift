import RoutingCore
import RoutingReference
import RoutingTestSupport
import Testing

/// Random registries, health and requests, for as long as one likes: the laws' harness without their number of cases.
@Suite(.offThePool) struct DecisionFuzzTests {
  @Test("R-515: no registry and no request make the core trap, or differ from the reference")
  func decisions() throws {
    _ = try Fuzzing.run("decisions") { generator in
      let routingCase = RoutingCase(seed: generator.next())
      let disagreement = try routingCase.disagreement()
      #expect(disagreement == nil, "seed \(routingCase.seed)")
    }
  }

  @Test("no history of outcomes, however wild its times, makes health trap or leave its ranges")
  func health() {
    _ = Fuzzing.run("health", seconds: 0.3) { generator in
      var dice = Dice(seed: generator.next())
      let parameters = HealthParameters(
        degradedAfter: dice.number(-1...4), downAfter: dice.number(-1...6), cooldown: dice.pick([0, 1, 1e300]),
        errorHalfLife: dice.pick([0, 0x1p-1074, 1, 600_000, 1e300]))
      var health = ProviderHealth()
      for _ in 0..<20 {
        let now = Moment(nanoseconds: Int64(bitPattern: dice.generator.next()) >> Int64(dice.number(0...60)))
        let latency = Milliseconds(dice.pick([0, 1, 1e300, 1e308])) ?? 0
        let permit = dice.chance(0.3) ? health.begin(at: now, parameters) : nil
        let outcome: AttemptOutcome =
          dice.chance(0.5) ? .failure(dice.pick(AttemptFailure.allCases)) : .success(latency: latency)
        health.record(outcome, permit: permit, at: now, parameters)
        let reading = health.reading(at: now, parameters)
        #expect(reading.errorRate >= 0 && reading.errorRate <= 1)
        #expect(reading.latency.map { $0.value.isFinite } ?? true)
      }
    }
  }
}
