import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct HealthProbeTests {
  private let parameters = HealthParameters()
  private let registry = Result { try ModelRegistry(models: [], providers: ["a", "b", "c"].map { Provider(id: $0) }) }

  @Test(
    "R-920: where to ask is known of each wire format, and slashes are not doubled",
    arguments: [
      (ProviderType.openAI, "https://api.example", "https://api.example/v1/models"),
      (.openAI, "https://api.example/", "https://api.example/v1/models"),
      (.anthropic, "https://api.example//", "https://api.example/v1/messages"),
      (.vLLM, "http://10.0.0.1:8000", "http://10.0.0.1:8000/health"), (.vLLM, "", "/health"),
      (.dashScope, "https://api.example", nil),
    ] as [(ProviderType, String, String?)])
  func address(type: ProviderType, base: String, address: String?) {
    #expect(ProbeSchedule.address(of: type, baseURL: base) == address)
  }

  @Test("R-920: a probe is due every 30 seconds, and waits 5")
  func schedule() {
    let schedule = ProbeSchedule()
    #expect(schedule.interval == 30_000)
    #expect(schedule.timeout == 5000)
    #expect(schedule.isDue(lastProbe: nil, now: .zero))
    #expect(!schedule.isDue(lastProbe: .zero, now: Moment(milliseconds: 29_999.999_999)))
    #expect(schedule.isDue(lastProbe: .zero, now: Moment(milliseconds: 30_000)))
    #expect(ProbeSchedule(interval: 10).isDue(lastProbe: .zero, now: Moment(milliseconds: 10)))
  }

  @Test("R-921: 2xx and 405 are alive, 401 and 403 only without a credential, everything else is dead")
  func statuses() {
    for status in -1...700 {
      for carriedCredential in [false, true] {
        let isAlive =
          status >= 200 && status <= 299 || status == 405 || (status == 401 || status == 403) && !carriedCredential
        #expect(
          ProbeResult(status: status, carriedCredential: carriedCredential) == (isAlive ? .alive : .dead), "\(status)")
      }
    }
    #expect(ProbeResult(status: nil, carriedCredential: false) == .dead)
    #expect(ProbeResult(status: nil, carriedCredential: true) == .dead)
  }

  @Test("R-922: five dead probes in a row take a provider down until a probe is alive, however long that is")
  func probeDown() {
    var health = ProviderHealth()
    for _ in 0..<4 { health.record(.dead, at: .zero, parameters) }
    health.record(.alive, at: .zero, parameters)
    for _ in 0..<4 { health.record(.dead, at: .zero, parameters) }
    #expect(health.reading(at: .zero, parameters) == HealthReading())
    health.record(.dead, at: .zero, parameters)
    #expect(health.state(parameters) == .down)
    #expect(!health.isAvailable(at: Moment(milliseconds: 1e12), parameters))
    #expect(health.begin(at: Moment(milliseconds: 1e12), parameters) == nil)
    health.record(.alive, at: Moment(milliseconds: 1), parameters)
    #expect(health.reading(at: Moment(milliseconds: 1), parameters) == HealthReading())
  }

  @Test("R-922: dead probes and failed attempts are counted apart")
  func ownCounter() {
    var health = ProviderHealth()
    for _ in 0..<4 {
      health.record(.dead, at: .zero, parameters)
      health.record(.failure(), at: .zero, parameters)
    }
    #expect(health.state(parameters) == .degraded, "four of each are not five of one")
    #expect(health.consecutiveErrors == 4)
    #expect(health.totalRequests == 4)
    health.record(.success(latency: 1), at: .zero, parameters)
    #expect(health.state(parameters) == .healthy)
    health.record(.dead, at: .zero, parameters)
    #expect(health.state(parameters) == .down, "a success of traffic does not reset the probes")
    health.record(.success(latency: 1), at: .zero, parameters)
    #expect(health.state(parameters) == .down, "nor does it end what they caused")
  }

  @Test("R-922: an alive probe ends a cooldown early, into half-open, and resets no error of traffic")
  func aliveProbe() throws {
    var health = ProviderHealth()
    for _ in 0..<6 { health.record(.failure(), at: .zero, parameters) }
    let alive = Moment(milliseconds: 4000)
    let errorRate = health.errorRate(at: alive, parameters)
    health.record(.alive, at: alive, parameters)
    #expect(health.consecutiveErrors == 6)
    #expect(health.totalErrors == 6)
    #expect(health.errorRate(at: alive, parameters) == errorRate)
    #expect(health.state(parameters) == .down)
    #expect(!health.isAvailable(at: Moment(milliseconds: 3999), parameters), "not before the probe")
    let permit = try health.permit(at: alive, parameters)
    #expect(health.begin(at: alive, parameters) == nil, "one attempt only")
    health.record(.failure(), permit: permit, at: alive, parameters)
    #expect(!health.isAvailable(at: Moment(milliseconds: 33_999), parameters), "its error starts a new cooldown")
    #expect(health.isAvailable(at: Moment(milliseconds: 34_000), parameters))
  }

  @Test("R-922: a probe from before the last error ends no cooldown, nor does any where that is switched off")
  func aliveProbeWithoutEffect() {
    var health = ProviderHealth()
    for _ in 0..<4 { health.record(.failure(), at: .zero, parameters) }
    health.record(.alive, at: Moment(milliseconds: 10), parameters)
    health.record(.failure(), at: Moment(milliseconds: 10), parameters)
    #expect(!health.isAvailable(at: Moment(milliseconds: 11), parameters))
    health.record(.alive, at: Moment(milliseconds: 12), parameters)
    #expect(health.isAvailable(at: Moment(milliseconds: 12), parameters))
    #expect(!health.isAvailable(at: Moment(milliseconds: 12), HealthParameters(aliveProbeEndsCooldown: false)))
  }

  @Test("R-922: a provider that probes and traffic both took down needs both to come back")
  func bothDown() {
    var health = ProviderHealth()
    for _ in 0..<5 {
      health.record(.failure(), at: .zero, parameters)
      health.record(.dead, at: .zero, parameters)
    }
    let later = Moment(milliseconds: 60_000)
    #expect(!health.isAvailable(at: later, parameters))
    health.record(.alive, at: later, parameters)
    #expect(health.state(parameters) == .down)
    #expect(health.isAvailable(at: later, parameters))
    health.record(.success(latency: 1), at: later, parameters)
    #expect(health.state(parameters) == .healthy)
  }

  @Test("R-923: a provider that leaves the registry loses its record, and that is told; the others keep theirs")
  func removal() throws {
    var book = HealthBook(for: try registry.get())
    for (index, count) in [2, 3, 5].enumerated() {
      for _ in 0..<count { book.record(.failure(), at: ProviderHandle(index: index), now: .zero) }
    }
    let kept = book[ProviderHandle(index: 1)]
    let smaller = try ModelRegistry(models: [], providers: ["d", "b"].map { Provider(id: $0) })
    let told = book.move(to: smaller)
    #expect(
      told == [
        HealthTransition(provider: "a", old: .degraded, new: nil, reason: .removed),
        HealthTransition(provider: "c", old: .down, new: nil, reason: .removed),
      ])
    #expect(told.map(\.newName) == ["removed", "removed"])
    #expect(book.ids == ["b", "d"])
    #expect(book[try #require(smaller.handle(ofProvider: "b"))] == kept)
    #expect(book[try #require(smaller.handle(ofProvider: "d"))] == ProviderHealth())
    #expect(book.move(to: smaller) == [])
    #expect(book.move(to: try registry.get()).map(\.provider) == ["d"])
    #expect(book[ProviderHandle(index: 0)].totalRequests == 0, "it comes back as a stranger")
  }
}
