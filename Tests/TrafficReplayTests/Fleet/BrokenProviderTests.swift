import RoutingCore
import RoutingTestSupport
import Testing
import TrafficReplay

@Suite(.offThePool) struct BrokenProviderTests {
  private let provider = ProviderHandle(index: 0)

  private func registry() throws -> ModelRegistry {
    try ModelRegistry(models: [], providers: [Provider(id: "p"), Provider(id: "q")])
  }

  @Test("asking whether a provider is broken changes no attempt, and broken ones fail nine times of ten")
  func asking() throws {
    let registry = try registry()
    var plain = SimulatedFleet(of: registry, seed: 9, meanUp: 60_000, meanDown: 20_000)
    var asked = plain
    var broken = (attempts: 0, failures: 0)
    for number in 0..<12_000 {
      let now = Moment(milliseconds: Double(number) * 100)
      let isDown = asked.isDown(provider, at: now)
      _ = asked.isDown(ProviderHandle(index: 1), at: now)
      let outcome = asked.attempt(at: provider, now: now)
      #expect(outcome == plain.attempt(at: provider, now: now))
      guard isDown else { continue }
      broken.attempts += 1
      broken.failures += outcome == .failure() ? 1 : 0
    }
    // Four standard deviations of a share of 0.9.
    let share = Double(broken.failures) / Double(broken.attempts)
    #expect(broken.attempts > 1_000)
    #expect(abs(share - 0.9) < 4 * (0.09 / Double(broken.attempts)).squareRoot())
  }

  @Test("an acceleration is nothing but shorter means")
  func acceleration() throws {
    let registry = try registry()
    var accelerated = SimulatedFleet(of: registry, seed: 2, acceleration: 1000)
    var means = SimulatedFleet(of: registry, seed: 2, meanUp: 329_400, meanDown: 3_300)
    for number in 0..<3_000 {
      let now = Moment(milliseconds: Double(number) * 1000)
      #expect(accelerated.attempt(at: provider, now: now) == means.attempt(at: provider, now: now))
    }
  }
}
