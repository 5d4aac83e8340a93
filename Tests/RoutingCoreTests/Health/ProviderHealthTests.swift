import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct ProviderHealthTests {
  private let parameters = HealthParameters()

  private func health(after outcomes: [AttemptOutcome], everyMilliseconds step: Double = 1) -> ProviderHealth {
    var health = ProviderHealth()
    for (number, outcome) in outcomes.enumerated() {
      health.record(outcome, at: Moment(milliseconds: Double(number) * step), parameters)
    }
    return health
  }

  @Test(
    "R-901: one error in a row is healthy, two are degraded, five are down",
    arguments: [
      (0, ProviderState.healthy), (1, .healthy), (2, .degraded), (4, .degraded), (5, .down), (9, .down),
    ])
  func states(errors: Int, state: ProviderState) {
    #expect(health(after: Array(repeating: .failure(), count: errors)).state(parameters) == state)
  }

  @Test("R-902: a success ends the row of errors and the cooldown")
  func success() {
    let recovered = health(after: Array(repeating: .failure(), count: 6) + [.success(latency: 10)])
    #expect(recovered.state(parameters) == .healthy)
    #expect(recovered.isAvailable(at: .zero, parameters))
    #expect(recovered.totalErrors == 6)
    #expect(recovered.totalRequests == 7)
  }

  @Test("R-903, R-904: a provider that goes down is unavailable until exactly 30 seconds after its last error")
  func cooldown() {
    let down = health(after: Array(repeating: .failure(), count: 7))
    let lastError = Moment(milliseconds: 6)
    #expect(!down.isAvailable(at: lastError.advanced(byMilliseconds: 29_999.999_999), parameters))
    #expect(down.isAvailable(at: lastError.advanced(byMilliseconds: 30_000), parameters))
    #expect(down.reading(at: lastError, parameters).state == .down)
  }

  @Test("R-906: the first latency is taken as it is, the next move it by a tenth, failures not at all")
  func latency() {
    let measured = health(after: [.failure(), .success(latency: 100), .success(latency: 200), .failure()])
    #expect(measured.latency?.value == 0.9 * 100 + 0.1 * 200)
    #expect(health(after: [.failure()]).latency == nil)
  }

  @Test("R-907: one error is a rate of one third, and of one fifth ten minutes later")
  func errorRate() {
    let health = health(after: [.failure()])
    #expect(health.errorRate(at: .zero, parameters).value == 1.0 / 3)
    #expect(abs(health.errorRate(at: Moment(milliseconds: 600_000), parameters).value - 0.2) < 1e-15)
    #expect(health.errorRate(at: Moment(milliseconds: 1e12), parameters).value < 1e-9)
  }

  @Test("R-907: reading changes nothing, and an outcome out of order is counted")
  func readingIsPure() {
    var health = health(after: [.failure(), .success(latency: 5)])
    let before = health
    _ = health.reading(at: Moment(milliseconds: 1e9), parameters)
    #expect(health == before)
    health.record(.failure(), at: Moment(milliseconds: -1e6), parameters)
    #expect(abs(health.errorRate(at: .zero, parameters).value - 2.0 / 5) < 1e-6)
  }

  @Test("R-901: a provider nobody has tried is healthy, available and unmeasured")
  func untried() {
    #expect(ProviderHealth().reading(at: .zero, parameters) == HealthReading())
  }
}
