public import RoutingCore

/// Decides the requests of a trace one after the other, on simulated providers whose outcomes move their health.
///
/// A router does not know how long an answer will be, so it decides with the contract's estimate, and the cost
/// is reckoned with the length that the trace recorded. Memory does not grow with the trace.
public struct TraceReplay: Sendable {
  private var gateway: SimulatedGateway
  private let policy: CompiledPolicy
  private let exclusions: ExclusionSampling
  private let seed: UInt64
  private var draws: NumberedDraws
  private var turns = ReferenceTurns()
  private var start: Moment?
  private var now = Moment.zero
  /// What was learned, in the mode that draws by it.
  private var rewards: RewardWindow?
  private var nextLesson = Moment.zero

  /// How long a reading of health is used before the book is read again, in milliseconds.
  public static let millisecondsPerEpoch = SimulatedGateway.millisecondsPerEpoch

  /// Makes a replay over a registry, with one policy for all requests.
  public init(
    over registry: ModelRegistry, policy: RoutingPolicy, seed: UInt64, exclusions: ExclusionSampling = .all
  ) {
    gateway = SimulatedGateway(over: CompiledRouter(registry), seed: seed)
    self.policy = gateway.router.compile(policy)
    self.exclusions = exclusions
    self.seed = seed
    draws = NumberedDraws(seed: seed)
    rewards = policy.mode == .thompson ? RewardWindow(registry) : nil
  }

  /// What came of the trace so far.
  public var report: ReplayReport { gateway.report }

  /// How many requests were decided so far, without a copy of the report.
  public var requestCount: Int { Int(draws.number) }

  /// The registry that the trace is decided over.
  public var registry: ModelRegistry { gateway.router.registry }

  /// Decides one request, simulates its attempt, records the outcome and tells of it.
  ///
  /// In the mode that learns, arms are made anew as often as R-805 says, from the outcomes up to then.
  ///
  /// - Complexity: O(n) in the number of models; O(n log n) where exclusions are counted.
  @discardableResult
  public mutating func replay(_ record: TraceRecord) -> ReplayedRequest {
    advance(to: record.arrival)
    learn()
    if exclusions.examines(requestCount) { examine(record) }
    let number = draws.number
    let key = draws.next()
    let asked = shape(of: record, number: number, key)
    guard let choice = gateway.decide(asked, policy: policy) else {
      gateway.refuse()
      return .refused
    }
    let billed = RequestNumbers(inputTokens: record.inputTokens, outputTokens: record.outputTokens)
    let cost = gateway.cost(of: billed, at: choice.model)
    let outcome = gateway.attempt(choice, cost: cost, now: now)
    remember(outcome, of: choice.model, record, cost)
    switch outcome {
    case .failure: return .failed(model: choice.model)
    case .success(let latency, _): return .served(model: choice.model, latency: latency, cost: cost)
    }
  }

  /// Draws by what was learned, where that is due.
  private mutating func learn() {
    guard now >= nextLesson, let arms = rewards?.arms(at: now) else { return }
    gateway.arms = gateway.router.compile(arms)
    nextLesson = now.advanced(byMilliseconds: ThompsonArms.refreshInterval.value)
  }

  private mutating func remember(
    _ outcome: AttemptOutcome, of model: ModelHandle, _ record: TraceRecord, _ cost: Dollars
  ) {
    guard rewards != nil else { return }
    let entry = RewardEntry(
      model: registry[model].id, inputTokens: record.inputTokens, outcome: outcome, cost: cost,
      budget: policy.policy.deadline ?? RoutingPolicy.defaultDeadline, time: now)
    if let entry { rewards?.add(entry, of: model) }
  }

  /// The number of the request is its name, so that its draws do not depend on what was replayed before it.
  private mutating func shape(
    of record: TraceRecord, number: UInt64, _ key: DrawKey
  ) -> RequestShape {
    guard let hint = record.modelHint else {
      return gateway.router.shape(of: RequestNumbers(inputTokens: record.inputTokens), draws: key)
    }
    let request = RoutingRequest(
      id: "\(number)", inputTokens: record.inputTokens, hint: ModelReference(hint))
    return gateway.router.shape(of: request, turns: &turns, seed: seed)
  }

  /// Asks why models are left out; the turns are those of a copy, since the decision itself moves them on.
  private mutating func examine(_ record: TraceRecord) {
    let request = RoutingRequest(
      id: "\(requestCount)", inputTokens: record.inputTokens, hint: record.modelHint.map { ModelReference($0) })
    var turns = turns
    let answer = gateway.router.record(
      for: request, policy: policy, health: gateway.health, turns: &turns, seed: seed)
    gateway.count(answer.excluded)
  }

  /// Traces count from epochs of their own, and some step back a little; the replay's clock starts at zero and never
  /// does.
  private mutating func advance(to arrival: Moment) {
    let start = self.start ?? arrival
    self.start = start
    now = max(now, Moment(milliseconds: arrival.milliseconds(since: start)))
    gateway.refreshHealth(at: now)
  }
}
