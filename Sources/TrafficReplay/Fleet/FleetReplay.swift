public import RoutingCore

/// Replays one stream of requests against simulated providers through several replicas of a gateway that hear of each
/// other late.
///
/// Every request goes to a replica by a seeded draw, as a load balancer would send it. The replica decides by its own
/// health book read together with the others' books as the store shows them. The replica's number, the request and the
/// luck of its attempt follow from the seed and the request's number, whatever was decided before: fleets of the same seed
/// differ in nothing but what they know (common random numbers).
///
/// The budget steers no request: both ways to keep one are reckoned beside the replay, which goes on where a budget ends.
/// So the figures of health and those of both ways are about the same requests.
///
/// Memory grows with the events that are on their way through the store, at most the requests of a delay and an interval,
/// and with the number of breakdowns.
public struct FleetReplay: Sendable {
  /// The settings.
  public let settings: FleetSettings
  private let router: CompiledRouter
  private let policies: [CompiledPolicy]
  private let latencyBudgets: [Milliseconds]
  private var stream: RequestStream
  private var balancer: SeededGenerator
  private var providers: SimulatedFleet
  private var replicas: [FleetReplica]
  private var store: FleetStore
  private var watch: BreakdownWatch
  private var sharedBudget: SharedBudget?
  private var splitBudget: SplitBudget?
  private var counts: FleetReport

  /// Makes a replay over a router; the same settings and seed give the same report.
  public init(over router: CompiledRouter, settings: FleetSettings, seed: UInt64) {
    precondition(settings.replicas > 0, "A fleet has at least one replica.")
    let ids = (0..<settings.replicas).map { ReplicaID("replica-\($0)") }
    let schedule = PublicationSchedule(
      replicas: settings.replicas, interval: settings.publicationInterval, delay: settings.delay)
    self.settings = settings
    self.router = router
    stream = RequestStream(
      over: router, seed: seed, requestsPerSecond: settings.requestsPerSecond, mode: settings.mode)
    policies = stream.palette.policies.map { router.compile($0) }
    latencyBudgets = stream.palette.policies.map { $0.deadline ?? RoutingPolicy.defaultDeadline }
    balancer = SeededGenerator(seed: seed, stream: 0xF1EE)
    providers = SimulatedFleet(
      of: router.registry, seed: seed, meanUp: settings.meanUp, meanDown: settings.meanDown)
    replicas = ids.map { FleetReplica($0, router: router) }
    store = FleetStore(of: router.registry, ids: ids, schedule: schedule)
    watch = BreakdownWatch(providers: router.registry.providers.count)
    sharedBudget = settings.budget.map { SharedBudget($0, replicas: ids.count, schedule: schedule) }
    splitBudget = settings.budget.map { SplitBudget($0, replicas: ids.count) }
    counts = FleetReport(models: router.registry.models.count)
  }

  /// What came of the requests so far; breakdowns that are not over are not part of it.
  ///
  /// - Complexity: O(1), but for the copy of what is changed afterwards.
  public var report: FleetReport {
    var report = counts
    report.breakdowns = watch.tried
    report.untriedBreakdowns = watch.untried
    report.sharedBudget = sharedBudget?.spending
    report.splitBudget = splitBudget?.spending
    return report
  }

  /// Takes so many requests through the fleet.
  ///
  /// - Complexity: for each request O(n + p) in the numbers of models and providers, and where health is read the
  ///   complexity of reading the books of all replicas.
  public mutating func replay(_ count: Int) {
    for _ in 0..<count { replayNext() }
  }

  private mutating func replayNext() {
    let request = stream.next()
    let now = request.arrival
    let number = balancer.index(below: replicas.count)
    followBreakdowns(at: now)
    readHealth(of: number, at: now)
    counts.requests += 1
    counts.end = now
    let shape = router.shape(of: request.numbers, draws: request.draws)
    let mayPay = admits(number, at: now)
    guard let choice = router.decide(shape, policy: policies[request.policy], health: replicas[number].health) else {
      // The dice go on as for an attempt, so that fleets which refuse others still meet the same luck.
      providers.skipAttempt()
      counts.refused += 1
      return
    }
    let outcome = attempt(choice, from: number, at: now)
    counts.requestsByModel[choice.model.index] += 1
    switch outcome {
    case .failure: counts.failed += 1
    case .success(let latency, _):
      counts.served += 1
      counts.cost += choice.estimatedCost.value
      counts.reward += RewardEntry.reward(
        cost: choice.estimatedCost, latency: latency, budget: latencyBudgets[request.policy])
      pay(NanoDollars(roundingUp: choice.estimatedCost), from: number, at: now, mayPay)
    }
  }

  /// All providers are asked before every request, so that they break down at the same moments in every fleet.
  private mutating func followBreakdowns(at now: Moment) {
    for place in router.registry.providers.indices {
      let provider = ProviderHandle(index: place)
      switch (watch.isDown(provider), providers.isDown(provider, at: now)) {
      case (false, true): watch.began(provider, at: now, replicas: replicas)
      case (true, false): watch.ended(provider)
      case (true, true), (false, false): break
      }
    }
  }

  private mutating func readHealth(of number: Int, at now: Moment) {
    guard replicas[number].needsReading(at: now, interval: settings.healthInterval) else { return }
    store.advance(to: now)
    replicas[number].read(store, at: now, router: router)
    watch.hasRead(replicas[number], number: number)
  }

  private mutating func attempt(_ choice: Choice, from number: Int, at now: Moment) -> AttemptOutcome {
    if watch.isDown(choice.provider) { counts.attemptsAtBroken += 1 }
    if watch.sent(to: choice.provider, from: number, now: now) { counts.unawareAttempts += 1 }
    let outcome = providers.attempt(at: choice.provider, now: now)
    replicas[number].record(outcome, at: choice.provider, now: now)
    store.tell(outcome, at: choice.provider, from: number, now: now)
    return outcome
  }

  /// Whether each way to keep the budget lets a replica serve.
  private mutating func admits(_ number: Int, at now: Moment) -> (shared: Bool, split: Bool) {
    (sharedBudget?.admits(number, at: now) ?? false, splitBudget?.admits(number) ?? false)
  }

  private mutating func pay(
    _ cost: NanoDollars, from number: Int, at now: Moment, _ mayPay: (shared: Bool, split: Bool)
  ) {
    if mayPay.shared { sharedBudget?.pay(cost, from: number, at: now) }
    if mayPay.split { splitBudget?.pay(cost, from: number) }
  }
}
