import RoutingCore
import RoutingTestSupport
import Testing

/// What must hold of one provider's record, whatever happens to it.
@Suite(.offThePool) struct HealthLaws {
  @Test("R-902, R-907: a success never worsens state or availability, and never raises the error rate")
  func successNeverHurts() {
    #expect(
      HealthLaw.firstViolation(stream: 0x901) { history in
        var dice = history.dice
        let before = ProviderHealth(after: history)
        // Also one that is told of late.
        let now = history.end
        let when = now.advanced(byMilliseconds: dice.pick([0, 1, -1, -40_000, 31_000]))
        var after = before
        after.record(.success(latency: milliseconds(dice.number(0...5000))), at: when, history.parameters)
        let later = max(now, when)
        let (old, new) = (before.reading(at: later, history.parameters), after.reading(at: later, history.parameters))
        if new.state.severity > old.state.severity { return "state \(old.state) became \(new.state)" }
        if old.isAvailable && !new.isAvailable { return "became unavailable" }
        if new.errorRate > old.errorRate { return "rate \(old.errorRate) rose to \(new.errorRate)" }
        return after.consecutiveErrors == 0 ? nil : "errors in a row: \(after.consecutiveErrors)"
      } == nil)
  }

  @Test("R-904, R-905, R-907: time alone never worsens state, availability or error rate, nor moves the average")
  func timeNeverHurts() {
    #expect(
      HealthLaw.firstViolation(stream: 0x902, permits: true) { history in
        var dice = history.dice
        var health = ProviderHealth()
        var permits: [AttemptPermit] = []
        for step in history.steps { run(step, &health, &permits, history.parameters) }
        let early = history.end.advanced(byMilliseconds: dice.pick([0, 0, dice.logUniform(1, 1e6)]))
        let late = early.advanced(byMilliseconds: dice.pick([1, 30_000, dice.logUniform(1e-3, 1e9)]))
        let (old, new) = (health.reading(at: early, history.parameters), health.reading(at: late, history.parameters))
        if new.state != old.state { return "state \(old.state) became \(new.state)" }
        if old.isAvailable && !new.isAvailable { return "became unavailable by waiting" }
        if new.errorRate.value > old.errorRate.value + 1e-12 { return "rate \(old.errorRate) rose to \(new.errorRate)" }
        if new.recentOutcomes > old.recentOutcomes { return "outcomes multiplied" }
        if new.latency != old.latency { return "the average moved from \(old) to \(new)" }
        return new.ramp >= old.ramp ? nil : "the ramp fell"
      } == nil)
  }

  @Test("R-907: reading changes nothing, in whatever order of times")
  func readingIsPure() {
    #expect(
      HealthLaw.firstViolation(stream: 0x903) { history in
        var dice = history.dice
        let health = ProviderHealth(after: history)
        let times = (0..<2).map { _ in
          history.end.advanced(byMilliseconds: dice.pick([0, -1e7, dice.logUniform(1, 1e9)]))
        }
        let forwards = times.map { health.reading(at: $0, history.parameters) }
        let backwards = times.reversed().map { health.reading(at: $0, history.parameters) }
        if forwards != backwards.reversed() { return "another reading the second time" }
        return health == ProviderHealth(after: history) ? nil : "the record changed"
      } == nil)
  }

  @Test("R-901 to R-907, R-909, R-922: a record reads as if all events were read anew")
  func model() {
    #expect(
      HealthLaw.firstViolation(stream: 0x904) { history in
        let health = ProviderHealth(after: history)
        let model = HealthModel(parameters: history.parameters, steps: history.steps)
        var dice = history.dice
        for pause in [dice.pick([0, 1000, 29_999.999_999]), dice.pick([30_000, 1e6])] {
          let now = history.end.advanced(byMilliseconds: pause)
          let reading = health.reading(at: now, history.parameters)
          if reading.state != model.state { return "state \(reading.state), not \(model.state)" }
          if reading.isAvailable == (model.isProbeDown || model.isCooling(at: now)) { return "availability" }
          if abs(reading.errorRate.value - model.errorRate(at: now)) > 1e-12 { return "error rate" }
          if reading.latency?.value != model.averageLatency { return "average \(reading)" }
        }
        if health.totalRequests != model.totalRequests || health.totalErrors != model.totalErrors { return "totals" }
        return health.consecutiveErrors == model.consecutiveErrors ? nil : "errors in a row"
      } == nil)
  }

  @Test("R-905: half-open lets exactly one attempt through until it resolves or its lease runs out")
  func halfOpen() {
    var refusals = 0
    var halfOpens = 0
    #expect(
      HealthLaw.firstViolation(stream: 0x905, length: 30, permits: true) { history in
        var health = ProviderHealth()
        var model = HealthModel(parameters: history.parameters)
        var permits: [AttemptPermit] = []
        /// The half-open attempts that nobody has ended.
        var trials: [(permit: AttemptPermit, since: Moment)] = []
        for step in history.steps {
          if case .begin = step.event {
            let open = trials.filter {
              step.at.milliseconds(since: $0.since) < history.parameters.halfOpenTimeout.value
            }
            if open.count > 1 { return "\(open.count) half-open attempts at once" }
            let isBarred =
              model.isProbeDown || model.isTrafficDown && (model.isCooling(at: step.at) || !open.isEmpty)
            let permit = run(step, &health, &permits, history.parameters)
            if isBarred != (permit == nil) { return isBarred ? "let through" : "turned away" }
            if isBarred { refusals += 1 }
            if let permit, model.isTrafficDown { trials.append((permit, step.at)) }
            halfOpens += permit != nil && model.isTrafficDown ? 1 : 0
            continue
          }
          if case .end(let pick, _) = step.event, !permits.isEmpty {
            let ended = permits[pick % permits.count]
            trials.removeAll { $0.permit == ended }
          }
          run(step, &health, &permits, history.parameters)
          model.steps.append(step)
          if health.requestsInFlight != permits.count { return "in flight: \(health.requestsInFlight)" }
        }
        return nil
      } == nil)
    #expect(HealthLaw.isOften(refusals))
    #expect(HealthLaw.isOften(halfOpens))
  }

  /// Takes a step with permits; an end without any attempt under way is an outcome without a permit.
  @discardableResult
  private func run(
    _ step: HealthStep, _ health: inout ProviderHealth, _ permits: inout [AttemptPermit],
    _ parameters: HealthParameters
  ) -> AttemptPermit? {
    switch step.event {
    case .begin:
      let permit = health.begin(at: step.at, parameters)
      if let permit { permits.append(permit) }
      return permit
    case .end(let pick, let outcome) where !permits.isEmpty:
      let permit = permits.remove(at: pick % permits.count)
      health.record(outcome, permit: permit, at: step.at, parameters)
    case .outcome, .probe, .end: health.take(step, parameters)
    }
    return nil
  }
}
