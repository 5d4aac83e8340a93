import RoutingCore
import TrafficReplay

/// The same fleet with everything spelled out: whole books are copied at every tick, and breakdowns are told from a log of
/// all that happened.
struct PlainFleet {
  struct Step {
    let now: Moment
    let replica: Int
    /// The providers that were broken.
    let broken: Set<Int>
    /// For each replica, the providers that its reading in use keeps requests away from.
    let avoided: [Set<Int>]
    let sentTo: Int?
  }

  struct Breakdown: Equatable {
    let provider: Int
    let start: Moment
    let attempts: Int
    let unaware: Int
    let lastUnaware: Moment
    let isNoticedByAll: Bool
  }

  var requestsByModel: [Int]
  var cost = 0.0
  var reward = 0.0
  var served = 0
  var failed = 0
  var refused = 0
  private(set) var steps: [Step] = []

  init(over router: CompiledRouter, _ settings: FleetSettings, seed: UInt64, count: Int) {
    let registry = router.registry
    var stream = RequestStream(over: router, seed: seed, requestsPerSecond: settings.requestsPerSecond)
    var balancer = SeededGenerator(seed: seed, stream: 0xF1EE)
    var providers = SimulatedFleet(of: registry, seed: seed, meanUp: settings.meanUp, meanDown: settings.meanDown)
    let names = (0..<settings.replicas).map { ReplicaID("replica-\($0)") }
    var books = Array(repeating: HealthBook(for: registry), count: settings.replicas)
    var snapshots = books.map { $0.snapshot(at: .zero) }
    var readAt = Array(repeating: Moment.zero, count: settings.replicas)
    var published: [(replica: Int, book: HealthBook, visible: Moment)] = []
    var nextTick = (0..<settings.replicas).map {
      Moment(milliseconds: settings.publicationInterval.value * Double($0) / Double(settings.replicas))
    }
    requestsByModel = Array(repeating: 0, count: registry.models.count)
    for _ in 0..<count {
      let request = stream.next()
      let now = request.arrival
      let replica = balancer.index(below: settings.replicas)
      if settings.publicationInterval > 0 {
        for other in books.indices {
          while nextTick[other] < now {
            let visible = nextTick[other].advanced(byMilliseconds: settings.delay.value)
            published.append((other, books[other], visible))
            nextTick[other] = nextTick[other].advanced(byMilliseconds: settings.publicationInterval.value)
          }
        }
      }
      if now.milliseconds(since: readAt[replica]) >= settings.healthInterval.value {
        var fleet = FleetHealth()
        for (place, name) in names.enumerated() {
          let visible = published.last { $0.replica == place && $0.visible <= now }
          if place == replica {
            fleet.report(books[place], from: name, version: 1)
          } else if let visible {
            fleet.report(visible.book, from: name, version: 1)
          }
        }
        snapshots[replica] = fleet.snapshot(of: registry, at: now)
        readAt[replica] = now
      }
      let broken = registry.providers.indices.filter { providers.isDown(ProviderHandle(index: $0), at: now) }
      let shape = router.shape(of: request.numbers, draws: request.draws)
      let policy = router.compile(stream.palette.policies[request.policy])
      let choice = router.decide(shape, policy: policy, health: router.compile(snapshots[replica]))
      steps.append(
        Step(
          now: now, replica: replica, broken: Set(broken),
          avoided: snapshots.map { Set($0.readings.indices.filter(PlainFleet.avoided(in: $0))) },
          sentTo: choice?.provider.index))
      guard let choice else {
        providers.skipAttempt()
        refused += 1
        continue
      }
      let outcome = providers.attempt(at: choice.provider, now: now)
      books[replica].record(outcome, at: choice.provider, now: now)
      if settings.publicationInterval == 0 {
        published.append((replica, books[replica], now.advanced(byMilliseconds: settings.delay.value)))
      }
      requestsByModel[choice.model.index] += 1
      if case .success(let latency, _) = outcome {
        served += 1
        cost += choice.estimatedCost.value
        // R-810 with the default deadline of 20 s, which all policies of the palette have.
        let cheap = 1 - min(choice.estimatedCost.value / 0.1, 1)
        let fast = 1 - min(latency.value / 20_000, 1)
        reward += 0.4 + 0.3 * cheap + 0.3 * fast
      } else {
        failed += 1
      }
    }
  }

  private static func avoided(in snapshot: HealthSnapshot) -> (Int) -> Bool {
    { !snapshot.readings[$0].isAvailable }
  }

  /// The breakdowns that are over and to which somebody was sent unaware, told from the log.
  func breakdowns(providers: Int) -> [Breakdown] {
    var found: [(end: Int, Breakdown)] = []
    for provider in 0..<providers {
      var place = 0
      while place < steps.count {
        guard steps[place].broken.contains(provider) else {
          place += 1
          continue
        }
        let end = steps[place...].firstIndex { !$0.broken.contains(provider) }
        if let end, let breakdown = breakdown(of: provider, in: place..<end) { found.append((end, breakdown)) }
        place = end ?? steps.count
      }
    }
    return found.sorted { ($0.end, $0.1.provider) < ($1.end, $1.1.provider) }.map(\.1)
  }

  private func breakdown(of provider: Int, in span: Range<Int>) -> Breakdown? {
    func hasNoticed(_ replica: Int, by place: Int) -> Bool {
      let before = span.lowerBound > 0 && steps[span.lowerBound - 1].avoided[replica].contains(provider)
      return before || steps[span.lowerBound...place].contains { $0.avoided[replica].contains(provider) }
    }
    let sent = span.filter { steps[$0].sentTo == provider }
    let unaware = sent.filter { !hasNoticed(steps[$0].replica, by: $0) }
    guard let last = unaware.last else { return nil }
    return Breakdown(
      provider: provider, start: steps[span.lowerBound].now, attempts: sent.count, unaware: unaware.count,
      lastUnaware: steps[last].now,
      isNoticedByAll: unaware.allSatisfy { hasNoticed(steps[$0].replica, by: span.upperBound - 1) })
  }
}
