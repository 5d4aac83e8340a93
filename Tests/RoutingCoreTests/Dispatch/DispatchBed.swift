import RoutingCore
import Testing

/// A request on a small registry, with everything it is decided by.
struct DispatchBed {
  var models: [Model]
  var providers: [Provider]
  var request = RoutingRequest(id: "r", inputTokens: 1000, outputTokens: 500)
  var policy = RoutingPolicy(mode: .normal, maximumCost: nil, deadline: nil)
  var parameters = DispatchParameters()
  var maximumTokens: Int?
  var directory = ModelDirectory()
  var seed: UInt64 = 7
  var scopes: [BudgetScope] = []
  var failover = DispatchPlan.Failover.toOthers
  var health = HealthParameters()
  var limits: [BudgetLimit] = []
  var retries = RetryBudget.standard
  var hedges = RetryBudget.standard

  /// Models `m0`, `m1` and so on, each a little dearer than the one before, at the providers of these numbers.
  init(
    at providers: [Int], windows: [TokenCount?] = [], weights: [Int] = [], types: [ProviderType?] = []
  ) {
    models = providers.enumerated().map { number, provider in
      Model(
        id: ModelID("m\(number)"), provider: ProviderID("p\(provider)"),
        weight: weights.indices.contains(number) ? weights[number] : 5,
        contextWindow: windows.indices.contains(number) ? windows[number] : nil,
        prices: PriceSheet(inputPerThousandTokens: 0.001 * Double(number + 1), outputPerThousandTokens: 0.002))
    }
    self.providers = Set(providers).sorted().map { number in
      Provider(id: ProviderID("p\(number)"), type: types.indices.contains(number) ? types[number] : .openAI)
    }
  }

  func traffic() throws -> TrafficState {
    TrafficState(
      for: try ModelRegistry(models: models, providers: providers), health: health, retries: retries, hedges: hedges,
      ledger: try BudgetLedger(limits: limits))
  }

  /// The plan by the health of a moment.
  func plan(_ traffic: TrafficState, now: Moment = .zero) throws -> DispatchPlan {
    let router = try CompiledRouter(try ModelRegistry(models: models, providers: providers), directory: directory)
    var turns = ReferenceTurns()
    return DispatchPlan(
      request, router: router, policy: router.compile(policy), health: router.compile(traffic.snapshot(at: now)),
      turns: &turns, seed: seed, maximumTokens: maximumTokens, scopes: scopes, parameters: parameters,
      failover: failover)
  }

  func run(_ traffic: TrafficState? = nil, now: Moment = .zero) throws -> DispatchRun {
    let traffic = try traffic ?? self.traffic()
    return DispatchRun(try plan(traffic, now: now), traffic, now: now)
  }
}

/// A request under way, told of events by hand; its log is what the tests look at.
struct DispatchRun {
  var machine: DispatchStateMachine
  var traffic: TrafficState
  var now: Moment
  /// What was done, such as `send m0`, `wake 100`, `cancel 0`, `finish m0 routed-weight-5`.
  private(set) var log: [String] = []
  private(set) var outcome: DispatchOutcome?
  private(set) var wakeAt: Moment?
  private(set) var sent: [Attempt] = []
  private(set) var opened: DispatchSummary?

  init(_ plan: DispatchPlan, _ traffic: TrafficState, now: Moment) {
    machine = DispatchStateMachine(plan)
    self.traffic = traffic
    self.now = now
  }

  mutating func take(_ actions: DispatchActions) {
    for action in actions {
      switch action {
      case .send(let attempt):
        sent.append(attempt)
        let cut = attempt.maximumTokens.map { " max \($0)" } ?? ""
        log.append("send \(machine.plan.registry[attempt.model].id.text) \(attempt.cause.name)\(cut)")
      case .cancel(let number): log.append("cancel \(number)")
      case .wake(let moment):
        wakeAt = moment
        log.append("wake")
      case .open(let number, let summary):
        opened = summary
        log.append("open \(number) \(summary.reason.name)")
      case .disable(let model, _): log.append("disable \(model.text)")
      case .report(let transition): log.append("health \(transition.provider.text) \(transition.new?.name ?? "-")")
      case .finish(let outcome):
        self.outcome = outcome
        switch outcome {
        case .answered(let summary): log.append("answer \(summary.model.text) \(summary.reason.name)")
        case .failed(let failure): log.append("fail \(failure.kind.name)")
        }
      }
    }
  }

  mutating func start() { take(machine.started(now: now, &traffic)) }

  mutating func answer(_ number: Int? = nil, usage: TokenUsage? = nil) {
    take(machine.attemptAnswered(number ?? sent[sent.count - 1].number, usage: usage, now: now, &traffic))
  }

  mutating func fail(_ report: AttemptFailureReport, _ number: Int? = nil) {
    take(machine.attemptFailed(number ?? sent[sent.count - 1].number, report, now: now, &traffic))
  }

  mutating func fail(_ failure: FailureClass, _ number: Int? = nil) { fail(AttemptFailureReport(failure), number) }

  /// Goes on to the moment that was asked for.
  mutating func wake() {
    guard let wakeAt else { return }
    now = max(now, wakeAt)
    self.wakeAt = nil
    take(machine.timerFired(now: now, &traffic))
  }

  mutating func timeOut(_ number: Int? = nil) {
    let number = number ?? sent[sent.count - 1].number
    now = max(now, sent[number].deadline)
    fail(.timeout, number)
  }

  mutating func firstByte(_ number: Int? = nil) {
    take(machine.firstByteArrived(number ?? sent[sent.count - 1].number, now: now))
  }

  mutating func cancel() { take(machine.cancelled(now: now, &traffic)) }

  mutating func pass(_ milliseconds: Double) { now = now.advanced(byMilliseconds: milliseconds) }

  var summary: DispatchSummary? {
    if case .answered(let summary) = outcome { summary } else { nil }
  }

  var failure: DispatchFailure? {
    if case .failed(let failure) = outcome { failure } else { nil }
  }

  var sends: [String] { log.filter { $0.hasPrefix("send") }.map { String($0.dropFirst(5)) } }
}
