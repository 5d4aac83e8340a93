// The pass over models that only soft rules keep out (R-1201 to R-1205).
extension DispatchStateMachine {
  /// Sends to the next of them, or gives up.
  mutating func proceedLastResort(_ now: Moment, _ traffic: inout TrafficState) -> DispatchActions {
    if pass == .primary { beginLastResort(now, traffic) }
    if let moment = lastResort.deadline, now >= moment { return expire(now, &traffic) }
    while lastResort.tries < plan.parameters.maximumLastResorts, let model = lastResort.candidates.popLast() {
      guard isOpenTo(model, traffic), let attempt = begin(model, .lastResort, now, &traffic) else { continue }
      lastResort.tries += 1
      phase = .sending
      return .one(.send(attempt))
    }
    return finish(.failed(failure(finalKind)))
  }

  private mutating func beginLastResort(_ now: Moment, _ traffic: TrafficState) {
    pass = .lastResort
    turn = Turn()
    lastResort.deadline = deadline ?? now.advanced(byMilliseconds: plan.parameters.lastResortTime.value)
    let snapshot = traffic.snapshot(of: plan.registry, at: now)
    // Best last, so that each is taken off the end.
    lastResort.candidates = plan.lastResorts(snapshot, refused: refused).reversed().filter { !tried.contains($0) }
  }

  /// What the request failed of as a whole (R-1021, R-1065, R-1205).
  private var finalKind: DispatchFailure.Kind {
    guard let lastFailure else { return .noEligibleModels }
    if limits.count == sentCount { return .rateLimited }
    return .exhausted(lastFailure)
  }
}
