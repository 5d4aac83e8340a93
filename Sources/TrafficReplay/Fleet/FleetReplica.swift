import RoutingCore

/// One replica of a gateway: its own health book, and the reading it decides with.
struct FleetReplica: Sendable {
  let id: ReplicaID
  private var book: HealthBook
  /// How many outcomes it has recorded, which numbers its books.
  private var version: UInt64 = 0
  private(set) var health: CompiledHealth
  private var healthAsOf = Moment.zero

  init(_ id: ReplicaID, router: CompiledRouter) {
    self.id = id
    book = HealthBook(for: router.registry)
    health = router.compile(book.snapshot(at: .zero))
  }

  /// Whether its reading lets requests go to a provider.
  func sends(to provider: ProviderHandle) -> Bool { health.snapshot[provider].isAvailable }

  /// Whether its reading is too old to decide with.
  func needsReading(at now: Moment, interval: Milliseconds) -> Bool {
    now.milliseconds(since: healthAsOf) >= interval.value
  }

  /// Reads its own book, as it is now, together with what the store shows of the others.
  mutating func read(_ store: FleetStore, at now: Moment, router: CompiledRouter) {
    var fleet = store.health
    fleet.report(book, from: id, version: version)
    healthAsOf = now
    router.update(&health, from: fleet.snapshot(of: router.registry, at: now))
  }

  /// Records the outcome of an attempt in its own book.
  mutating func record(_ outcome: AttemptOutcome, at provider: ProviderHandle, now: Moment) {
    book.record(outcome, at: provider, now: now)
    version += 1
  }
}
