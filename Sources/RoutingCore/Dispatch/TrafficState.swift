/// What all requests of a process share: how the providers do, who asked to be left alone, and what may be spent.
///
/// A request's machine is handed this with every event and changes it in the same step, so a host that keeps it behind one
/// lock has nothing to put in order. Health, rate-limit windows and disabled models are thus read at each attempt
/// whatever the decision knew.
public struct TrafficState: Hashable, Sendable {
  /// The providers' health, fed by every attempt, first or not.
  public private(set) var health: HealthBook
  /// Until when each provider asked to be left alone, in the book's order.
  private var limits: [Moment?]
  /// The models that are out until somebody enables them again (R-1040).
  public private(set) var disabledModels: Set<ModelID> = []
  /// The providers whose secrets cannot be read now.
  private var lockedProviders: Set<ProviderID> = []
  /// What retries of the same model are taken from.
  public var retries: RetryBudget
  /// What attempts are taken from that join a race before anybody failed.
  public var hedges: RetryBudget
  /// Who may spend how much.
  public var ledger: BudgetLedger

  /// Makes the state of a process that has sent nothing yet.
  public init(
    for registry: ModelRegistry, health parameters: HealthParameters = HealthParameters(),
    retries: RetryBudget = .standard, hedges: RetryBudget = .standard, ledger: BudgetLedger = .unlimited
  ) {
    health = HealthBook(for: registry, parameters: parameters)
    limits = Array(repeating: nil, count: registry.providers.count)
    self.retries = retries
    self.hedges = hedges
    self.ledger = ledger
  }

  /// Goes over to another registry: providers that stay keep their health and windows, and those that left are told of
  ///
  public mutating func move(to registry: ModelRegistry) -> [HealthTransition] {
    let former = zip(health.ids, limits)
    let kept = registry.providers.map { provider in former.first { $0.0 == provider.id }?.1 }
    limits = kept
    lockedProviders = lockedProviders.filter { registry.handle(ofProvider: $0) != nil }
    disabledModels = disabledModels.filter { registry.handle(ofModel: $0) != nil }
    return health.move(to: registry)
  }

  /// The condition of every provider at `now`, rate-limit windows included, in the order of the book's registry.
  public func snapshot(at now: Moment) -> HealthSnapshot {
    var snapshot = health.snapshot(at: now)
    for (place, limit) in limits.enumerated() {
      if let limit, now < limit { snapshot[ProviderHandle(index: place)].isRateLimited = true }
    }
    for id in lockedProviders {
      if let place = place(of: id) { snapshot[place].credentialsAreLocked = true }
    }
    return snapshot
  }

  /// The same for another registry, whose providers are found by their ids.
  func snapshot(of registry: ModelRegistry, at now: Moment) -> HealthSnapshot {
    let own = snapshot(at: now)
    if registry.providers.count == health.ids.count, zip(registry.providers, health.ids).allSatisfy({ $0.id == $1 }) {
      return own
    }
    var readings: [ProviderID: HealthReading] = [:]
    for (id, reading) in zip(health.ids, own.readings) { readings[id] = reading }
    return HealthSnapshot(of: registry, readings: readings)
  }
}

// MARK: - Providers

extension TrafficState {
  /// Until when a provider asked to be left alone, or nil where that is over or never was.
  public func limitEnd(of provider: ProviderID, now: Moment) -> Moment? {
    place(of: provider).flatMap { limits[$0.index] }.flatMap { now < $0 ? $0 : nil }
  }

  /// Leaves a provider alone until a moment, or until a later one that was set before (R-1020).
  public mutating func limit(_ provider: ProviderID, until moment: Moment) {
    guard let place = place(of: provider) else { return }
    limits[place.index] = limits[place.index].map { max($0, moment) } ?? moment
  }

  /// Sets or clears the window of a provider, whatever it was: what a host was told from elsewhere.
  public mutating func setLimit(of provider: ProviderID, until moment: Moment?) {
    guard let place = place(of: provider) else { return }
    limits[place.index] = moment
  }

  /// Says whether a provider's secret can be read; while it cannot, nothing is sent there in any pass.
  public mutating func setCredentials(areLocked: Bool, of provider: ProviderID) {
    if areLocked { lockedProviders.insert(provider) } else { lockedProviders.remove(provider) }
  }

  /// Takes in what came of a probe, and tells of a change of state.
  public mutating func record(_ probe: ProbeResult, at provider: ProviderID, now: Moment) -> HealthTransition? {
    place(of: provider).flatMap { health.record(probe, at: $0, now: now) }
  }

  /// Whether a provider would take an attempt now, as far as its health goes; asking takes nothing.
  func isAvailable(_ provider: ProviderID, near hint: ProviderHandle, now: Moment) -> Bool {
    place(of: provider, near: hint).map { health[$0].isAvailable(at: now, health.parameters) } ?? false
  }

  /// Asks to send an attempt; nil where the provider takes none now (R-904, R-905, R-1204).
  mutating func begin(
    at provider: ProviderID, near hint: ProviderHandle, pass: DispatchPass, now: Moment
  ) -> AttemptPermit? {
    guard !lockedProviders.contains(provider), let place = place(of: provider, near: hint) else { return nil }
    switch pass {
    case .primary:
      if let limit = limits[place.index], now < limit { return nil }
      return health.begin(at: place, now: now)
    case .lastResort: return health.beginAsLastResort(at: place, now: now)
    }
  }

  /// Takes in the outcome of an attempt that was begun here.
  mutating func record(
    _ outcome: AttemptOutcome, at provider: ProviderID, near hint: ProviderHandle, permit: AttemptPermit,
    message: String?, now: Moment
  ) -> HealthTransition? {
    // A provider that left meanwhile has nothing to say any more.
    guard let place = place(of: provider, near: hint) else { return nil }
    return health.record(outcome, at: place, now: now, permit: permit, message: message)
  }

  /// Counts and records what workers tell of attempts that they did not ask leave for.
  package mutating func update<Result>(_ body: (inout HealthBook) -> Result) -> Result { body(&health) }

  /// Where a provider stands in the book; registries of much the same providers have it at much the same place.
  private func place(of provider: ProviderID, near hint: ProviderHandle? = nil) -> ProviderHandle? {
    if let hint, health.ids.indices.contains(hint.index), health.ids[hint.index] == provider { return hint }
    return health.ids.firstIndex(of: provider).map { ProviderHandle(index: $0) }
  }
}

// MARK: - Models

extension TrafficState {
  /// Takes a model out until it is enabled again; tells whether it was in (R-1040).
  @discardableResult
  public mutating func disable(_ model: ModelID) -> Bool { disabledModels.insert(model).inserted }

  /// Lets a model in again, as an administrator does (R-1040).
  public mutating func enable(_ model: ModelID) { disabledModels.remove(model) }
}
