import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct HealthStateTests {
  private let parameters = HealthParameters()
  private let a = ProviderHandle(index: 0)
  private let b = ProviderHandle(index: 1)

  private func book(_ parameters: HealthParameters = HealthParameters()) throws -> HealthBook {
    HealthBook(
      for: try ModelRegistry(models: [], providers: ["a", "b"].map { Provider(id: $0) }), parameters: parameters)
  }

  @Test("R-901: a provider that nobody has recorded anything about is healthy, available and unmeasured")
  func unknown() throws {
    #expect(try book().snapshot(at: Moment(milliseconds: 5)).readings == [HealthReading(), HealthReading()])
    #expect(try book()[a].latency == nil)
    #expect(try book()[a].state(HealthParameters(degradedAfter: 0, downAfter: 0, downAfterDeadProbes: 0)) == .healthy)
  }

  @Test("R-901: thresholds above the number of errors that replicas can tell apart count as that number")
  func highThresholds() {
    var health = ProviderHealth()
    let parameters = HealthParameters(downAfter: 1000, downAfterDeadProbes: 1000)
    for number in 1...HealthParameters.mostErrorsToGoDown {
      #expect(health.state(parameters) != .down, "\(number)")
      health.record(.failure(), at: .zero, parameters)
    }
    #expect(health.state(parameters) == .down)
    var probed = ProviderHealth()
    for _ in 1...HealthParameters.mostErrorsToGoDown {
      #expect(probed.state(parameters) == .healthy)
      probed.record(.dead, at: .zero, parameters)
    }
    #expect(probed.state(parameters) == .down)
    #expect(!probed.isAvailable(at: .zero, parameters))
  }

  @Test("R-902: a success sets the errors in a row to zero, the state to healthy, and notes its time")
  func success() {
    var health = ProviderHealth()
    for _ in 0..<40 { health.record(.failure(), at: Moment(milliseconds: 10), parameters) }
    #expect(health.consecutiveErrors == 40)
    #expect(health.lastSuccessTime == nil)
    health.record(.success(latency: 1), at: Moment(milliseconds: 20), parameters)
    #expect(health.consecutiveErrors == 0)
    #expect(health.state(parameters) == .healthy)
    #expect(health.isAvailable(at: Moment(milliseconds: 20), parameters), "the cooldown is over")
    #expect(health.lastSuccessTime == Moment(milliseconds: 20))
    #expect(health.lastErrorTime == Moment(milliseconds: 10))
    #expect(health.recoveredAt == Moment(milliseconds: 20))
    health.record(.success(latency: 1), at: Moment(milliseconds: 15), parameters)
    #expect(health.lastSuccessTime == Moment(milliseconds: 20), "a late report of an earlier success")
    #expect(health.recoveredAt == Moment(milliseconds: 20), "it was not down before the second")
  }

  @Test("R-903: an error counts, and is kept with its time and its message")
  func error() {
    var health = ProviderHealth()
    health.record(.failure(), message: "first", at: Moment(milliseconds: 10), parameters)
    health.record(.failure(.deadlineExceeded), message: "second", at: Moment(milliseconds: 20), parameters)
    #expect(health.totalErrors == 2)
    #expect(health.totalRequests == 2)
    #expect(health.consecutiveErrors == 2)
    #expect(health.lastErrorMessage == "second")
    #expect(health.lastErrorTime == Moment(milliseconds: 20))
    health.record(.success(latency: 1), at: Moment(milliseconds: 30), parameters)
    #expect(health.lastErrorMessage == "second", "a success forgets nothing of it")
    health.record(.failure(), at: Moment(milliseconds: 5), parameters)
    #expect(health.lastErrorTime == Moment(milliseconds: 20), "a late report of an earlier error")
    #expect(health.lastErrorMessage == nil, "no words are no words, not those of another error")
  }

  @Test("R-903: of a message 500 characters are kept", arguments: [0, 1, 499, 500, 501, 100_000])
  func messageLength(count: Int) {
    var health = ProviderHealth()
    health.record(.failure(), message: String(repeating: "é", count: count), at: .zero, parameters)
    #expect(health.lastErrorMessage == String(repeating: "é", count: min(count, 500)))
  }

  @Test("R-903: a message of one endless grapheme is cut too")
  func messageOfOneGrapheme() {
    var health = ProviderHealth()
    health.record(.failure(), message: "e" + String(repeating: "\u{301}", count: 9999), at: .zero, parameters)
    #expect(health.lastErrorMessage?.unicodeScalars.count == 500)
  }

  @Test("R-903, R-904: every error that leaves a provider down starts the cooldown anew")
  func cooldownRestart() throws {
    var book = try book()
    for _ in 0..<5 { book.record(.failure(), at: a, now: .zero) }
    let again = Moment(milliseconds: 29_000)
    #expect(book.record(.failure(), at: a, now: again) == nil, "down before and after")
    #expect(!book.snapshot(at: Moment(milliseconds: 30_000)).readings[0].isAvailable)
    #expect(!book.snapshot(at: again.advanced(byMilliseconds: 29_999)).readings[0].isAvailable)
    #expect(book.snapshot(at: again.advanced(byMilliseconds: 30_000)).readings[0].isAvailable)
    book.record(.failure(), at: a, now: Moment(milliseconds: 1))
    #expect(
      !book.snapshot(at: again.advanced(byMilliseconds: 29_999)).readings[0].isAvailable,
      "a late report of an earlier error shortens nothing")
  }

  @Test("R-904: below down there is no cooldown, and other providers are not concerned")
  func available() throws {
    var book = try book()
    for _ in 0..<4 { book.record(.failure(), at: a, now: .zero) }
    #expect(book.snapshot(at: .zero).readings.map(\.state) == [.degraded, .healthy])
    #expect(book.snapshot(at: .zero).readings.map(\.isAvailable) == [true, true])
    book.record(.failure(), at: a, now: .zero)
    #expect(book.snapshot(at: .zero).readings.map(\.isAvailable) == [false, true])
  }

  @Test("R-906: a stream's time to its first byte moves the average, probes and failures do not")
  func average() throws {
    var book = try book()
    book.record(.success(latency: 100, timePerToken: 7), at: a, now: .zero)
    book.record(.alive, at: a, now: .zero)
    book.record(.dead, at: a, now: .zero)
    book.record(.failure(), at: a, now: .zero)
    #expect(book[a].latency == 100)
    book.record(.success(latency: 0), at: a, now: .zero)
    #expect(book[a].latency == 90)
    #expect(book[b].latency == nil)
  }

  @Test(
    "R-907: errors over outcomes and two, both halving every ten minutes",
    arguments: [
      ([1], 0, 1.0 / 3), ([1], 600_000, 0.2), ([1], 1_200_000, 1.0 / 9), ([1, 1], 0, 0.5), ([0, 1], 0, 0.25),
      ([0, 0, 0, 0, 0, 0, 0, 1], 0, 0.1), ([1, 1, 1, 1], 600_000, 0.5), ([0], 0, 0), ([], 0, 0),
    ] as [([Int], Double, Double)])
  func errorRate(errors: [Int], after: Double, rate: Double) {
    var health = ProviderHealth()
    for error in errors { health.record(error == 1 ? .failure() : .success(latency: 1), at: .zero, parameters) }
    let reading = health.reading(at: Moment(milliseconds: after), parameters)
    #expect(abs(reading.errorRate.value - rate) < 1e-15)
    #expect(abs(reading.recentOutcomes - Double(errors.count) / (after == 0 ? 1 : after == 600_000 ? 2 : 4)) < 1e-12)
  }

  @Test("R-907: an error before the host's zero decays from its own time on")
  func beforeZero() {
    var health = ProviderHealth()
    health.record(.failure(), at: Moment(milliseconds: -600_000), parameters)
    #expect(abs(health.errorRate(at: .zero, parameters).value - 0.2) < 1e-15)
  }

  @Test("R-907: the lifetime totals are those of all outcomes, however old")
  func totals() {
    var health = ProviderHealth()
    for year in 0..<50 {
      let now = Moment(milliseconds: Double(year) * 3.15e10)
      health.record(year.isMultiple(of: 5) ? .failure() : .success(latency: 1), at: now, parameters)
    }
    #expect(health.totalRequests == 50)
    #expect(health.totalErrors == 10)
  }

  @Test("R-908: each change of state is told once, with both states and what brought it about")
  func transitions() throws {
    var book = try book()
    let failures: [AttemptFailure] = [
      .transient, .authentication, .deadlineExceeded, .unclassified, .transient, .transient,
    ]
    var told: [HealthTransition?] = []
    for failure in failures { told.append(book.record(.failure(failure), at: b, now: .zero)) }
    told.append(book.record(.success(latency: 1), at: b, now: .zero))
    told.append(book.record(.success(latency: 1), at: b, now: .zero))
    for _ in 0..<6 { told.append(book.record(.dead, at: b, now: .zero)) }
    told.append(book.record(.alive, at: b, now: .zero))
    let expected: [HealthTransition?] = [
      nil,
      HealthTransition(provider: "b", old: .healthy, new: .degraded, reason: .failure(.authentication)), nil, nil,
      HealthTransition(provider: "b", old: .degraded, new: .down, reason: .failure(.transient)), nil,
      HealthTransition(provider: "b", old: .down, new: .healthy, reason: .success), nil,
      nil, nil, nil, nil, HealthTransition(provider: "b", old: .healthy, new: .down, reason: .probeDead), nil,
      HealthTransition(provider: "b", old: .down, new: .healthy, reason: .probeAlive),
    ]
    #expect(told == expected)
  }

  @Test("R-908: states and reasons have names of their own")
  func names() {
    #expect(ProviderState.allCases.map(\.name) == ["healthy", "degraded", "down"])
    for state in ProviderState.allCases { #expect(ProviderState(name: state.name) == state) }
    #expect(ProviderState(name: "removed") == nil)
    #expect(
      AttemptFailure.allCases.map(\.name) == [
        "transient", "authentication", "deadline", "other", "context_overflow", "client_error", "rate_limited",
        "budget_exceeded", "cancelled",
      ])
    for failure in AttemptFailure.allCases { #expect(AttemptFailure(name: failure.name) == failure) }
    #expect(AttemptFailure(name: "") == nil)
    let reasons: [HealthTransition.Reason] = [
      .success, .failure(.deadlineExceeded), .probeAlive, .probeDead, .removed,
    ]
    #expect(reasons.map(\.name) == ["success", "deadline", "probe alive", "probe dead", "removed"])
    let transition = HealthTransition(provider: "a", old: .down, new: .degraded, reason: .success)
    #expect(transition.newName == "degraded")
  }

  @Test(
    "R-909: a provider's own failures count",
    arguments: [
      AttemptFailure.transient, .authentication, .deadlineExceeded, .unclassified,
    ])
  func counts(failure: AttemptFailure) throws {
    var book = try book()
    for _ in 0..<5 { book.record(.failure(failure), at: a, now: .zero) }
    #expect(book[a].totalErrors == 5)
    #expect(book[a].state(parameters) == .down)
  }

  @Test(
    "R-909: what the client did or took back, and limits, change nothing at all, however often",
    arguments: [AttemptFailure.contextOverflow, .clientError, .rateLimited, .budgetExceeded, .cancelled])
  func doesNotCount(failure: AttemptFailure) throws {
    var book = try book()
    book.record(.success(latency: 5), at: a, now: .zero)
    book.record(.failure(), at: a, now: .zero, message: "broken")
    let before = book
    for number in 0..<1000 {
      let now = Moment(milliseconds: Double(number))
      #expect(book.record(.failure(failure), at: a, now: now, message: "their fault") == nil)
    }
    #expect(book == before)
  }

  @Test("R-910: first attempts, retries, hedges and escalations are recorded alike, with permit or without")
  func everyAttempt() throws {
    var book = try book()
    let first = try book.permit(at: a, now: .zero)
    let hedge = try book.permit(at: b, now: .zero)
    let retry = try book.permit(at: a, now: .zero)
    #expect(book.snapshot(at: .zero).readings.map(\.requestsInFlight) == [2, 1])
    book.record(.failure(), at: a, now: .zero, permit: first)
    book.record(.success(latency: 3), at: b, now: .zero, permit: hedge)
    book.record(.failure(.deadlineExceeded), at: a, now: .zero, permit: retry)
    book.record(.failure(), at: a, now: .zero)
    #expect(book[a].totalRequests == 3)
    #expect(book[a].totalErrors == 3)
    #expect(book[a].consecutiveErrors == 3)
    #expect(book[b].totalRequests == 1)
    #expect(book.snapshot(at: .zero).readings.map(\.requestsInFlight) == [0, 0])
  }
}
