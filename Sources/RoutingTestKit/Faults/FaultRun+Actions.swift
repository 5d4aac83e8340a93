import RoutingCore

extension FaultRun {
  /// Does what a request's machine says.
  mutating func take(_ actions: DispatchActions, _ slot: Int) {
    for action in actions {
      guard let request = slots[slot]?.request else {
        complain("something happened to a request after its end")
        return
      }
      switch action {
      case .send(let attempt): send(attempt, slot, request)
      case .cancel(let number): cancel(number, slot, request)
      case .wake(let moment):
        slots[slot]?.wakes += 1
        queue.plan(.wakes(slot: slot, request: request, wake: slots[slot]?.wakes ?? 0), at: moment)
      case .open: complain("a stream opened that nobody asked for")
      case .disable(let model, _): result.log.add("\(now.nanoseconds) \(request) disable \(model)")
      case .report(let transition): note(transition, of: request)
      case .finish(let outcome): finish(outcome, slot, request)
      }
    }
  }

  private mutating func send(_ attempt: Attempt, _ slot: Int, _ request: Int) {
    let place = attempt.provider.index
    result.calls.count(attempt.cause, at: attempt.provider, second: second)
    result.log.add("\(now.nanoseconds) \(request) send \(providers[place].id) \(attempt.cause.name)")
    let isProbe = providers[place].isDown
    if isProbe {
      providers[place].probesUnderWay += 1
      result.providers[place].callsWhileDown += 1
      if attempt.cause == .lastResort { result.providers[place].lastResortsWhileDown += 1 }
      result.providers[place].mostProbesAtOnce = max(
        result.providers[place].mostProbesAtOnce, providers[place].probesUnderWay)
    }
    if !providers[place].faults.isEmpty, providers[place].condition(at: now).death != nil {
      result.providers[place].callsWhileDead += 1
      if isProbe { result.providers[place].probesWhileDead += 1 }
    }
    providers[place].callsUnderWay += 1
    result.providers[place].mostCallsAtOnce = max(
      result.providers[place].mostCallsAtOnce, providers[place].callsUnderWay)
    slots[slot]?.calls += 1
    slots[slot]?.open.append(OpenCall(number: attempt.number, provider: attempt.provider, isProbe: isProbe))
    // Drawn for the request and the attempt, whatever else happened before.
    var dice = SeededGenerator(
      seed: simulation.seed, stream: StableHash.mix(UInt64(request) + 1, UInt64(attempt.number)))
    let (ending, moment) = providers[place].call(
      at: now, deadline: attempt.deadline, tokens: simulation.request.outputTokens.value, &dice)
    if isTrouble(ending, place) { trouble(until: moment) }
    queue.plan(.attemptEnds(slot: slot, request: request, attempt: attempt.number, ending), at: moment)
  }

  /// Whether a call goes wrong because of what befell its provider, and not as it may any day.
  private func isTrouble(_ ending: CallEnding, _ place: Int) -> Bool {
    guard !providers[place].faults.isEmpty else { return false }
    switch ending {
    case .answered: return false
    case .status(_, _, let isFault): return isFault
    case .refused, .timedOut: return true
    }
  }

  mutating func trouble(until moment: Moment) { lastTrouble = max(lastTrouble ?? moment, moment) }

  private mutating func cancel(_ number: Int, _ slot: Int, _ request: Int) {
    result.log.add("\(now.nanoseconds) \(request) cancel \(number)")
    if close(number, of: slot) == nil { complain("a call was cancelled that is not under way") }
  }

  /// A provider's state changed: decisions see it at once.
  mutating func note(_ transition: HealthTransition, of request: Int?) {
    let who = request.map { "\($0)" } ?? "-"
    result.log.add("\(now.nanoseconds) \(who) health \(transition.provider) \(transition.newName)")
    compileHealth()
    guard let handle = simulation.registry.handle(ofProvider: transition.provider) else { return }
    let wasDown = providers[handle.index].isDown
    providers[handle.index].isDown = transition.new == .down
    if transition.new == .down, !wasDown { result.providers[handle.index].timesDown += 1 }
    if wasDown, transition.new != .down, !providers[handle.index].faults.isEmpty {
      trouble(until: now.advanced(byMilliseconds: simulation.health.slowStart.value))
    }
  }

  private mutating func finish(_ outcome: DispatchOutcome, _ slot: Int, _ request: Int) {
    guard let ended = slots[slot] else { return }
    if !ended.open.isEmpty { complain("calls outlive request \(request)") }
    if machines[slot]?.isFinished != true { complain("request \(request) is over and does not know") }
    slots[slot] = nil
    machines[slot] = nil
    freeSlots.append(slot)
    result.mostCalls = max(result.mostCalls, ended.calls)
    let latency = now.milliseconds(since: ended.arrival)
    switch outcome {
    case .answered(let summary):
      result.successes += 1
      result.latencies.add(milliseconds: latency)
      result.log.add("\(now.nanoseconds) \(request) finish \(summary.model)")
      charge(summary.attempts)
    case .failed(let failure):
      result.failures[failure.kind, default: 0] += 1
      result.failureLatencies.add(milliseconds: latency)
      result.longestFailure = max(result.longestFailure, latency)
      FaultRun.count(&result.failuresBySecond, second)
      result.log.add("\(now.nanoseconds) \(request) finish \(failure.kind.name)")
      charge(failure.attempts)
      // Whose money was spent is no fault of a provider.
      if failure.spendRefusal == nil { trouble(until: now) }
    }
    tickIfDue()
  }

  private mutating func charge(_ attempts: [AttemptRecord]) {
    for attempt in attempts { result.cost = Dollars(result.cost.value + attempt.cost.value) ?? result.cost }
  }

  // MARK: Probes

  mutating func probe() {
    guard let probes = simulation.probes else { return }
    for handle in simulation.registry.providerHandles {
      let (result, moment): (ProbeResult, Moment)
      switch providers[handle.index].condition(at: now).death {
      case nil: (result, moment) = (.alive, now.advanced(byMilliseconds: 20))
      case .refuses?, .unavailable?: (result, moment) = (.dead, now.advanced(byMilliseconds: 5))
      case .hangs?: (result, moment) = (.dead, now.advanced(byMilliseconds: probes.timeout.value))
      }
      queue.plan(.probed(handle, result), at: moment)
    }
    queue.plan(.probe, at: now.advanced(byMilliseconds: max(probes.interval.value, 1)))
  }
}
