public import RoutingCore

/// Decides the requests of a trace one after the other, on simulated providers whose outcomes move their health.
///
/// A router does not know how long an answer will be, so it decides with the contract's estimate, and the cost
/// is reckoned with the length that the trace recorded. Memory does not grow with the trace.
public struct TraceReplay: Sendable {
  /// What came of the trace so far.
  public private(set) var report: ReplayReport
  private let router: CompiledRouter
  private let policy: CompiledPolicy
  private var fleet: SimulatedFleet
  private var book: HealthBook
  private var health: CompiledHealth
  private var turns = ReferenceTurns()
  private let seed: UInt64
  private var start: Moment?
  private var now = Moment.zero
  private var healthAsOf = Moment.zero

  /// How long a reading of health is used before the book is read again, in milliseconds.
  public static let millisecondsPerEpoch = 1000.0

  /// Makes a replay over a registry, with one policy for all requests.
  public init(over registry: ModelRegistry, policy: RoutingPolicy, seed: UInt64) {
    router = CompiledRouter(registry)
    self.policy = router.compile(policy)
    fleet = SimulatedFleet(of: registry, seed: seed)
    book = HealthBook(for: registry)
    health = router.compile(book.snapshot(at: .zero))
    self.seed = seed
    report = ReplayReport(modelCount: registry.models.count)
  }

  /// The registry that the trace is decided over.
  public var registry: ModelRegistry { router.registry }

  /// Decides one request, simulates its attempt and records the outcome.
  ///
  /// - Complexity: O(n log n) in the number of models.
  public mutating func replay(_ record: TraceRecord) {
    advance(to: record.arrival)
    // The number of the request is its name, so that its draws do not depend on what was replayed before it.
    let request = RoutingRequest(
      id: "\(report.requests)", inputTokens: record.inputTokens, hint: record.modelHint.map { ModelReference($0) })
    let answer = router.record(for: request, policy: policy, health: health, turns: &turns, seed: seed)
    report.requests += 1
    for exclusion in answer.excluded { report.exclusions[exclusion.reason.name, default: 0] += 1 }
    guard let decision = answer.verdict.decision, let model = registry.handle(ofModel: decision.model),
      let provider = registry.provider(of: model)
    else {
      report.refusals += 1
      return
    }
    let outcome = fleet.attempt(at: provider, now: now)
    book.record(outcome, at: provider, now: now)
    report.models[model.index].requests += 1
    switch outcome {
    case .failure:
      // A failed attempt costs nothing.
      report.failures += 1
    case .success(let latency, _):
      let billed = RoutingRequest(inputTokens: record.inputTokens, outputTokens: record.outputTokens)
      let cost = CostEstimator.cost(of: billed, at: registry[model].prices).value
      report.models[model.index].cost += cost
      report.cost += cost
      report.latency.record(nanoseconds: UInt64(min(latency.value, 1e12) * 1_000_000))
    }
  }

  /// Traces count from epochs of their own, and some step back a little; the replay's clock starts at zero and never
  /// does.
  private mutating func advance(to arrival: Moment) {
    let start = self.start ?? arrival
    self.start = start
    now = max(now, Moment(milliseconds: arrival.milliseconds(since: start)))
    guard now.milliseconds(since: healthAsOf) >= TraceReplay.millisecondsPerEpoch else { return }
    healthAsOf = now
    router.update(&health, from: book.snapshot(at: now))
  }
}
