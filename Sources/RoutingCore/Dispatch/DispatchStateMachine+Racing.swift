// Several models at once, where one alone takes long (R-1101 to R-1107).
extension DispatchStateMachine {
  /// Sends to the first, and asks to be told when another may join.
  mutating func beginRace(_ now: Moment, _ traffic: inout TrafficState) -> DispatchActions {
    guard !isOver(now), let attempt = beginNext(.failover, now, &traffic) else { return proceed(now, &traffic) }
    phase = .racing
    race.racers = 1
    race.slots = 1
    return .one(.send(attempt)) + nextSlot()
  }

  /// When the next may join because of the time.
  private func nextSlot() -> DispatchActions {
    guard race.slots < plan.parameters.maximumRacers, race.racers < plan.parameters.maximumRacers else {
      return DispatchActions()
    }
    let moment = startedAt.advanced(byMilliseconds: Double(race.slots) * plan.parameters.hedgeAfter.value)
    if let deadline, moment >= deadline { return DispatchActions() }
    return .one(.wake(at: moment))
  }

  /// Nobody has answered for a while: another joins, where the fleet's budget for hedges allows it (R-1102).
  mutating func joinRace(_ now: Moment, _ traffic: inout TrafficState) -> DispatchActions {
    let moment = startedAt.advanced(byMilliseconds: Double(race.slots) * plan.parameters.hedgeAfter.value)
    guard now >= moment else { return nextSlot() }
    guard race.slots < plan.parameters.maximumRacers, race.racers < plan.parameters.maximumRacers, !isOver(now) else {
      return DispatchActions()
    }
    race.slots += 1
    guard traffic.hedges.balance(now: now) > 0,
      let attempt = beginNext(.hedge, now, &traffic, preferring: .otherProvider)
    else { return nextSlot() }
    _ = traffic.hedges.withdraw(now: now)
    race.racers += 1
    return .one(.send(attempt)) + nextSlot()
  }

  /// A racer failed: the next takes its place at once, and with none left the rest is tried one by one (R-1102, R-1106).
  mutating func raceOn(_ now: Moment, _ traffic: inout TrafficState) -> DispatchActions {
    if race.racers < plan.parameters.maximumRacers,
      let attempt = beginNext(.failover, now, &traffic, preferring: .otherProvider)
    {
      race.racers += 1
      return .one(.send(attempt))
    }
    guard open.isEmpty else { return DispatchActions() }
    phase = .sending
    return refusingTypes.isEmpty ? proceed(now, &traffic) : proceedOrStop(now, &traffic)
  }
}
