import RoutingCore
import RoutingFormats
import ShippedCatalogue
import RoutingTestSupport
import Testing
import TrafficReplay

@Suite(.offThePool) struct SimulatedFleetTests {
  private func outcomes(seed: UInt64, acceleration: Double) throws -> [AttemptOutcome] {
    let registry = try ModelRegistry(models: [], providers: [Provider(id: "p")])
    let provider = try #require(registry.handle(ofProvider: "p"))
    var fleet = SimulatedFleet(of: registry, seed: seed, acceleration: acceleration)
    return (0..<20_000).map { fleet.attempt(at: provider, now: Moment(milliseconds: Double($0) * 100)) }
  }

  @Test("R-001: the same seed gives the same outcomes")
  func repeatable() throws {
    #expect(try outcomes(seed: 1, acceleration: 1000) == outcomes(seed: 1, acceleration: 1000))
    #expect(try outcomes(seed: 1, acceleration: 1000) != outcomes(seed: 2, acceleration: 1000))
  }

  @Test("a provider fails now and then, and nearly always while it is broken")
  func failures() throws {
    let calm = try outcomes(seed: 3, acceleration: 1e-3).filter { $0 == .failure() }.count
    #expect((20...420).contains(calm), "0.2 % to 2 % of 20,000, give or take the dice")
    let stormy = try outcomes(seed: 3, acceleration: 1e4)
    let rows = zip(stormy, stormy.dropFirst()).filter { $0 == .failure() && $1 == .failure() }.count
    #expect(rows > 10, "breakdowns come as runs of failures")
  }

  @Test("no acceleration, however absurd, keeps the fleet from answering", .timeLimit(.minutes(60)))
  func absurdAcceleration() throws {
    let registry = try ModelRegistry(models: [], providers: [Provider(id: "p")])
    let provider = try #require(registry.handle(ofProvider: "p"))
    var fleet = SimulatedFleet(of: registry, seed: 1, acceleration: .infinity)
    _ = fleet.attempt(at: provider, now: Moment(milliseconds: 100))
  }

  @Test("R-901, R-907: health moves with the outcomes of the decisions made")
  func healthMoves() throws {
    let registry = try ShippedCatalogue.document().registry().registry
    let traffic = SyntheticTraffic(count: 4000, over: registry, seed: 1)
    let history = HealthHistory(of: traffic, over: CompiledRouter(registry), requestsPerEpoch: 1000, seed: 1)
    #expect(history.epochs.count == 4)
    #expect(history.epochs[0].readings.allSatisfy { $0 == HealthReading() })
    #expect(history.epochs[1].readings.contains { $0.latency != nil })
    #expect(history.epochs[3].readings.contains { $0.errorRate > 0 })
    #expect(history.failures > 0)
    #expect(history.refusals < 400)
  }
}
