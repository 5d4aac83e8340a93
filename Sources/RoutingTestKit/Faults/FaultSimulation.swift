public import RoutingCore

/// Requests of independent callers over providers that fail in known ways, simulated event by event on a clock of its
/// own.
///
/// Everything that decides is the engine's: each request is a real `DispatchPlan` and `DispatchStateMachine` over one
/// `TrafficState`, with health compiled as a `Dispatcher` does it: where a tick is due at the end of a request, and at
/// once when a provider's state changes. Only providers, clock and callers are simulated. Nothing waits, nothing is
/// concurrent, and every draw follows from the seed, so two runs are the same to the byte.
///
/// - A request arrives whether or not earlier ones have been answered (an open loop with exponential gaps).
/// - What becomes of a call is drawn from its request's number and its own; what is wrong with the provider is what is
///   wrong at its beginning, and one that is dead at the end of a call does not answer it either.
/// - A call that has not ended at its deadline ends there.
public struct FaultSimulation: Sendable {
  /// The models and providers.
  public var registry: ModelRegistry
  /// How each provider behaves while nothing is wrong; those left out as the default.
  public var conduct: [ProviderID: ProviderConduct]
  /// What goes wrong, and when.
  public var faults: [PlannedFault]
  /// How many requests there are.
  public var requestCount: Int
  /// How many of them a second on average.
  public var requestsPerSecond: Double
  /// What each request is, but for its id.
  public var request: RoutingRequest
  /// How a model is chosen.
  public var policy: RoutingPolicy
  /// The numbers that attempts keep to.
  public var parameters: DispatchParameters
  /// How outcomes are read.
  public var health: HealthParameters
  /// When providers are probed, or nil for never.
  public var probes: ProbeSchedule?
  /// How often health is compiled.
  public var tick: Milliseconds
  /// What retries are taken from.
  public var retries: RetryBudget
  /// What hedges are taken from.
  public var hedges: RetryBudget
  /// Who may spend how much.
  public var ledger: BudgetLedger
  /// Whose money is spent: the requests take turns among these lists.
  public var scopes: [[BudgetScope]]
  /// What is kept of what happens.
  public var logDetail: FaultLog.Detail
  /// What all draws follow from.
  public var seed: UInt64

  /// Makes a simulation in which nothing goes wrong; `faults` says what does.
  public init(
    _ registry: ModelRegistry, requests: Int = 100_000, perSecond: Double = 500, faults: [PlannedFault] = [],
    conduct: [ProviderID: ProviderConduct] = [:], policy: RoutingPolicy = RoutingPolicy(), seed: UInt64 = 1
  ) {
    self.registry = registry
    self.conduct = conduct
    self.faults = faults
    self.policy = policy
    self.seed = seed
    requestCount = requests
    requestsPerSecond = perSecond
    request = RoutingRequest(inputTokens: 1000, outputTokens: 500)
    parameters = DispatchParameters()
    health = HealthParameters()
    probes = nil
    tick = 50
    retries = .standard
    hedges = .standard
    ledger = .unlimited
    scopes = []
    logDetail = .nothing
  }

  /// Runs it to the end of its last request.
  ///
  /// - Complexity: O(n log n) in the number of requests, at some tens of microseconds for each.
  public func run() -> FaultReport {
    var run = FaultRun(self)
    return run.report()
  }
}
