import Dispatch
import RoutingCore
import Synchronization
import RoutingTestSupport
import Testing

@testable import Routing

/// Readers, recorders, ticks and reconfigurations at once; the thread sanitizer watches this too.
@Suite(.offThePool) struct RouterStressTests {
  fileprivate static let reconfigurations = 150
  private static let threads = 3

  /// The registry of a generation: every name says which; some providers stay, one comes and goes.
  fileprivate static func configuration(_ number: Int) throws -> RouterConfiguration {
    let providers = ["p0", "p1", "only\(number)"].map { Provider(id: ProviderID($0)) }
    let models = providers.flatMap { provider in
      (0..<20).map { Model(id: ModelID("m\(number)-\($0)@\(provider.id)"), provider: provider.id, name: "g\(number)") }
    }
    return RouterConfiguration(
      registry: try ModelRegistry(models: models, providers: providers),
      directory: ModelDirectory(
        aliases: [
          ModelAlias(
            name: "now", variants: [.init(model: models[number % models.count].id, weight: 1)],
            stickiness: .roundRobin)
        ]),
      // Each generation has its own bound, so that a policy of another would let nothing or the wrong thing pass.
      policies: [
        "default": RoutingPolicy(
          constraints: RoutingConstraints(models: NameFilter(allow: models.map(\.id.text)))),
        PolicyName("g\(number)"): RoutingPolicy(),
      ])
  }

  @Test("R-002: under a storm every decision sees one registry, whole, and no outcome is lost")
  func storm() throws {
    let storm = try Storm()
    DispatchQueue.concurrentPerform(iterations: Self.threads + 3) { thread in
      switch thread {
      case 0: storm.reconfigure()
      case 1, 2: storm.tick()
      default: storm.decideAndRecord()
      }
    }
    let last = storm.router.tick(now: .zero)
    let (tally, ticked) = (storm.total.withLock { $0 }, storm.ticked.withLock { $0 })
    #expect(tally.faults.prefix(5) == [])
    #expect(tally.decided > 2000)
    #expect(last.backlog == 0)
    #expect(tally.recorded == ticked.folded + ticked.orphaned + last.folded + last.orphaned)
    #expect(storm.router.workerCount == 0)
    #expect(storm.router.health(at: .zero).readings.map(\.requestsInFlight) == [0, 0, 0])
  }
}

/// The parts of the storm.
private final class Storm: Sendable {
  let router: Router
  let policy: PolicyHandle
  let reference: ReferenceHandle
  let isDone = Atomic<Bool>(false)
  /// The last generation whose publication has ended.
  let published = Atomic<Int>(0)
  let total = Locked(Tally())
  let ticked = Locked(Ticked())

  struct Ticked {
    var folded = 0
    var orphaned = 0
  }

  struct Tally {
    var decided = 0
    var recorded = 0
    var faults: [String] = []
  }

  init() throws {
    router = try Router(RouterStressTests.configuration(0))
    policy = try router.policy("default")
    reference = router.reference("now")
  }

  func decideAndRecord() {
    var tally = Tally()
    var worker = BoxedWorker(router)
    var open: [RoutedAttempt] = []
    var choices: [RoutedChoice?] = []
    var number = 0
    while !isDone.load(ordering: .acquiring) || number < 2000 {
      number += 1
      let least = published.load(ordering: .acquiring)
      // Workers come and go.
      if number % 500 == 0 { worker = BoxedWorker(router) }
      do {
        var query = RoutingQuery(RoutingRequest(inputTokens: 100), policy: policy)
        if number % 3 == 0 { query.reference = reference }
        if number % 16 == 0 {
          try worker.decide([query, query, query], into: &choices)
        } else {
          choices = [try worker.decide(query)]
        }
      } catch {
        tally.faults.append("\(error)")
      }
      for choice in choices {
        guard let choice, let model = worker.model(of: choice), let provider = worker.provider(of: choice) else {
          tally.faults.append("nothing chosen or read")
          continue
        }
        tally.decided += 1
        let generation = Int(model.name.dropFirst()) ?? -1
        if generation < least { tally.faults.append("\(generation) after \(least) was published") }
        if !model.id.text.hasPrefix("m\(generation)-") || !model.id.text.hasSuffix("@\(provider.id)") {
          tally.faults.append("\(model.id) of \(model.name) at \(provider.id)")
        }
        if provider.id.text.hasPrefix("only"), provider.id.text != "only\(generation)" {
          tally.faults.append("\(model.id) at \(provider.id)")
        }
        let now = Moment(nanoseconds: Int64(number))
        if number % 4 == 0, let attempt = worker.begin(at: choice.provider, now: now) {
          open.append(attempt)
        } else {
          worker.record(
            number % 50 == 0 ? .failure(.transient) : .success(latency: 5), at: choice.provider, now: now)
          tally.recorded += 1
        }
      }
      if open.count > 20 || number % 100 == 0 {
        for attempt in open { worker.record(.success(latency: 7), of: attempt, now: .zero) }
        tally.recorded += open.count
        open = []
      }
    }
    for attempt in open { worker.record(.success(latency: 7), of: attempt, now: .zero) }
    tally.recorded += open.count
    let mine = tally
    total.withLock { total in
      total.decided += mine.decided
      total.recorded += mine.recorded
      total.faults += mine.faults
    }
  }

  func reconfigure() {
    for number in 1...RouterStressTests.reconfigurations {
      do {
        try router.reconfigure(RouterStressTests.configuration(number), now: .zero)
      } catch {
        total.withLock { $0.faults.append("\(error)") }
      }
      published.store(number, ordering: .releasing)
      _ = router.reference(ModelReference("r\(number)"))
      if number % 10 == 0 { router.setArms(ThompsonArms(), now: .zero) }
    }
    isDone.store(true, ordering: .releasing)
  }

  func tick() {
    while !isDone.load(ordering: .acquiring) {
      let report = router.tick(now: .zero, limit: 500)
      ticked.withLock { ticked in
        ticked.folded += report.folded
        ticked.orphaned += report.orphaned
      }
    }
  }
}
