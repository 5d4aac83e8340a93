// What a failure means for the rest of the request, by its class (R-1010 to R-1052).
extension DispatchStateMachine {
  /// Takes in what a failure tells about everybody: the same in a race, in order, and as a last resort (R-1105).
  mutating func learn(
    from report: AttemptFailureReport, _ attempt: Attempt, _ now: Moment, _ traffic: inout TrafficState
  ) -> DispatchActions {
    let provider = plan.registry[attempt.provider].id
    let model = plan.registry[attempt.model]
    switch report.failureClass {
    case .rateLimited:
      let asked = report.retryAfter ?? plan.parameters.defaultLimit
      let until = now.advanced(byMilliseconds: min(asked.value, plan.parameters.longestLimit.value))
      traffic.limit(provider, until: until)
      bar(attempt.provider)
      limits.append(Limit(model: attempt.model, until: until, asked: asked))
    case .budgetExceeded:
      if traffic.disable(model.id) {
        return .one(.disable(model.id, reason: report.message ?? "the provider's account is empty"))
      }
    case .authentication: bar(attempt.provider)
    case .badRequest: refusingTypes.append(plan.registry[attempt.provider].type)
    case .contextOverflow:
      if let window = model.contextWindow, window > .zero { overflownWindow = max(overflownWindow ?? window, window) }
    case .transient, .other: break
    }
    return DispatchActions()
  }

  private mutating func bar(_ provider: ProviderHandle) {
    if !barred.contains(provider) { barred.append(provider) }
  }

  /// What follows a failure in the primary pass, where nobody else is under way.
  mutating func react(
    to failure: FailureClass, _ attempt: Attempt, _ now: Moment, _ traffic: inout TrafficState
  ) -> DispatchActions {
    switch failure {
    case .transient: backOff(attempt, now, &traffic) ?? proceed(now, &traffic)
    case .contextOverflow:
      shrink(attempt, now, &traffic) ?? escalate(attempt, now, &traffic) ?? proceed(now, &traffic)
    case .badRequest: proceedOrStop(now, &traffic)
    case .rateLimited, .budgetExceeded, .authentication, .other: proceed(now, &traffic)
    }
  }

  // MARK: Transient failures

  /// Waits before another try of the same model, or nil where there is none: the tries, the time or the fleet's budget for
  /// retries are used up (R-1030).
  private mutating func backOff(
    _ attempt: Attempt, _ now: Moment, _ traffic: inout TrafficState
  ) -> DispatchActions? {
    let most = plan.request.isStreaming ? plan.parameters.streamRetries : plan.parameters.retries
    guard turn.retries < most, attempt.cause != .afterLimit else { return nil }
    let factor = 0.5 + plan.draws.unit(.backoff, model: UInt64(attempt.number))
    let doublings = Double(1 << min(turn.retries, 30))
    let moment = now.advanced(byMilliseconds: plan.parameters.backoff.value * doublings * factor)
    if let deadline, moment >= deadline { return nil }
    // A provider that has just gone down would refuse the retry, after the wait and at the cost of a credit.
    let provider = plan.registry[attempt.provider].id
    guard traffic.isAvailable(provider, near: attempt.provider, now: now) else { return nil }
    guard traffic.retries.withdraw(now: now) else { return nil }
    turn.retries += 1
    phase = .backingOff(until: moment)
    return .one(.wake(at: moment))
  }

  /// Sends to the same model again, or on where its provider has gone down meanwhile.
  mutating func retry(_ now: Moment, _ traffic: inout TrafficState) -> DispatchActions {
    guard !isOver(now), let model = tried.last, isOpenTo(model, traffic),
      let attempt = begin(model, .retry, now, &traffic)
    else { return proceed(now, &traffic) }
    phase = .sending
    return .one(.send(attempt))
  }

  // MARK: Prompts that are too long

  /// Asks the same model for a shorter answer, once, where that may fit (R-1010).
  private mutating func shrink(
    _ attempt: Attempt, _ now: Moment, _ traffic: inout TrafficState
  ) -> DispatchActions? {
    guard turn.maximumTokens == nil, attempt.cause != .afterLimit,
      let window = plan.registry[attempt.model].contextWindow, window > .zero
    else { return nil }
    let room = window.value - plan.request.inputTokens.value - DispatchParameters.shrinkMargin
    guard room >= DispatchParameters.shortestAnswer, plan.maximumTokens.map({ $0 > room }) ?? true else { return nil }
    turn.maximumTokens = room
    guard let attempt = begin(attempt.model, .shrunk, now, &traffic) else { return nil }
    phase = .sending
    return .one(.send(attempt))
  }

  /// Goes on with the smallest window that is larger than the one that failed and holds the prompt twice (R-1011).
  private mutating func escalate(
    _ attempt: Attempt, _ now: Moment, _ traffic: inout TrafficState
  ) -> DispatchActions? {
    guard tried.count < plan.parameters.maximumModels else { return nil }
    completeOrder(now, traffic)
    let (twice, overflow) = plan.request.inputTokens.value.multipliedReportingOverflow(by: 2)
    guard !overflow else { return nil }
    while let model = largerModel(holding: twice, traffic) {
      if let attempt = begin(model, .escalated, now, &traffic) {
        phase = .sending
        return .one(.send(attempt))
      }
      refused.append(model)
    }
    return nil
  }

  private func largerModel(holding tokens: Int, _ traffic: TrafficState) -> ModelHandle? {
    var best: (model: ModelHandle, window: Int)?
    for model in order where mayTry(model, traffic) {
      guard let window = plan.registry[model].contextWindow?.value, window > 0, window >= tokens else { continue }
      // The order is that of R-515, so of equal windows the first stays.
      if best.map({ window < $0.window }) ?? true { best = (model, window) }
    }
    return best?.model
  }

  // MARK: Bad payloads

  /// Goes on where a provider of another type is left, else stops: the payload would be as bad there (R-1051).
  mutating func proceedOrStop(_ now: Moment, _ traffic: inout TrafficState) -> DispatchActions {
    completeOrder(now, traffic)
    guard order.contains(where: { mayTry($0, traffic) }) else { return finish(.failed(failure(.badRequest))) }
    return proceed(now, &traffic)
  }

  // MARK: Rate limits

  /// Waits until the first provider takes requests again, where all that were asked are limited and it is not long; once
  /// (R-1021).
  mutating func waitForLimit(_ now: Moment, _ traffic: inout TrafficState) -> DispatchActions? {
    guard !hasWaitedForLimit, !limits.isEmpty, limits.count == sentCount,
      let moment = limits.map(\.until).min()
    else { return nil }
    let wait = moment.milliseconds(since: now)
    guard wait <= plan.parameters.longestLimitWait.value, deadline.map({ moment < $0 }) ?? true,
      traffic.retries.withdraw(now: now)
    else { return nil }
    hasWaitedForLimit = true
    phase = .waitingForLimit(until: moment)
    return .one(.wake(at: moment))
  }

  /// Tries the best of the models whose providers' time is over.
  mutating func sendAfterLimit(_ now: Moment, _ traffic: inout TrafficState) -> DispatchActions {
    for limit in limits where limit.until <= now {
      guard let provider = plan.registry.provider(of: limit.model) else { continue }
      barred.removeAll { $0 == provider }
      if !isOver(now), isOpenTo(limit.model, traffic), let attempt = begin(limit.model, .afterLimit, now, &traffic) {
        phase = .sending
        return .one(.send(attempt))
      }
      bar(provider)
    }
    return proceed(now, &traffic)
  }
}
