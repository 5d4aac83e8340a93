import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct HealthSnapshotTests {
  private let registry = Result {
    try ModelRegistry(models: [], providers: ["a", "b", "c", "d"].map { Provider(id: $0) })
  }

  @Test("R-512: an unmeasured provider stands at the lower median of the registered providers' latencies")
  func standIn() throws {
    let registry = try registry.get()
    let snapshot = HealthSnapshot(
      of: registry,
      readings: [
        "a": HealthReading(latency: 10), "b": HealthReading(latency: 30),
        "c": HealthReading(latency: 50, tailLatency: 90),
        "unregistered": HealthReading(latency: 1),
      ])
    #expect(snapshot.standInLatency(.median, measure: .average) == 30)
    #expect(snapshot.standInLatency(.zero, measure: .average) == 0)
    #expect(HealthSnapshot(of: registry).standInLatency(.median, measure: .average) == 0)
  }

  @Test("R-512: of an even number of latencies the lower of the two in the middle counts")
  func evenCount() throws {
    let snapshot = HealthSnapshot(
      of: try registry.get(),
      readings: ["a": HealthReading(latency: 10), "b": HealthReading(latency: 30)])
    #expect(snapshot.standInLatency(.median, measure: .average) == 10)
  }

  @Test("a book's snapshot tells each provider's own record, in the registry's order")
  func book() throws {
    let registry = try registry.get()
    var book = HealthBook(for: registry)
    let provider = try #require(registry.handle(ofProvider: "c"))
    book.record(.success(latency: 70), at: provider, now: .zero)
    let snapshot = book.snapshot(at: .zero)
    #expect(snapshot.readings.map(\.latency) == [nil, nil, 70, nil])
    #expect(book[provider].totalRequests == 1)
  }
}
