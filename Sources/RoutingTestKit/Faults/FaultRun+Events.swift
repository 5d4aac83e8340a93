import RoutingCore

extension FaultRun {
  /// A request arrives.
  mutating func arrive() {
    let number = result.requests
    result.requests += 1
    FaultRun.count(&result.requestsBySecond, second)
    var request = simulation.request
    request.id = "r\(number)"
    let scopes = simulation.scopes.isEmpty ? [] : simulation.scopes[number % simulation.scopes.count]
    let plan = DispatchPlan(
      request, router: router, policy: policy, health: health, turns: &turns, seed: simulation.seed, scopes: scopes,
      parameters: simulation.parameters)
    let slot = freeSlots.popLast() ?? slots.count
    if slot == slots.count {
      slots.append(nil)
      machines.append(nil)
    }
    slots[slot] = Slot(request: number, arrival: now)
    machines[slot] = DispatchStateMachine(plan)
    take(machines[slot]?.started(now: now, &traffic) ?? [], slot)
  }

  mutating func handle(_ event: EventQueue.Kind) {
    switch event {
    case .attemptEnds(let slot, let request, let attempt, let ending):
      guard slots[slot]?.request == request, let call = close(attempt, of: slot) else { return }
      end(call, of: slot, request, ending)
    case .wakes(let slot, let request, let wake):
      guard slots[slot]?.request == request, slots[slot]?.wakes == wake else { return }
      let retries = traffic.retries.balance(now: now)
      let hedges = traffic.hedges.balance(now: now)
      let actions = machines[slot]?.timerFired(now: now, &traffic) ?? []
      note(retries: retries, hedges: hedges)
      take(actions, slot)
    case .probe: probe()
    case .probed(let provider, let probe):
      result.log.add("\(now.nanoseconds) - probe \(providers[provider.index].id) \(probe)")
      guard let transition = traffic.record(probe, at: providers[provider.index].id, now: now) else { return }
      note(transition, of: nil)
    }
  }

  static func count(_ counts: inout [Int], _ second: Int, _ number: Int = 1) {
    while counts.count <= second { counts.append(0) }
    counts[second] += number
  }

  /// Counts what an event took from the budgets.
  private mutating func note(retries: Int, hedges: Int) {
    let retried = retries - traffic.retries.balance(now: now)
    let hedged = hedges - traffic.hedges.balance(now: now)
    if retried > 0 { FaultRun.count(&result.retriesBySecond, second, retried) }
    if hedged > 0 { FaultRun.count(&result.hedgesBySecond, second, hedged) }
  }

  // MARK: Attempts

  /// Takes a call out of those under way; nil where it is none of them, as after it was cancelled.
  mutating func close(_ number: Int, of slot: Int) -> OpenCall? {
    guard let place = slots[slot]?.open.firstIndex(where: { $0.number == number }),
      let call = slots[slot]?.open.remove(at: place)
    else { return nil }
    providers[call.provider.index].callsUnderWay -= 1
    if call.isProbe { providers[call.provider.index].probesUnderWay -= 1 }
    return call
  }

  private mutating func end(_ call: OpenCall, of slot: Int, _ request: Int, _ ending: CallEnding) {
    let place = call.provider.index
    switch ending {
    case .answered(let tokens):
      result.log.add("\(now.nanoseconds) \(request) answer \(call.number)")
      if let end = providers[place].lastFaultEnd, now >= end, result.providers[place].firstAnswerAfterFault == nil {
        result.providers[place].firstAnswerAfterFault = now
      }
      let usage = TokenUsage(
        inputTokens: simulation.request.inputTokens, outputTokens: TokenCount(clamping: tokens))
      take(machines[slot]?.attemptAnswered(call.number, usage: usage, now: now, &traffic) ?? [], slot)
    case .status(let status, let retryAfter, let isFault):
      var report = report(of: status)
      report.retryAfter = retryAfter
      fail(call, of: slot, request, report)
      if isFault, let end = traffic.limitEnd(of: providers[place].id, now: now) { trouble(until: end) }
    case .refused: fail(call, of: slot, request, AttemptFailureReport(.transient))
    case .timedOut: fail(call, of: slot, request, .timeout)
    }
  }

  private mutating func fail(_ call: OpenCall, of slot: Int, _ request: Int, _ report: AttemptFailureReport) {
    result.log.add(
      "\(now.nanoseconds) \(request) fail \(call.number) \(report.isTimeout ? "timeout" : report.failureClass.name)")
    let retries = traffic.retries.balance(now: now)
    let hedges = traffic.hedges.balance(now: now)
    let actions = machines[slot]?.attemptFailed(call.number, report, now: now, &traffic) ?? []
    note(retries: retries, hedges: hedges)
    take(actions, slot)
  }

  private mutating func report(of status: Int) -> AttemptFailureReport {
    if let report = reports[status] { return report }
    let failure = ProviderFailure.response(ProviderFailure.FailedResponse(status: status))
    let report = AttemptFailureReport(failure, FailureClass(failure), unixTime: 0)
    reports[status] = report
    return report
  }
}
