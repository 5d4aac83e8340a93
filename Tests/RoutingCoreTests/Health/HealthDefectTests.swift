import RoutingCore
import RoutingTestSupport
import Testing

/// Mistakes that other engines make, and that this one must not.
@Suite(.offThePool) struct HealthDefectTests {
  private let parameters = HealthParameters()

  @Test("R-906, known defect: an average that starts at zero because the first outcome was an error")
  func averageFromZero() {
    for errors in 1...7 {
      var health = ProviderHealth()
      for _ in 0..<errors { health.record(.failure(), at: .zero, parameters) }
      #expect(health.reading(at: .zero, parameters).latency == nil)
      health.record(.success(latency: 200), at: .zero, parameters)
      #expect(health.latency == 200)
    }
  }

  @Test("R-907, known defect: an error rate over the whole life, which never recovers")
  func lifetimeRate() {
    var health = ProviderHealth()
    for _ in 0..<100_000 { health.record(.failure(), at: .zero, parameters) }
    #expect(health.errorRate(at: .zero, parameters).value > 0.999)
    let day = Moment(milliseconds: 86_400_000)
    for _ in 0..<20 { health.record(.success(latency: 1), at: day, parameters) }
    #expect(health.errorRate(at: day, parameters).value < 1e-9)
    #expect(health.totalErrors == 100_000)
  }

  @Test("R-907, known defect: counters dropped above 200 deployments")
  func manyProviders() throws {
    let registry = try ModelRegistry(models: [], providers: (0..<500).map { Provider(id: ProviderID("p\($0)")) })
    var book = HealthBook(for: registry)
    for round in 0..<3 {
      for index in 0..<500 {
        let outcome: AttemptOutcome = index % 7 < round ? .failure() : .success(latency: milliseconds(index))
        book.record(outcome, at: ProviderHandle(index: index), now: Moment(milliseconds: Double(round)))
      }
    }
    let moved = book.move(to: registry)
    #expect(moved == [])
    for index in 0..<500 {
      let health = book[ProviderHandle(index: index)]
      let rounds = (0..<3).filter { index % 7 < $0 }.count
      #expect(health.totalRequests == 3)
      #expect(health.totalErrors == rounds)
      #expect(health.latency.map { abs($0.value - Double(index)) < 1e-9 } ?? false)
    }
  }

  @Test("R-922, known defect: a good probe hides failing completions")
  func probeHidesFailures() {
    var health = ProviderHealth()
    for second in 0..<5 {
      health.record(.alive, at: Moment(milliseconds: Double(second) * 1000), parameters)
      health.record(.failure(), at: Moment(milliseconds: Double(second) * 1000 + 500), parameters)
    }
    let now = Moment(milliseconds: 4600)
    #expect(health.reading(at: now, parameters).state == .down)
    #expect(!health.isAvailable(at: now, parameters))
    for _ in 0..<100 { health.record(.alive, at: now, parameters) }
    #expect(health.state(parameters) == .down)
    #expect(health.consecutiveErrors == 5)
    #expect(health.begin(at: now, parameters) != nil)
    #expect(health.begin(at: now, parameters) == nil, "many good probes still let one attempt through")
  }

  @Test("R-909, known defect: clients that cancel or send nonsense take a provider down for everybody")
  func clientsTakeItDown() throws {
    let registry = try ModelRegistry(models: [], providers: [Provider(id: "a")])
    var book = HealthBook(for: registry)
    let provider = ProviderHandle(index: 0)
    for number in 0..<500 {
      let permit = try book.permit(at: provider, now: .zero)
      let failure: AttemptFailure = [.cancelled, .clientError, .rateLimited, .contextOverflow][number % 4]
      book.record(.failure(failure), at: provider, now: .zero, permit: permit)
    }
    #expect(book.snapshot(at: .zero).readings == [HealthReading()])
    #expect(book[provider].totalRequests == 0)
  }
}
