import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct FleetHealthTests {
  private let a = ProviderHandle(index: 0)

  private func registry(_ ids: [ProviderID] = ["a", "b"]) throws -> ModelRegistry {
    try ModelRegistry(models: [], providers: ids.map { Provider(id: $0) })
  }

  @Test("errors at several replicas add up, and a success at one ends them all")
  func together() throws {
    let registry = try registry()
    var east = HealthBook(for: registry)
    var west = HealthBook(for: registry)
    for number in 0..<3 {
      east.record(.failure(), at: a, now: Moment(milliseconds: Double(number)))
      west.record(.failure(), at: a, now: Moment(milliseconds: Double(number) + 0.5))
    }
    var fleet = FleetHealth()
    #expect(fleet.report(west, from: "west", version: 1) == true)
    #expect(fleet.report(east, from: "east", version: 1) == true)
    let now = Moment(milliseconds: 10)
    #expect(fleet.snapshot(of: registry, at: now).readings.map(\.state) == [.down, .healthy])
    #expect(fleet.counts(of: "a") == HealthCounts(requests: 6, errors: 6, consecutiveErrors: 6))
    #expect(fleet.counts(of: "b") == HealthCounts(requests: 0, errors: 0, consecutiveErrors: 0))
    east.record(.success(latency: 40), at: a, now: Moment(milliseconds: 2.2))
    fleet.report(east, from: "east", version: 2)
    #expect(fleet.counts(of: "a") == HealthCounts(requests: 7, errors: 6, consecutiveErrors: 1))
    #expect(fleet.snapshot(of: registry, at: now).readings[0].state == .healthy, "only the error at 2.5 came later")
    #expect(fleet.versions.map(\.replica) == ["east", "west"])
    #expect(fleet.versions.map(\.version) == [2, 1])
    #expect(fleet.report(west, from: "east", version: 2) == false)
    #expect(fleet.report(west, from: "east", version: 0) == false)
  }

  @Test("R-923: replicas of different registries are read by the ids of the one that is asked about")
  func registries() throws {
    let (old, new) = (try registry(["a", "b"]), try registry(["b", "c"]))
    var east = HealthBook(for: old)
    var west = HealthBook(for: new)
    east.record(.success(latency: 10), at: ProviderHandle(index: 1), now: .zero)
    west.record(.success(latency: 30), at: ProviderHandle(index: 0), now: .zero)
    west.record(.success(latency: 70), at: ProviderHandle(index: 1), now: .zero)
    var fleet = FleetHealth()
    #expect(fleet.report(east, from: "east", version: 1) == true)
    #expect(fleet.report(west, from: "west", version: 1) == true)
    #expect(fleet.snapshot(of: new, at: .zero).readings.map(\.latency) == [20, 70])
    #expect(fleet.snapshot(of: old, at: .zero).readings.map(\.latency) == [nil, 20])
    _ = east.move(to: new)
    #expect(fleet.report(east, from: "east", version: 2) == true, "a replica may follow the registry")
    #expect(fleet.snapshot(of: new, at: .zero).readings.map(\.latency) == [20, 70])
    var other = FleetHealth()
    other.report(west, from: "west", version: 1)
    #expect(other.snapshot(of: old, at: .zero).readings[0] == HealthReading())
  }

  @Test("R-901: a fleet that nobody has reported to knows nothing against anybody")
  func nobody() throws {
    #expect(
      FleetHealth().snapshot(of: try registry(), at: .zero).readings == [HealthReading(), HealthReading()])
    #expect(FleetHealth().versions.isEmpty)
  }

  @Test("the joint average stands between those of the replicas, also when all weights have decayed to nothing")
  func idle() throws {
    let registry = try registry()
    var fleet = FleetHealth()
    for (replica, latency) in zip(["x", "y"] as [ReplicaID], [100, 300] as [Milliseconds]) {
      var book = HealthBook(for: registry)
      book.record(.success(latency: latency), at: a, now: .zero)
      fleet.report(book, from: replica, version: 1)
    }
    for days in [0, 7, 7.46, 7.5, 365] {
      let now = Moment(milliseconds: days * 86_400_000)
      #expect(fleet.snapshot(of: registry, at: now).readings[0].latency == 200, "\(days) days")
    }
  }

  @Test("the half-open attempt of one replica keeps the others away, and slow start counts from the last recovery")
  func halfOpen() throws {
    let registry = try registry()
    let parameters = HealthParameters(slowStart: 10_000)
    var east = HealthBook(for: registry, parameters: parameters)
    let west = HealthBook(for: registry, parameters: parameters)
    for _ in 0..<5 { east.record(.failure(), at: a, now: .zero) }
    var fleet = FleetHealth()
    fleet.report(east, from: "east", version: 1)
    fleet.report(west, from: "west", version: 1)
    let open = Moment(milliseconds: 30_000)
    #expect(fleet.snapshot(of: registry, at: open).readings[0].isAvailable)
    let permit = try east.permit(at: a, now: open)
    fleet.report(east, from: "east", version: 2)
    #expect(!fleet.snapshot(of: registry, at: open).readings[0].isAvailable)
    #expect(fleet.snapshot(of: registry, at: open).readings[0].requestsInFlight == 1)
    east.record(.success(latency: 1), at: a, now: open, permit: permit)
    fleet.report(east, from: "east", version: 3)
    let reading = fleet.snapshot(of: registry, at: open.advanced(byMilliseconds: 5000)).readings[0]
    #expect(reading.isAvailable)
    #expect(reading.ramp == 0.5)
    var north = HealthBook(for: registry, parameters: parameters)
    for _ in 0..<5 { north.record(.failure(), at: a, now: .zero) }
    north.record(.success(latency: 1), at: a, now: .zero)
    fleet.report(north, from: "north", version: 1)
    #expect(fleet.snapshot(of: registry, at: open.advanced(byMilliseconds: 5000)).readings[0].ramp == 0.5)
  }
}
