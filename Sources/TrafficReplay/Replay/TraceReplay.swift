public import RoutingCore

/// Decides the requests of a trace one after the other, on simulated providers whose outcomes move their health.
///
/// A router does not know how long an answer will be, so it decides with the contract's estimate, and the cost
/// is reckoned with the length that the trace recorded. What came of an attempt is known when its answer has ended, not
/// before. Memory grows with the requests under way, not with the trace.
public struct TraceReplay: Sendable {
  private(set) var gateway: SimulatedGateway
  private var providers: SimulatedProviders
  private var underWay = AttemptsUnderWay()
  private var purse: Purse?
  private var regrets: RegretMeter
  let policy: CompiledPolicy
  let settings: ReplaySettings
  private(set) var draws: NumberedDraws
  private(set) var turns = ReferenceTurns()
  private var start: Moment?
  private var now = Moment.zero
  /// What was learned, in the mode that draws by it.
  private var rewards: RewardWindow?
  private var nextLesson = Moment.zero
  private var examined = 0
  private var exclusions: [String: Int] = [:]

  /// What came of the trace so far.
  public private(set) var outcomes: PolicyOutcomes

  /// How long a reading of health is used before the book is read again, in milliseconds.
  public static let millisecondsPerEpoch = SimulatedGateway.millisecondsPerEpoch

  /// Makes a replay with one policy for all requests.
  ///
  /// A part of a trace says when the trace began and how many requests there were before.
  public init(
    over router: CompiledRouter, policy: RoutingPolicy, _ settings: ReplaySettings, start: Moment? = nil,
    firstNumber: UInt64 = 0
  ) {
    gateway = SimulatedGateway(over: router)
    providers = SimulatedProviders(of: router.registry, in: settings.world, seed: settings.seed)
    purse = settings.spending.map { Purse($0) }
    self.policy = router.compile(policy)
    regrets = RegretMeter(router, self.policy, providers)
    self.settings = settings
    self.start = start
    draws = NumberedDraws(seed: settings.seed, startingAt: firstNumber)
    rewards = policy.mode == .thompson ? RewardWindow(router.registry) : nil
    outcomes = PolicyOutcomes(modelCount: router.registry.models.count)
  }

  /// What came of the trace so far, summed up.
  public var report: ReplayReport {
    var report = ReplayReport(outcomes)
    report.examined = examined
    report.exclusions = exclusions
    return report
  }

  /// How many requests were decided so far, without a copy of the report.
  public var requestCount: Int { outcomes.requests }

  /// The registry that the trace is decided over.
  public var registry: ModelRegistry { gateway.router.registry }

  /// Decides one request, simulates its attempts and tells of it; their outcomes are recorded when they end.
  ///
  /// In the mode that learns, arms are made anew as often as R-805 says, from the outcomes up to then.
  ///
  /// - Complexity: O(n) in the number of models; O(n log n) where exclusions are counted.
  @discardableResult
  public mutating func replay(_ record: TraceRecord) -> ReplayedRequest {
    prepare(for: record)
    if settings.exclusions.examines(Int(draws.number)) { examine(record) }
    let number = draws.number
    let key = draws.next()
    let asked = shape(of: record, number: number, key)
    let billed = gateway.router.shape(
      of: RequestNumbers(inputTokens: record.inputTokens, outputTokens: record.outputTokens), draws: key)
    let choice = gateway.decide(asked, policy: policy)
    var regret: Double?
    if record.modelHint == nil, RegretMeter.looks(at: number) {
      regret = regrets.regret(of: choice?.model, asked, billed: billed, &providers, at: now)
    }
    let request = choice.map { send($0, record, number: number, asked, billed: billed) } ?? .refused
    outcomes.add(request, tenant: record.tenant, regret: regret, at: now)
    return request
  }

  // MARK: Attempts

  /// Tries the chosen model, and those behind it where there may be several attempts.
  ///
  /// A retry meets its provider as it is when the request arrives, and only its times count from the failure before it, so
  /// that moments never go backwards.
  private mutating func send(
    _ choice: Choice, _ record: TraceRecord, number: UInt64, _ asked: RequestShape, billed: RequestShape
  ) -> ReplayedRequest {
    var reservation: Reservation?
    if purse != nil {
      reservation = purse?.reserve(choice.estimatedCost, now: now)
      guard reservation != nil else { return .unfunded }
    }
    let lengths = AttemptLengths(
      inputTokens: record.inputTokens.value, outputTokens: record.outputTokens.value,
      prefixBlocks: record.prefixBlocks)
    var model = choice.model
    var elapsed = 0.0
    var fallbacks: FallbackList?
    var attempt = 0
    while true {
      let result = providers.attempt(attempt, of: number, lengths, at: model, now: now)
      if case .answered(let answer) = result {
        return serve(answer, model, record, after: elapsed, billed: billed, reservation)
      }
      attempt += 1
      if attempt < settings.attempts, fallbacks == nil {
        fallbacks = gateway.fallbacks(asked, policy: policy, count: settings.attempts - 1)
      }
      let next = attempt < settings.attempts ? fallbacks?.dropFirst(attempt - 1).first : nil
      let failed = fail(result, model, record, after: &elapsed, next == nil ? reservation : nil)
      guard let next else { return failed }
      model = next
    }
  }

  private mutating func serve(
    _ answer: SimulatedAttempt.Answer, _ model: ModelHandle, _ record: TraceRecord, after elapsed: Double,
    billed: RequestShape, _ reservation: Reservation?
  ) -> ReplayedRequest {
    let cost = cost(of: record, billed, cachedTokens: answer.cachedTokens, at: model)
    let own = answer.wait.value + answer.firstToken.value
    let rest = answer.tokenInterval.value * Double(max(record.outputTokens.value - 1, 0))
    let (firstToken, endToEnd) = (
      Milliseconds(elapsed + own) ?? answer.firstToken, Milliseconds(elapsed + own + rest) ?? answer.firstToken
    )
    let outcome = AttemptOutcome.success(
      latency: Milliseconds(own) ?? answer.firstToken,
      timePerToken: record.outputTokens.value > 1 ? answer.tokenInterval : nil)
    begin(outcome, model, record, cost: cost, until: endToEnd.value, reservation)
    return .served(
      model: model,
      ReplayedRequest.Answer(
        firstToken: firstToken, tokenInterval: answer.tokenInterval, endToEnd: endToEnd, cost: cost,
        promptTokens: record.inputTokens.value, cachedTokens: answer.cachedTokens,
        meetsObjective: settings.objective.isMet(firstToken: firstToken, tokenInterval: answer.tokenInterval)))
  }

  private mutating func fail(
    _ result: SimulatedAttempt, _ model: ModelHandle, _ record: TraceRecord, after elapsed: inout Double,
    _ reservation: Reservation?
  ) -> ReplayedRequest {
    guard case .failed(let duration) = result else {
      begin(.failure(.rateLimited), model, record, cost: 0, until: elapsed, reservation)
      return .rejected(model: model)
    }
    elapsed += duration.value
    begin(.failure(), model, record, cost: 0, until: elapsed, reservation)
    return .failed(model: model)
  }

  /// Begins an attempt whose end is known, so many milliseconds from now.
  private mutating func begin(
    _ outcome: AttemptOutcome, _ model: ModelHandle, _ record: TraceRecord, cost: Dollars, until end: Double,
    _ reservation: Reservation?
  ) {
    guard let provider = registry.provider(of: model) else { return }
    gateway.begin(at: provider)
    let attempt = PendingAttempt(
      model: model, provider: provider, outcome: outcome, inputTokens: record.inputTokens, cost: cost,
      reservation: reservation)
    underWay.insert(attempt, until: now.advanced(byMilliseconds: end))
  }

  private func cost(
    of record: TraceRecord, _ billed: RequestShape, cachedTokens: Int, at model: ModelHandle
  ) -> Dollars {
    guard cachedTokens > 0 else { return gateway.router.cost(of: billed, at: model) }
    let request = RoutingRequest(
      inputTokens: record.inputTokens, cachedInputTokens: TokenCount(clamping: cachedTokens),
      outputTokens: record.outputTokens)
    return CostEstimator.cost(of: request, at: registry[model].prices)
  }

  // MARK: Time

  /// Traces count from epochs of their own, and some step back a little; the replay's clock starts at zero and never
  /// does.
  private mutating func advance(to arrival: Moment) {
    let start = self.start ?? arrival
    self.start = start
    now = max(now, Moment(milliseconds: arrival.milliseconds(since: start)))
    while let end = underWay.nextEnd, end <= now, let attempt = underWay.popFirst() {
      gateway.end(attempt.outcome, at: attempt.provider, now: end)
      if let reservation = attempt.reservation { purse?.settle(reservation, attempt.cost, now: end) }
      remember(attempt, at: end)
    }
    gateway.refreshHealth(at: now)
  }

  /// Moves time, health and what was learned on to a request; doing so twice is doing so once.
  mutating func prepare(for record: TraceRecord) {
    advance(to: record.arrival)
    learn()
  }

  /// Draws by what was learned, where that is due.
  private mutating func learn() {
    guard now >= nextLesson, let arms = rewards?.arms(at: now) else { return }
    gateway.arms = gateway.router.compile(arms)
    nextLesson = now.advanced(byMilliseconds: ThompsonArms.refreshInterval.value)
  }

  private mutating func remember(_ attempt: PendingAttempt, at end: Moment) {
    guard rewards != nil else { return }
    let entry = RewardEntry(
      model: registry[attempt.model].id, inputTokens: attempt.inputTokens, outcome: attempt.outcome,
      cost: attempt.cost, budget: policy.policy.deadline ?? RoutingPolicy.defaultDeadline, time: end)
    if let entry { rewards?.add(entry, of: attempt.model) }
  }

  // MARK: Requests

  /// The number of the request is its name, so that its draws do not depend on what was replayed before it.
  private mutating func shape(
    of record: TraceRecord, number: UInt64, _ key: DrawKey
  ) -> RequestShape {
    guard let hint = record.modelHint else {
      return gateway.router.shape(of: RequestNumbers(inputTokens: record.inputTokens), draws: key)
    }
    let request = RoutingRequest(
      id: "\(number)", inputTokens: record.inputTokens, hint: ModelReference(hint))
    return gateway.router.shape(of: request, turns: &turns, seed: settings.seed)
  }

  /// Asks why models are left out; the turns are those of a copy, since the decision itself moves them on.
  private mutating func examine(_ record: TraceRecord) {
    let request = RoutingRequest(
      id: "\(draws.number)", inputTokens: record.inputTokens, hint: record.modelHint.map { ModelReference($0) })
    var turns = turns
    let answer = gateway.router.record(
      for: request, policy: policy, health: gateway.health, turns: &turns, seed: settings.seed)
    examined += 1
    for exclusion in answer.excluded { exclusions[exclusion.reason.name, default: 0] += 1 }
  }
}
