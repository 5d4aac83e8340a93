// Who is asked next, and whether anything may be sent there now.
extension DispatchStateMachine {
  /// Whether the request's time is over.
  func isOver(_ now: Moment) -> Bool { deadline.map { now >= $0 } ?? false }

  /// Sends to the next model in order, or waits, or goes over to the last resort, or gives up.
  mutating func proceed(_ now: Moment, _ traffic: inout TrafficState) -> DispatchActions {
    if isOver(now) { return expire(now, &traffic) }
    if let attempt = beginNext(.failover, now, &traffic) {
      phase = .sending
      return .one(.send(attempt))
    }
    if let wait = waitForLimit(now, &traffic) { return wait }
    return proceedLastResort(now, &traffic)
  }

  /// Begins an attempt at the next model in order, or nil where none is left; the first of all has a cause of its own.
  mutating func beginNext(
    _ cause: Attempt.Cause, _ now: Moment, _ traffic: inout TrafficState, preferring preference: Preference = .order
  ) -> Attempt? {
    while let model = next(preference, now, traffic) {
      let isFirst = sentCount == 0 && model == plan.first?.model
      if let attempt = begin(model, isFirst ? .first : cause, now, &traffic) { return attempt }
      refused.append(model)
    }
    return nil
  }

  /// Which of the models that are left goes first.
  enum Preference {
    /// The first in order.
    case order
    /// The first at a provider that nobody was sent to; without any, the first in order (R-1103).
    case otherProvider
  }

  private mutating func next(_ preference: Preference, _ now: Moment, _ traffic: TrafficState) -> ModelHandle? {
    guard tried.count < plan.parameters.maximumModels else { return nil }
    let known = order.first { mayTry($0, traffic) }
    if known != nil, preference == .order { return known }
    if known == nil { completeOrder(now, traffic) }
    guard preference == .otherProvider else { return order.first { mayTry($0, traffic) } }
    let used = tried.compactMap { plan.registry.provider(of: $0) }
    return order.first { model in
      mayTry(model, traffic) && !(plan.registry.provider(of: model).map(used.contains) ?? true)
    } ?? order.first { mayTry($0, traffic) }
  }

  /// Ranks all models that may serve now, where only the first few are known.
  mutating func completeOrder(_ now: Moment, _ traffic: TrafficState) {
    guard !isOrderComplete else { return }
    isOrderComplete = true
    order.complete(by: plan.order(traffic.snapshot(of: plan.registry, at: now)))
  }

  /// Whether a model is still in question for the primary pass.
  func mayTry(_ model: ModelHandle, _ traffic: TrafficState) -> Bool {
    guard !tried.contains(model), !refused.contains(model), isOpenTo(model, traffic) else { return false }
    if let overflownWindow, let window = plan.registry[model].contextWindow, window > .zero {
      if window <= overflownWindow { return false }
    }
    return true
  }

  /// Whether nothing that happened to this request, and nobody's empty account, keeps a model out.
  func isOpenTo(_ model: ModelHandle, _ traffic: TrafficState) -> Bool {
    guard let provider = plan.registry.provider(of: model), !barred.contains(provider) else { return false }
    if !refusingTypes.isEmpty, refusingTypes.contains(plan.registry[provider].type) { return false }
    return traffic.disabledModels.isEmpty || !traffic.disabledModels.contains(plan.registry[model].id)
  }

  /// Begins an attempt: takes the provider's permit and sets its cost aside; nil where either is refused.
  mutating func begin(
    _ model: ModelHandle, _ cause: Attempt.Cause, _ now: Moment, _ traffic: inout TrafficState
  ) -> Attempt? {
    guard let provider = plan.registry.provider(of: model) else { return nil }
    let estimate = plan.cost(at: model)
    var reservation: Reservation?
    if !plan.scopes.isEmpty {
      do throws(BudgetExceeded) {
        let amount = NanoDollars(roundingUp: estimate)
        reservation = try traffic.ledger.reserve(
          amount, in: plan.scopes + [.provider(plan.registry[provider].id)], now: now)
      } catch {
        spendRefusal = error
        return nil
      }
    }
    guard let permit = traffic.begin(at: plan.registry[provider].id, near: provider, pass: pass, now: now) else {
      if let reservation { free(reservation, &traffic) }
      return nil
    }
    // What was found out about another model does not hold for this one.
    if tried.last != model || cause == .afterLimit { turn = Turn() }
    let attempt = Attempt(
      number: sentCount, model: model, provider: provider, cause: cause, deadline: attemptDeadline(now),
      maximumTokens: turn.maximumTokens, estimatedCost: estimate)
    if !tried.contains(model) { tried.append(model) }
    sentCount += 1
    open.append(OpenAttempt(attempt: attempt, startedAt: now, permit: permit, reservation: reservation))
    return attempt
  }

  private func free(_ reservation: Reservation, _ traffic: inout TrafficState) {
    do throws(LeaseProblem) { try traffic.ledger.release(reservation) } catch {
      preconditionFailure("What was reserved a moment ago is open.")
    }
  }

  /// The attempt's own time, or what is left of the request's (R-1061, R-1203).
  private func attemptDeadline(_ now: Moment) -> Moment {
    var moment = now.advanced(byMilliseconds: plan.parameters.attemptTimeout.value)
    if let deadline { moment = min(moment, deadline) }
    if let deadline = lastResort.deadline { moment = min(moment, deadline) }
    return moment
  }
}
