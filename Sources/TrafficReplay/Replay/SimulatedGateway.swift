import RoutingCore

/// A gateway in miniature: decides with a reading of health, and takes in what came of attempts.
struct SimulatedGateway: Sendable {
  let router: CompiledRouter
  private var prepared: PreparedRouter
  private var book: HealthBook
  private var healthAsOf = Moment.zero
  /// What draws are made from in the mode that learns.
  var arms: CompiledArms?

  /// How long a reading of health is used before the book is read again, in milliseconds.
  static let millisecondsPerEpoch = 1000.0

  init(over router: CompiledRouter) {
    self.router = router
    book = HealthBook(for: router.registry)
    prepared = PreparedRouter(router, health: router.compile(book.snapshot(at: .zero)))
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

  /// Who stands behind the model that is decided for.
  func fallbacks(_ shape: RequestShape, policy: CompiledPolicy, count: Int) -> FallbackList {
    router.decide(shape, policy: policy, health: health, arms: arms, fallbacks: count)?.fallbacks ?? FallbackList()
  }

  /// Counts an attempt that is under way.
  mutating func begin(at provider: ProviderHandle) { book.countInFlight(1, at: provider) }

  /// Takes in what came of an attempt that was under way.
  mutating func end(_ outcome: AttemptOutcome, at provider: ProviderHandle, now: Moment) {
    book.countInFlight(-1, at: provider)
    book.record(outcome, at: provider, now: now)
  }

  /// Takes in what came of an attempt that ended as it began.
  mutating func record(_ outcome: AttemptOutcome, at provider: ProviderHandle, now: Moment) {
    book.record(outcome, at: provider, now: now)
  }
}
