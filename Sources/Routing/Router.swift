public import RoutingCore

/// Decides on many threads, learns from their outcomes, and is reconfigured while it runs.
///
/// Every thread has a ``RouterWorker`` (``makeWorker(firstTurn:)``), which decides and records without a lock and without waiting
/// for anybody. The host drives ``tick(now:limit:)``, a few times a second, from any thread: it folds what the workers
/// recorded into the health of the providers, and publishes. ``reconfigure(_:now:)`` replaces registry, names, policies
/// and arms in one step: a decision sees all of the old or all of the new, and one that begins after the call returned
/// sees the new.
///
/// The router reads no clock: moments are the host's, from one monotonic clock for all threads.
public final class Router: Sendable {
  /// What all draws follow from, with the request's id.
  public let seed: UInt64
  // Locks are taken in this order.
  private let latest: Locked<Edition>
  private let names: Locked<HandleNames<PolicyName>>
  private let state: Locked<RouterState>

  /// Makes a router.
  ///
  /// The budgets are for those who send through a ``Dispatcher``: what retries and hedges are taken from, and who may
  /// spend how much.
  ///
  /// - Throws: `InvalidDirectory` naming everything that keeps the directory's names from being used together.
  /// - Complexity: O(n) in the number of models, with a large constant (`CompiledRouter`).
  public init(
    _ configuration: RouterConfiguration, health parameters: HealthParameters = HealthParameters(),
    retries: RetryBudget = .standard, hedges: RetryBudget = .standard, ledger: BudgetLedger = .unlimited,
    seed: UInt64 = 0, now: Moment = .zero
  ) throws(InvalidDirectory) {
    self.seed = seed
    names = Locked(HandleNames<PolicyName>())
    let edition = try Router.compile(configuration, after: nil, names, references: [])
    latest = Locked(edition)
    let traffic = TrafficState(
      for: configuration.registry, health: parameters, retries: retries, hedges: hedges, ledger: ledger)
    state = Locked(RouterState(edition, traffic: traffic, now: now))
  }

  /// Makes a worker, for one thread at a time; its number is the count of workers made before.
  ///
  /// Aliases and `*` that take turns begin at `firstTurn`, by default at the worker's number, so that several workers do
  /// not all begin alike.
  public func makeWorker(firstTurn: Int? = nil) -> RouterWorker {
    let (link, view) = state.withLock { $0.addWorker() }
    return RouterWorker(router: self, link: link, view: view, firstTurn: firstTurn ?? link.number)
  }

  /// Folds what the workers recorded into the providers' health, in the order of moments, then of workers, then as each
  /// recorded it, and publishes the health of `now` to all workers.
  ///
  /// At most `limit` entries are folded; the others wait for the next tick.
  ///
  /// - Complexity: O(e log e + p · b + w) in the numbers of entries, of providers and their sketch buckets, and of workers.
  @discardableResult
  public func tick(now: Moment, limit: Int = .max) -> TickReport {
    // What was retired is let go of after the lock is.
    return state.withLock { $0.tick(now: now, limit: limit) }.report
  }
}

// MARK: - Reconfiguring

extension Router {
  /// Replaces everything in one step; providers that stay keep their health, and those that left are told of.
  ///
  /// The new registry is compiled on the caller's thread, while workers decide and ticks run.
  ///
  /// - Throws: `InvalidDirectory`; nothing has changed then.
  /// - Complexity: O(n) in the number of models, with a large constant (`CompiledRouter`).
  @discardableResult
  public func reconfigure(
    _ configuration: RouterConfiguration, now: Moment
  ) throws(InvalidDirectory) -> [HealthTransition] {
    try latest.withLock { latest throws(InvalidDirectory) in
      latest = try Router.compile(configuration, after: latest, names, references: references)
      return publish(latest, now)
    }
  }

  /// Replaces the policies alone, in one step.
  public func setPolicies(_ policies: [PolicyName: RoutingPolicy], now: Moment) {
    latest.withLock { latest in
      let router = latest.router
      latest = latest.with(
        policies: policies.mapValues(router.compile), arms: latest.arms, names: Router.known(policies.keys, names),
        references: references)
      _ = publish(latest, now)
    }
  }

  /// Replaces what Thompson sampling has learned, as a host does every five minutes or so.
  public func setArms(_ arms: ThompsonArms?, now: Moment) {
    latest.withLock { latest in
      let router = latest.router
      latest = latest.with(
        policies: latest.compiledPolicies, arms: arms.map { router.compile($0) }, names: names.withLock { $0.names },
        references: references)
      _ = publish(latest, now)
    }
  }

  /// What has handles so far.
  private var references: [ModelReference] { state.withLock { $0.references.names } }

  private func publish(_ edition: Edition, _ now: Moment) -> [HealthTransition] {
    state.withLock { $0.adopt(edition, now: now) }.removed
  }

  private static func compile(
    _ configuration: RouterConfiguration, after former: Edition?, _ names: borrowing Locked<HandleNames<PolicyName>>,
    references: [ModelReference]
  ) throws(InvalidDirectory) -> Edition {
    precondition(
      configuration.registry.providers.count < OutcomeWords.placeLimit, "A router tells 16 million providers apart.")
    let router = try CompiledRouter(configuration.registry, directory: configuration.directory)
    let policies = configuration.policies.mapValues(router.compile)
    let arms = configuration.arms.map { router.compile($0) }
    let names = known(configuration.policies.keys, names)
    guard let former else {
      return Edition(
        PreparationTables(router), registryNumber: 0, directoryNumber: 0, policies: policies, arms: arms, names: names,
        references: references)
    }
    return Edition(
      router, after: former, policies: policies, arms: arms, names: names,
      references: references)
  }

  /// All names, those of some policies included.
  private static func known(
    _ policies: some Collection<PolicyName>, _ names: borrowing Locked<HandleNames<PolicyName>>
  ) -> [PolicyName] {
    names.withLock { names in
      for name in policies.sorted() { _ = names.insert(name) }
      return names.names
    }
  }
}

// MARK: - Handles

extension Router {
  /// The handle of a policy.
  ///
  /// - Throws: ``UnknownPolicy`` where the router has none of this name now.
  public func policy(_ name: PolicyName) throws(UnknownPolicy) -> PolicyHandle {
    guard let place = state.withLock({ $0.edition.places[name] }) else { throw UnknownPolicy(name: name) }
    return PolicyHandle(router: ObjectIdentifier(self), place: place)
  }

  /// The handle of what a caller may write where a model is named; what stands for nothing now may do so later.
  ///
  /// A new text is published to all workers at once. The router keeps each for as long as it lives, so this is for names that the host knows, not for whatever a
  /// client sends: those go as the request's hint.
  public func reference(_ reference: ModelReference) -> ReferenceHandle {
    ReferenceHandle(
      router: ObjectIdentifier(self), place: state.withLock { $0.place(of: reference) }.place)
  }

  /// The text behind a handle.
  func reference(at place: Int) -> ModelReference { state.withLock { $0.references.names[place] } }

  /// The name behind a handle that stands for nothing any more.
  func policyName(at place: Int) -> PolicyName { names.withLock { $0.names[place] } }
}

// MARK: - Providers

extension Router {
  /// The health of every provider at `now`, with what has been folded.
  public func health(at now: Moment) -> HealthSnapshot { state.withLock { $0.snapshot(at: now) } }

  /// The book that outcomes are folded into, for exchange with other replicas (`FleetHealth`).
  public var book: HealthBook { state.withLock { $0.traffic.health } }

  /// Who has spent how much, and what calls under way hold.
  public var ledger: BudgetLedger { state.withLock { $0.traffic.ledger } }

  /// The models that are out because their provider's account is empty (R-1040).
  public var disabledModels: Set<ModelID> { state.withLock { $0.traffic.disabledModels } }

  /// Lets a model in again, as an administrator does (R-1040).
  public func enable(_ model: ModelID) { state.withLock { $0.traffic.enable(model) } }

  /// How many workers the router publishes to; one that is gone counts until the next tick.
  public var workerCount: Int { state.withLock { $0.workerCount } }

  /// Takes in what came of a probe, and tells of a change of state; decisions see it from the next tick on.
  @discardableResult
  public func record(_ probe: ProbeResult, at provider: ProviderID, now: Moment) -> HealthTransition? {
    state.withLock { $0.record(probe, at: provider, now: now) }
  }

  /// Takes in what the host knows of a provider; decisions see it from the next tick on.
  public func setStanding(_ standing: ProviderStanding, of provider: ProviderID) {
    state.withLock { $0.set(standing, of: provider) }
  }

  /// Sets whether a provider's secret can be read, and leaves what else is known of it; counts like the above.
  public func setCredentials(areLocked: Bool, of provider: ProviderID) {
    state.withLock { $0.setCredentials(areLocked: areLocked, of: provider) }
  }

  /// One step of a request's machine, under the lock: nobody is called from within.
  func step<Result: Sendable>(_ body: (inout TrafficState) -> Result) -> Result {
    state.withLock { body(&$0.traffic) }
  }

  /// Asks to send an attempt, under the lock that ticks take: a half-open provider gives one permit to all workers
  /// together.
  func begin(at provider: RoutedProvider, now: Moment) -> AttemptPermit? {
    state.withLock { $0.begin(at: provider, now: now) }
  }
}
