internal import GatewayState
internal import ProviderAdapters
internal import Routing
internal import RoutingCore

/// What endpoints work with: the ports, and the state behind them.
struct GatewayServices: Sendable {
  let ports: GatewayPorts
  let configuration: GatewayConfiguration
  let dispatcher: Dispatcher
  let registrar: Registrar
  let keys: APIKeyRing
  let spending: KeySpending
  let vault: Vault
  let gate: AdminGate
  let limiter: RateLimiter
  let idempotency: IdempotencyCache
  let metrics: MetricsRegistry
  let statistics: RequestStatistics
  let series: TimeSeriesStore
  let events: EventBus
  let logIDs: LogIDSource
  let recorder: TrafficRecorder
  let writer: StateLogWriter
  let jobs: JobStore
  let orchestrator: Orchestrator
  let workflows: WorkflowOrchestrator?
  let videoTasks: VideoTaskBook
  let running: RunningJobs
  let console: ConsoleEndpoint
  let openWorkflows = OpenWorkflows()

  /// The present in milliseconds since 1970, for what is dated.
  var now: Int { ports.time.unixMilliseconds }

  /// The present in milliseconds on the clock that never goes back, for rates, locks and intervals.
  var elapsed: Int { ports.time.elapsedMilliseconds }

  /// An entry of the audit log, to be committed with what it tells of (H-604).
  func audit(
    _ action: AuditAction, _ resource: String, of exchange: AdminExchange, detail: String? = nil
  ) -> StateChange {
    AuditEntry(
      id: logIDs.next(milliseconds: exchange.now), milliseconds: exchange.now, action: action, resource: resource,
      detail: detail.map { SecretRedactor().redacted($0) }, requestID: exchange.requestID
    ).change
  }

  /// Commits changes that concern no record in force.
  ///
  /// - Throws: `APIError` of 500 where the store fails.
  func commit(_ changes: [StateChange]) async throws(APIError) {
    try await ports.store.keep(changes)
  }
}
