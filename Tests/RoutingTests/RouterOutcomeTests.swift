import RoutingCore
import RoutingTestSupport
import Testing

@testable import Routing

/// What workers record, and what ticks make of it.
@Suite(.offThePool) struct RouterOutcomeTests {
  private static func router(_ models: ModelID...) throws -> Router {
    try Router(RouterConfiguration(registry: .of(models)))
  }

  private static func provider(_ worker: BoxedWorker, _ id: ProviderID) throws -> RoutedProvider {
    try #require(worker.provider(withID: id))
  }

  @Test("R-903, R-908: a tick folds failures, tells of transitions, and the next decision sees them")
  func fold() throws {
    let router = try Self.router("a/x", "b/y")
    let worker = BoxedWorker(router)
    let provider = try Self.provider(worker, "a")
    for second in 1...5 {
      worker.record(.failure(.transient), at: provider, now: .seconds(Double(second)))
    }
    #expect(try worker.decide(.strictly("a/x")) != nil)
    let report = router.tick(now: .seconds(6))
    #expect(report.folded == 5)
    #expect(report.orphaned == 0)
    #expect(report.spilled == 0)
    #expect(report.backlog == 0)
    #expect(report.staleness == 5000)
    #expect(report.transitions.map(\.new) == [.degraded, .down])
    #expect(try worker.decide(.strictly("a/x")) == nil)
    #expect(worker.generation == report.generation)
    #expect(router.tick(now: .seconds(7)).staleness == nil)
  }

  @Test("outcomes fold by moment, then by worker, then as recorded, whichever ring they lay in")
  func order() throws {
    func health(_ swapped: Bool) throws -> HealthSnapshot {
      let router = try Self.router("a/x")
      let first = BoxedWorker(router)
      let second = BoxedWorker(router)
      let provider = try Self.provider(first, "a")
      // The average forgets, so it tells the order.
      func record(_ worker: BoxedWorker, _ latencies: [Milliseconds], at seconds: Double) {
        for latency in latencies { worker.record(.success(latency: latency), at: provider, now: .seconds(seconds)) }
      }
      if swapped {
        record(second, [100], at: 1)
        record(first, [30], at: 3)
      } else {
        record(first, [30], at: 3)
        record(second, [100], at: 1)
      }
      record(first, [5, 500], at: 2)
      record(second, [700, 7], at: 2)
      router.tick(now: .seconds(4))
      return router.health(at: .seconds(4))
    }
    #expect(try health(true) == health(false))
    var average = 100.0
    for latency in [5.0, 500, 700, 7, 30] { average = 0.9 * average + 0.1 * latency }
    let measured = try #require(try health(true).readings[0].latency)
    #expect(abs(measured.value - average) < 1e-9)
  }

  @Test("a limit leaves the rest for later ticks, and nothing is lost")
  func limit() throws {
    let router = try Self.router("a/x")
    let worker = BoxedWorker(router)
    let provider = try Self.provider(worker, "a")
    for second in 0..<10 { worker.record(.success(latency: 1), at: provider, now: .seconds(Double(second))) }
    let first = router.tick(now: .seconds(10), limit: 4)
    #expect([first.folded, first.backlog] == [4, 6])
    #expect(first.staleness == 10_000)
    let second = router.tick(now: .seconds(10), limit: -1)
    #expect([second.folded, second.backlog] == [0, 6])
    let third = router.tick(now: .seconds(10))
    #expect([third.folded, third.backlog] == [6, 0])
    #expect(third.staleness == 6000)
  }

  @Test("what a full ring cannot take is counted, folded, and stays in order")
  func spill() throws {
    let router = try Self.router("a/x")
    let worker = BoxedWorker(router)
    let provider = try Self.provider(worker, "a")
    let count = OutcomeRing.capacity + 10
    for number in 0..<count {
      worker.record(.success(latency: Milliseconds(Double(number)) ?? 0), at: provider, now: .seconds(1))
    }
    let report = router.tick(now: .seconds(2))
    #expect([report.folded, report.spilled] == [count, 10])
    worker.record(.success(latency: 5), at: provider, now: .seconds(1))
    #expect(router.tick(now: .seconds(2)).spilled == 0)
    var average = 0.0
    for number in 1..<count { average = 0.9 * average + 0.1 * Double(number) }
    average = 0.9 * average + 0.1 * 5
    let measured = try #require(router.health(at: .seconds(2)).readings[0].latency)
    #expect(abs(measured.value - average) < 1e-6)
  }

  @Test("entries of ring and overflow merge in the order in which they were recorded")
  func mergedOrder() {
    let link = WorkerLink(number: 3)
    var writer = OutcomeRing.Writer()
    let provider = RoutedProvider(router: ObjectIdentifier(link), roster: 0, place: 0)
    for number in 0..<9 {
      let event = AttemptEvent.ended(.success(latency: Milliseconds(Double(number)) ?? 0), isCounted: false)
      if [0, 3, 4, 8].contains(number) {
        link.overflow.add(
          OutcomeOverflow.Entry(
            entry: OutcomeEntry(event: event, moment: .zero, roster: 0, place: 0, permit: 0), message: "words",
            ringCount: writer.written, isSpilled: false))
      } else {
        writer.write(OutcomeWords(event, at: .zero, provider), to: link.ring)
      }
    }
    var pending = PendingOutcomes()
    var sequence = 0
    pending.collect(from: link, sequence: &sequence)
    #expect(sequence == 9)
    let latencies = pending.next(.max).map { pending -> Double in
      guard case .ended(.success(let latency, _), _) = pending.entry.event else { return -1 }
      return latency.value
    }
    #expect(latencies == Array(0..<9).map(Double.init))
  }

  @Test("R-903: a message goes with its failure, in order with the others")
  func messages() throws {
    let router = try Self.router("a/x")
    let worker = BoxedWorker(router)
    let provider = try Self.provider(worker, "a")
    worker.record(.failure(.transient), at: provider, now: .seconds(1), message: "refused")
    let attempt = try #require(worker.begin(at: provider, now: .seconds(1)))
    worker.record(.failure(.transient), of: attempt, now: .seconds(1), message: "reset")
    let report = router.tick(now: .seconds(2))
    #expect([report.folded, report.spilled] == [2, 0])
    #expect(router.book[ProviderHandle(index: 0)].lastErrorMessage == "reset")
    #expect(router.health(at: .seconds(2)).readings[0].requestsInFlight == 0)
  }

  @Test("what a worker recorded before it went away is folded, and the worker forgotten")
  func goneWorker() throws {
    let router = try Self.router("a/x")
    do {
      let worker = BoxedWorker(router)
      worker.record(.success(latency: 1), at: try Self.provider(worker, "a"), now: .seconds(1))
    }
    #expect(router.workerCount == 1)
    #expect(router.tick(now: .seconds(2)).folded == 1)
    #expect(router.workerCount == 0)
    #expect(BoxedWorker(router).number == 1)
  }

  @Test("R-923: outcomes follow their provider to another registry; those of one that left are told of")
  func orphans() throws {
    let router = try Self.router("a/x", "b/x")
    let worker = BoxedWorker(router)
    let (first, second) = (try Self.provider(worker, "a"), try Self.provider(worker, "b"))
    worker.record(.success(latency: 1), at: first, now: .seconds(1))
    worker.record(.success(latency: 2), at: second, now: .seconds(1))
    let removed = try router.reconfigure(RouterConfiguration(registry: .of("b/x", "c/x")), now: .seconds(1))
    #expect(removed.map(\.provider) == ["a"])
    #expect(removed.map(\.newName) == ["removed"])
    try router.reconfigure(RouterConfiguration(registry: .of("0/x", "a/x", "b/x")), now: .seconds(1))
    worker.refresh()
    worker.record(.success(latency: 2), at: second, now: .seconds(1))
    worker.record(.success(latency: 3), at: first, now: .seconds(1))
    let report = router.tick(now: .seconds(2))
    #expect([report.folded, report.orphaned] == [2, 2])
    #expect(router.health(at: .seconds(2)).readings.map(\.latency) == [nil, nil, 2])
    #expect(worker.begin(at: first, now: .seconds(2)) == nil)
    #expect(worker.begin(at: second, now: .seconds(2)) != nil)
  }

  @Test("R-904, R-905: after its cooldown a provider takes one attempt from all workers together")
  func halfOpen() throws {
    let router = try Self.router("a/x")
    let first = BoxedWorker(router)
    let second = BoxedWorker(router)
    let provider = try Self.provider(first, "a")
    for _ in 0..<5 { first.record(.failure(.transient), at: provider, now: .seconds(0)) }
    router.tick(now: .seconds(1))
    first.refresh()
    second.refresh()
    #expect(first.begin(at: provider, now: .seconds(29)) == nil)
    router.tick(now: .seconds(31))
    first.refresh()
    second.refresh()
    let attempt = try #require(first.begin(at: provider, now: .seconds(31)))
    #expect(second.begin(at: provider, now: .seconds(31)) == nil)
    #expect(first.begin(at: provider, now: .seconds(31)) == nil)
    router.tick(now: .seconds(32))
    #expect(try second.decide(.strictly("a/x")) == nil)
    // Another worker may end it.
    second.record(.success(latency: 1), of: attempt, now: .seconds(33))
    let report = router.tick(now: .seconds(33))
    #expect(report.transitions.map(\.new) == [.healthy])
    #expect([report.folded, report.spilled] == [1, 0])
    #expect(router.health(at: .seconds(33)).readings[0].requestsInFlight == 0)
    #expect(try second.decide(.strictly("a/x")) != nil)
    #expect(second.begin(at: provider, now: .seconds(33)) != nil)
    #expect(second.begin(at: provider, now: .seconds(33)) != nil)
  }

  @Test("attempts under way are counted, whichever of beginning and end is collected first")
  func inFlight() throws {
    let router = try Self.router("a/x")
    let first = BoxedWorker(router)
    let second = BoxedWorker(router)
    let provider = try Self.provider(first, "a")
    func count() -> Int { router.health(at: .seconds(9)).readings[0].requestsInFlight }
    let attempts = (0..<3).compactMap { _ in first.begin(at: provider, now: .seconds(1)) }
    #expect(attempts.count == 3)
    router.tick(now: .seconds(1))
    #expect(count() == 3)
    second.record(.success(latency: 1), of: attempts[0], now: .seconds(2))
    router.tick(now: .seconds(2))
    #expect(count() == 2)
    // An end that says it came before the beginning.
    let late = try #require(first.begin(at: provider, now: .seconds(5)))
    second.record(.failure(.cancelled), of: late, now: .seconds(3))
    router.tick(now: .seconds(5), limit: 1)
    #expect(count() == 1)
    router.tick(now: .seconds(5))
    #expect(count() == 2)
    first.record(.success(latency: 1), of: attempts[1], now: .seconds(6))
    first.record(.success(latency: 1), of: attempts[2], now: .seconds(6))
    router.tick(now: .seconds(6))
    #expect(count() == 0)
    let last = try #require(first.begin(at: provider, now: .seconds(8)))
    second.record(.success(latency: 1), of: last, now: .seconds(7))
    router.tick(now: .seconds(8), limit: 1)
    #expect(count() == 0)
    router.tick(now: .seconds(8))
    #expect(count() == 0)
  }

  @Test("R-922: probes are told to the router and published with the next tick")
  func probes() throws {
    let router = try Self.router("a/x")
    let worker = BoxedWorker(router)
    for _ in 0..<4 { #expect(router.record(.dead, at: "a", now: .seconds(1)) == nil) }
    #expect(router.record(.dead, at: "a", now: .seconds(1))?.new == .down)
    #expect(router.record(.dead, at: "nobody", now: .seconds(1)) == nil)
    #expect(try worker.decide(.strictly("a/x")) != nil)
    router.tick(now: .seconds(2))
    #expect(try worker.decide(.strictly("a/x")) == nil)
  }
}
