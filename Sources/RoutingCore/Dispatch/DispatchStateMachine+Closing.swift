// What an attempt held is given back, and what came of it is written down.
extension DispatchStateMachine {
  /// Takes an attempt out of those under way; nil where it is none of them.
  mutating func close(_ number: Int) -> OpenAttempt? {
    guard let place = open.firstIndex(where: { $0.attempt.number == number }) else { return nil }
    return open.remove(at: place)
  }

  /// Tells the provider's health what came of an attempt.
  func note(
    _ outcome: AttemptOutcome, of ended: OpenAttempt, _ message: String?, _ now: Moment,
    _ traffic: inout TrafficState
  ) -> DispatchActions {
    let provider = ended.attempt.provider
    let transition = traffic.record(
      outcome, at: plan.registry[provider].id, near: provider, permit: ended.permit, message: message, now: now)
    return transition.map { .one(.report($0)) } ?? DispatchActions()
  }

  /// Charges what an attempt cost, or frees what was set aside for it.
  func settle(_ ended: OpenAttempt, _ cost: Dollars, _ now: Moment, _ traffic: inout TrafficState) {
    guard let reservation = ended.reservation else { return }
    do throws(LeaseProblem) {
      if cost.value > 0 {
        try traffic.ledger.settle(reservation, actual: NanoDollars(roundingUp: cost), now: now)
      } else {
        try traffic.ledger.release(reservation)
      }
    } catch {
      // Whoever keeps the ledger took the reservation for lost and freed it (`BudgetLedger.expire`).
    }
  }

  /// Stops all attempts under way and charges them in full, since their providers may (R-1104).
  mutating func cancelOthers(
    _ now: Moment, _ traffic: inout TrafficState, _ actions: inout DispatchActions, usage: TokenUsage? = nil
  ) {
    for ended in open {
      let cost =
        ended.firstByteAt != nil ? plan.cost(at: ended.attempt.model, usage: usage) : ended.attempt.estimatedCost
      actions.append(.cancel(attempt: ended.attempt.number))
      actions += note(.failure(.cancelled), of: ended, nil, now, &traffic)
      settle(ended, cost, now, &traffic)
      endedAttempts.append(record(of: ended, .cancelled, cost: cost, latency: ended.latency(to: now)))
    }
    open = ShortList()
  }

  /// What the racers that did not win were expected to cost (R-1107).
  func hedgeCost(besides winner: Attempt) -> Dollars {
    guard phase == .racing, race.racers > 1 else { return 0 }
    return Dollars(
      unchecked: attempts.reduce(0) { sum, record in
        record.number == winner.number ? sum : sum + record.estimatedCost.value
      })
  }

  /// What became of the attempts, in the order of sending.
  private var attempts: [AttemptRecord] {
    // Only races end in another order than they began.
    endedAttempts.count > 1 ? endedAttempts.sorted { $0.number < $1.number } : endedAttempts
  }

  func record(
    of ended: OpenAttempt, _ result: AttemptRecord.Result, _ report: AttemptFailureReport? = nil, cost: Dollars,
    latency: Milliseconds
  ) -> AttemptRecord {
    let message = report?.message.map { text in
      String(String.UnicodeScalarView(text.unicodeScalars.prefix(AttemptRecord.longestMessage)))
    }
    return AttemptRecord(
      number: ended.attempt.number, model: plan.registry[ended.attempt.model].id,
      provider: plan.registry[ended.attempt.provider].id,
      cause: ended.attempt.cause, result: result, status: report?.status, message: message,
      startedAt: ended.startedAt, latency: latency, estimatedCost: ended.attempt.estimatedCost, cost: cost,
      isSent: report?.acceptance != .notSent)
  }

  /// The only way to the end.
  mutating func finish(_ outcome: DispatchOutcome) -> DispatchActions {
    phase = .finished
    return .one(.finish(outcome))
  }

  /// The request's time is over.
  mutating func expire(_ now: Moment, _ traffic: inout TrafficState) -> DispatchActions {
    var actions = DispatchActions()
    cancelOthers(now, &traffic, &actions)
    return actions + finish(.failed(failure(.deadline)))
  }

  func failure(_ kind: DispatchFailure.Kind) -> DispatchFailure {
    DispatchFailure(
      kind: kind, attempts: attempts, retryAfter: retryAfter, spendRefusal: spendRefusal,
      hintStatus: plan.hintStatus)
  }

  private var retryAfter: Milliseconds? { limits.map(\.asked).min() }

  func summary(of ended: OpenAttempt, cost: Dollars, hedgeCost: Dollars, latency: Milliseconds) -> DispatchSummary {
    DispatchSummary(
      model: plan.registry[ended.attempt.model].id, provider: plan.registry[ended.attempt.provider].id,
      reason: reason(for: ended.attempt), hintStatus: plan.hintStatus, cost: cost, hedgeCost: hedgeCost,
      attempts: attempts, latency: latency)
  }

  /// Why the model of an attempt served: what had to be done to get the answer goes before how the model
  /// was chosen.
  private func reason(for attempt: Attempt) -> DecisionReason {
    if pass == .lastResort { return .lastResortFallback }
    if phase == .racing, race.racers > 1 { return .hedgedDispatch }
    switch attempt.cause {
    case .retry: return attempt.maximumTokens == nil ? .retriedTransient : .reducedMaxTokens
    case .afterLimit: return .retriedTransient
    case .shrunk: return .reducedMaxTokens
    case .escalated: return .escalatedContextOverflow
    case .first, .failover, .hedge, .lastResort: break
    }
    if plan.request.isStreaming, attempt.number > 0 { return .streamFallback }
    if let first = plan.first, first.model == attempt.model { return first.reason }
    if plan.isNamed(attempt.model) { return .hintExact }
    return .routedByWeight(plan.registry[attempt.model].weight)
  }
}

extension DispatchStateMachine.OpenAttempt {
  func latency(to moment: Moment) -> Milliseconds {
    Milliseconds(unchecked: max(moment.milliseconds(since: startedAt), 0))
  }

  /// The time between two tokens of a streamed answer, where there were at least two.
  func timePerToken(_ usage: TokenUsage?, to now: Moment) -> Milliseconds? {
    guard let firstByteAt, let tokens = usage?.outputTokens.value, tokens > 1 else { return nil }
    return Milliseconds(unchecked: max(now.milliseconds(since: firstByteAt), 0) / Double(tokens - 1))
  }
}

extension DispatchPlan {
  /// What an answer of a model cost.
  func cost(at model: ModelHandle, usage: TokenUsage?) -> Dollars {
    CostEstimator.cost(of: request, usage: usage, at: registry[model].prices)
  }
}

extension AttemptFailureReport {
  /// The failure as health counts it.
  var attemptFailure: AttemptFailure { isTimeout ? .deadlineExceeded : failureClass.attemptFailure }
}
