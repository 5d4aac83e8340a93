extension DispatchStateMachine {
  /// Begins; the first event, told once.
  public mutating func started(now: Moment, _ traffic: inout TrafficState) -> DispatchActions {
    precondition(phase == .idle, "A request is started once.")
    startedAt = now
    deadline = plan.timeLimit.map { now.advanced(byMilliseconds: $0.value) }
    traffic.retries.deposit(now: now)
    guard plan.mayRace else { return proceed(now, &traffic) }
    traffic.hedges.deposit(now: now)
    return beginRace(now, &traffic)
  }

  /// An attempt was answered in full.
  public mutating func attemptAnswered(
    _ number: Int, usage: TokenUsage?, now: Moment, _ traffic: inout TrafficState
  ) -> DispatchActions {
    guard let ended = close(number) else { return DispatchActions() }
    let latency = ended.latency(to: ended.firstByteAt ?? now)
    let cost = plan.cost(at: ended.attempt.model, usage: usage)
    var actions = note(
      .success(latency: latency, timePerToken: ended.timePerToken(usage, to: now)), of: ended, nil, now, &traffic)
    settle(ended, cost, now, &traffic)
    endedAttempts.append(record(of: ended, .answered, cost: cost, latency: latency))
    cancelOthers(now, &traffic, &actions)
    let lost = hedgeCost(besides: ended.attempt)
    return actions + finish(.answered(summary(of: ended, cost: cost, hedgeCost: lost, latency: latency)))
  }

  /// An attempt failed, or was given up at its deadline; one whose answer was arriving broke off (R-1303).
  public mutating func attemptFailed(
    _ number: Int, _ report: AttemptFailureReport, now: Moment, _ traffic: inout TrafficState
  ) -> DispatchActions {
    guard let ended = close(number) else { return DispatchActions() }
    var actions = note(.failure(report.attemptFailure), of: ended, report.message, now, &traffic)
    let hasBegun = ended.firstByteAt != nil
    // What was counted is charged; what broke off in the middle is charged as if it had been whole.
    let cost =
      report.usage.map { plan.cost(at: ended.attempt.model, usage: $0) }
      ?? (hasBegun ? ended.attempt.estimatedCost : 0)
    settle(ended, cost, now, &traffic)
    let latency = ended.latency(to: now)
    guard !hasBegun else {
      endedAttempts.append(
        record(of: ended, .brokeOff(report.failureClass), report, cost: cost, latency: latency))
      return actions + finish(.failed(failure(.streamError)))
    }
    let result: AttemptRecord.Result = report.isTimeout ? .timedOut : .failed(report.failureClass)
    endedAttempts.append(record(of: ended, result, report, cost: cost, latency: latency))
    lastFailure = report.failureClass
    actions += learn(from: report, ended.attempt, now, &traffic)
    if isOver(now) { return actions + expire(now, &traffic) }
    // Whoever was asked may be at work already, and nobody else is asked to do it a second time.
    if report.acceptance == .unknown, plan.isChargedAtBeginning {
      return actions + finish(.failed(failure(.exhausted(report.failureClass))))
    }
    switch (phase, pass) {
    case (.racing, _): actions += raceOn(now, &traffic)
    case (_, .lastResort): actions += proceedLastResort(now, &traffic)
    case (_, .primary): actions += react(to: report.failureClass, ended.attempt, now, &traffic)
    }
    return actions
  }

  /// The first byte of a streamed answer is there; from now on nobody else is asked (R-1303).
  public mutating func firstByteArrived(_ number: Int, now: Moment) -> DispatchActions {
    guard plan.request.isStreaming, let place = open.firstIndex(where: { $0.attempt.number == number }),
      open[place].firstByteAt == nil
    else { return DispatchActions() }
    open[place].firstByteAt = now
    phase = .streaming(number: number)
    let attempt = open[place]
    return .one(
      .open(
        attempt: number,
        summary(
          of: attempt, cost: attempt.attempt.estimatedCost, hedgeCost: 0, latency: attempt.latency(to: now))))
  }

  /// A moment that was asked for has come.
  public mutating func timerFired(now: Moment, _ traffic: inout TrafficState) -> DispatchActions {
    switch phase {
    case .backingOff(let moment):
      guard now >= moment else { return .one(.wake(at: moment)) }
      return retry(now, &traffic)
    case .waitingForLimit(let moment):
      guard now >= moment else { return .one(.wake(at: moment)) }
      return sendAfterLimit(now, &traffic)
    case .racing: return joinRace(now, &traffic)
    case .idle, .sending, .streaming, .finished: return DispatchActions()
    }
  }

  /// Nobody waits for the answer any more (R-1064).
  ///
  /// `usage` is what the provider had counted of a stream so far.
  public mutating func cancelled(
    usage: TokenUsage? = nil, now: Moment, _ traffic: inout TrafficState
  ) -> DispatchActions {
    guard phase != .finished else { return DispatchActions() }
    var actions = DispatchActions()
    cancelOthers(now, &traffic, &actions, usage: usage)
    return actions + finish(.failed(failure(.cancelled)))
  }
}
