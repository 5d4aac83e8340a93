import RoutingCore

/// A gateway in miniature: decides with a reading of health, sends attempts to simulated providers, records what came of
/// them, and counts.
struct SimulatedGateway: Sendable {
  let router: CompiledRouter
  private(set) var report: ReplayReport
  private var prepared: PreparedRouter
  private var fleet: SimulatedFleet
  private var book: HealthBook
  private var healthAsOf = Moment.zero
  /// What draws are made from in the mode that learns.
  var arms: CompiledArms?

  /// How long a reading of health is used before the book is read again, in milliseconds.
  static let millisecondsPerEpoch = 1000.0

  init(over router: CompiledRouter, seed: UInt64) {
    self.router = router
    fleet = SimulatedFleet(of: router.registry, seed: seed)
    book = HealthBook(for: router.registry)
    prepared = PreparedRouter(router, health: router.compile(book.snapshot(at: .zero)))
    report = ReplayReport(modelCount: router.registry.models.count)
  }

  /// The reading of health that decisions are made with.
  var health: CompiledHealth { prepared.health }

  /// What the book says at a moment.
  func snapshot(at now: Moment) -> HealthSnapshot { book.snapshot(at: now) }

  /// When the reading of health is or will be made that a decision at a moment is based on.
  func reading(at now: Moment) -> Moment {
    now.milliseconds(since: healthAsOf) >= SimulatedGateway.millisecondsPerEpoch ? now : healthAsOf
  }

  /// Reads the book again where the last reading is too old.
  mutating func refreshHealth(at now: Moment) {
    guard reading(at: now) != healthAsOf else { return }
    healthAsOf = now
    prepared.update(from: book.snapshot(at: now))
  }

  /// The model for a request; every replay decides here.
  mutating func decide(_ shape: RequestShape, policy: CompiledPolicy) -> Choice? {
    prepared.decide(shape, policy: policy, arms: arms)
  }

  /// What a request of these lengths costs at a model.
  func cost(of numbers: RequestNumbers, at model: ModelHandle) -> Dollars {
    router.cost(of: router.shape(of: numbers, draws: DrawKey(seed: 0, requestID: "")), at: model)
  }

  /// Counts a request that no model may serve; the dice go on as for an attempt, so that policies which refuse others
  /// still meet the same luck.
  mutating func refuse() {
    fleet.skipAttempt()
    report.requests += 1
    report.refusals += 1
  }

  /// Attempts a request where it was decided to go, records the outcome and counts; a failed attempt costs nothing
  ///
  @discardableResult
  mutating func attempt(_ choice: Choice, cost: Dollars, now: Moment) -> AttemptOutcome {
    let outcome = fleet.attempt(at: choice.provider, now: now)
    book.record(outcome, at: choice.provider, now: now)
    report.count(outcome, at: choice.model, cost: cost)
    return outcome
  }

  /// Counts why models were left out of one decision.
  mutating func count(_ excluded: [Exclusion]) { report.count(excluded) }
}
