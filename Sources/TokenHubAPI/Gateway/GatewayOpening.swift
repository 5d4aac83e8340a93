internal import GatewayState
internal import ProviderAdapters
internal import Routing
internal import RoutingCore

/// Puts a gateway together from its ports and its store.
struct GatewayOpening {
  let ports: GatewayPorts
  let configuration: GatewayConfiguration
  private let metrics = MetricsRegistry()
  private var report = GatewayOpeningReport()

  init(ports: GatewayPorts, configuration: GatewayConfiguration) {
    self.ports = ports
    self.configuration = configuration
  }

  /// Opens it.
  ///
  /// - Throws: `GatewayOpeningError`.
  mutating func open() async throws(GatewayOpeningError) -> (gateway: Gateway, report: GatewayOpeningReport) {
    let now = ports.time.unixMilliseconds
    let vault = Vault(
      store: ports.store, cipher: ports.cipher, random: ports.random, options: configuration.vault)
    do throws(VaultError) {
      try await vault.load()
    } catch {
      throw .vault(error)
    }
    let keys = APIKeyRing(store: ports.store, hasher: ports.hasher, random: ports.random)
    let gate = AdminGate(token: configuration.adminToken, store: ports.store, random: ports.random)
    let videoTasks = VideoTaskBook(store: ports.store, random: ports.random)
    var records = GatewayRecords()
    records.take(configuration)
    var interrupted: [JobRecord] = []
    let (jobs, spending) = try await storing { () async throws(StateStoreFailure) in
      report.unreadable += try await records.load(from: ports.store).map(\.description)
      report.unreadable += try await keys.load().map { "api-keys \($0)" }
      try await gate.load()
      try await videoTasks.load(now: now)
      let opened = try await JobStore.open(
        ports.store, random: ports.random, limits: configuration.jobs, metrics: metrics, now: now
      ) { await JobFiles(ports.blobs).remove($0.allFiles) }
      interrupted = opened.interrupted
      report.unreadable += opened.unreadable.map { "jobs \($0)" }
      return (opened.store, try await SpendingReplay(store: ports.store).spending(of: keys.list(), now: now))
    }
    records.keyed = Set(vault.entryNames.compactMap { VaultEntry.providerID(of: $0) }.map { ProviderID($0) })
    // A secret that was kept in memory alone went with its process (H-313): better no request than one without it.
    let given = Set((configuration.registry?.providers ?? []).map(\.id))
    records.keyed.formUnion(
      records.storedProviders.filter { !given.contains($0) && records.providers[$0]?.credentialStore == .memory })
    let services = try services(
      records, vault: vault, keys: keys, gate: gate, videoTasks: videoTasks, jobs: jobs, spending: spending)
    if let retention = try await storing({ () async throws(StateStoreFailure) in
      try await ports.store.document("tsdb-retention", in: .settings)
    }).flatMap(RetentionDays.init) {
      services.series.retention = retention
    }
    services.refreshStandings()
    let gateway = Gateway(services)
    report.interruptedJobs = interrupted.map(\.id)
    let runner = ImageAgentRunner(services: services)
    for job in interrupted { await runner.ended(job) }
    await runner.startWaiting()
    return (gateway, report)
  }

  private func storing<Value: Sendable>(
    _ body: () async throws(StateStoreFailure) -> Value
  ) async throws(GatewayOpeningError) -> Value {
    do throws(StateStoreFailure) {
      return try await body()
    } catch {
      throw .store(error)
    }
  }

  private func services(
    _ records: GatewayRecords, vault: Vault, keys: APIKeyRing, gate: AdminGate, videoTasks: VideoTaskBook,
    jobs: JobStore, spending: KeySpending
  ) throws(GatewayOpeningError) -> GatewayServices {
    let router: Router
    do {
      router = try Router(
        RouterConfiguration(registry: try records.registry(), directory: records.directory),
        health: configuration.health, seed: configuration.seed, now: ports.time.now)
    } catch {
      throw .records("\(error)")
    }
    let events = EventBus()
    let observer = GatewayObserver(TrafficObserver(metrics: metrics, events: events, time: ports.time))
    let makeProvider = adapters(vault: vault)
    var providers: [ProviderID: any ModelProvider] = [:]
    for id in records.providers.keys { providers[id] = records.adapter(of: id).flatMap(makeProvider) }
    // One lane, so that each alias and the pool have one counter of turns; a decision is nothing beside
    // what a request takes over HTTP.
    let dispatcher = Dispatcher(
      router, providers: providers, time: ports.time, observer: observer, parameters: configuration.dispatch, lanes: 1)
    let registrar = Registrar(
      records, store: ports.store, dispatcher: dispatcher, observer: observer, time: ports.time,
      makeProvider: makeProvider)
    observer.attach(registrar)
    let statistics = RequestStatistics()
    let series = TimeSeriesStore()
    let ids = LogIDSource(ports.random)
    let orchestrator = Orchestrator(dispatcher)
    return GatewayServices(
      ports: ports, configuration: configuration, dispatcher: dispatcher, registrar: registrar, keys: keys,
      spending: spending, vault: vault, gate: gate, limiter: RateLimiter(), idempotency: IdempotencyCache(),
      metrics: metrics, statistics: statistics, series: series, events: events, logIDs: ids,
      recorder: TrafficRecorder(
        metrics: metrics, statistics: statistics, timeSeries: series, events: events, ids: ids),
      writer: StateLogWriter(ports.store, metrics: metrics), jobs: jobs, orchestrator: orchestrator,
      workflows: ports.workflows.map { WorkflowOrchestrator(orchestrator, engine: $0, observer: observer) },
      videoTasks: videoTasks, running: RunningJobs(),
      console: ConsoleEndpoint(ports.assets))
  }

  /// What makes an adapter of a record: its secret is read for each request, so that locking the vault stops its use (H-207).
  private func adapters(vault: Vault) -> @Sendable (AdapterRecord) -> (any ModelProvider)? {
    let ports = ports
    return { record in
      let entry = VaultEntry.provider(record.provider.id.text)
      let credential: ProviderCredential =
        record.isKeyed
        ? .reading { vault.secret(entry, now: ports.time.elapsedMilliseconds).flatMap { ProviderSecret($0.reveal()) } }
        : .none
      let connection = ProviderConnection(credential: credential, transport: ports.transport, clock: ports.time)
      return ports.providers.make(record.provider, endpoints: record.endpoints, connection)
    }
  }
}

extension GatewayRecords {
  /// Takes in what was given at start.
  fileprivate mutating func take(_ configuration: GatewayConfiguration) {
    for provider in configuration.registry?.providers ?? [] { providers[provider.id] = provider }
    for model in configuration.registry?.models ?? [] { models[model.id] = model }
    for alias in configuration.directory.aliases { aliases[AliasName(alias.name)] = alias }
    for plan in configuration.directory.plans { plans[PlanName(plan.name)] = plan }
    wildcardPool = configuration.directory.wildcardPool
  }
}

extension GatewayRecords.Unreadable: CustomStringConvertible {
  var description: String { "\(collection.name) \(key): \(problem)" }
}
