import RoutingCore

/// A simulation under way.
struct FaultRun {
  let simulation: FaultSimulation
  let router: CompiledRouter
  let policy: CompiledPolicy
  var traffic: TrafficState
  var health: CompiledHealth
  var turns = ReferenceTurns()
  var queue = EventQueue()
  var providers: [SimulatedProvider]
  /// Requests under way; a place is used again once its request is over.
  var slots: [Slot?] = []
  /// The machines of the slots; apart, because a slot is looked at often and a machine is large to copy.
  var machines: [DispatchStateMachine?] = []
  var freeSlots: [Int] = []
  var now = Moment.zero
  var result: FaultReport
  /// What each status means, so that it is judged once.
  var reports: [Int: AttemptFailureReport] = [:]
  /// The last moment at which something was wrong because of a fault.
  var lastTrouble: Moment?
  private var nextTick: Moment
  private var callers: SeededGenerator

  /// A request under way.
  struct Slot {
    let request: Int
    let arrival: Moment
    /// How often it asked to be told of a moment.
    var wakes = 0
    var open: [OpenCall] = []
    var calls = 0
  }

  /// A call under way.
  struct OpenCall {
    let number: Int
    let provider: ProviderHandle
    let isProbe: Bool
  }

  init(_ simulation: FaultSimulation) {
    self.simulation = simulation
    let registry = simulation.registry
    router = CompiledRouter(registry)
    policy = router.compile(simulation.policy)
    traffic = TrafficState(
      for: registry, health: simulation.health, retries: simulation.retries, hedges: simulation.hedges,
      ledger: simulation.ledger)
    health = router.compile(traffic.snapshot(at: .zero))
    providers = registry.providers.map { provider in
      SimulatedProvider(
        provider.id, simulation.conduct[provider.id] ?? ProviderConduct(), faults: simulation.faults)
    }
    let ids = registry.providers.map(\.id)
    result = FaultReport(
      calls: CallCounts(ids), providers: ids.map { ProviderReport($0) }, log: FaultLog(simulation.logDetail))
    nextTick = Moment.zero.advanced(byMilliseconds: simulation.tick.value)
    callers = SeededGenerator(seed: simulation.seed, stream: 0)
  }

  mutating func report() -> FaultReport {
    if let probes = simulation.probes {
      queue.plan(.probe, at: Moment.zero.advanced(byMilliseconds: probes.interval.value))
    }
    var arrival = nextArrival(after: .zero)
    while true {
      let hasArrivals = result.requests < simulation.requestCount
      if hasArrivals, queue.nextMoment.map({ arrival < $0 }) ?? true {
        now = arrival
        arrive()
        arrival = nextArrival(after: now)
      } else if hasArrivals || result.successes + failureCount < result.requests, let event = queue.next() {
        now = event.moment
        handle(event.kind)
      } else {
        break
      }
    }
    close()
    return result
  }

  private var failureCount: Int { result.failureLatencies.count }

  private mutating func nextArrival(after moment: Moment) -> Moment {
    let gap = -ElementaryFunctions.log(1 - callers.unit()) * 1000 / max(simulation.requestsPerSecond, 1e-6)
    return moment.advanced(byMilliseconds: gap)
  }

  /// The second of now, counted from the zero of the clock.
  var second: Int { Int(now.nanoseconds / 1_000_000_000) }

  /// Compiles health for the decisions to come.
  mutating func compileHealth() { router.update(&health, from: traffic.snapshot(at: now)) }

  mutating func tickIfDue() {
    guard now >= nextTick else { return }
    nextTick = now.advanced(byMilliseconds: simulation.tick.value)
    compileHealth()
    checkLedger()
  }

  mutating func complain(_ problem: @autoclosure () -> String) {
    guard result.problems.count < 20 else { return }
    result.problems.append("\(now.nanoseconds) \(problem())")
  }

  private mutating func checkLedger() {
    for standing in traffic.ledger.standings(now: now)
    where standing.spent.adding(standing.reserved) > standing.limit.amount {
      complain("\(standing.limit.scope) overspent")
    }
  }

  /// What must hold when all is over.
  private mutating func close() {
    result.end = now
    checkLedger()
    if !traffic.ledger.openReservations.isEmpty { complain("money is still set aside") }
    for reading in traffic.health.snapshot(at: now).readings where reading.requestsInFlight != 0 {
      complain("health counts \(reading.requestsInFlight) calls under way")
    }
    if slots.contains(where: { $0 != nil }) { complain("a request never ended") }
    for provider in providers where provider.callsUnderWay != 0 { complain("a call never ended") }
    result.recovery = recovery
  }

  /// How long something was wrong after the last fault's end.
  private var recovery: Milliseconds? {
    let befallen = providers.filter { !$0.faults.isEmpty }
    guard !befallen.contains(where: { $0.lastFaultEnd == nil }) else { return nil }
    guard let end = befallen.compactMap(\.lastFaultEnd).max() else { return 0 }
    for provider in befallen {
      if provider.isDown || traffic.limitEnd(of: provider.id, now: now) != nil { return nil }
    }
    let until = lastTrouble ?? end
    guard until <= now else { return nil }
    return Milliseconds(max(until.milliseconds(since: end), 0))
  }
}
