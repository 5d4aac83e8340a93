import RoutingCore

/// One provider of a simulation: what it does with a call.
struct SimulatedProvider {
  let id: ProviderID
  let conduct: ProviderConduct
  /// What befalls it, and when that is over for good; nil where it never is.
  let faults: [PlannedFault]
  let lastFaultEnd: Moment?
  var callsUnderWay = 0
  var probesUnderWay = 0
  /// Whether it is known to be down.
  var isDown = false
  private var second: Int64 = -1
  private var callsInSecond = 0

  init(_ id: ProviderID, _ conduct: ProviderConduct, faults: [PlannedFault]) {
    self.id = id
    self.conduct = conduct
    self.faults = faults.filter { $0.providers.contains(id) }
    let ends = self.faults.map(\.end)
    lastFaultEnd = ends.contains(nil) ? nil : ends.compactMap { $0 }.max()
  }

  /// What is wrong with it; of several faults at once, the first that is planned.
  func condition(at now: Moment) -> FaultCondition {
    for fault in faults where fault.isActive(at: now) {
      return fault.shape.condition(after: now.milliseconds(since: fault.start))
    }
    return .well
  }

  /// What becomes of a call that is sent now, and when.
  mutating func call(
    at now: Moment, deadline: Moment, tokens: Int, _ dice: inout SeededGenerator
  ) -> (CallEnding, Moment) {
    let condition = condition(at: now)
    if now.nanoseconds / 1_000_000_000 != second {
      second = now.nanoseconds / 1_000_000_000
      callsInSecond = 0
    }
    callsInSecond += 1
    let latency = conduct.latency(&dice)
    let draw = dice.unit()
    let answer = CallEnding.answered(tokens: tokens / 2 + dice.index(below: tokens / 2 + 1))
    if let death = condition.death { return ended(by: death, at: now, deadline) }
    if let limit = condition.limit, callsInSecond > limit.callsPerSecond {
      return at(
        now, SimulatedProvider.refusalTime, deadline, .status(429, retryAfter: limit.retryAfter, isFault: true))
    }
    if let capacity = conduct.capacity, callsUnderWay > capacity {
      return at(now, SimulatedProvider.refusalTime, deadline, .status(503, retryAfter: nil, isFault: false))
    }
    let takes = latency * condition.slowdown
    if draw < condition.failing.value {
      return at(now, takes / 2, deadline, .status(500, retryAfter: nil, isFault: true))
    }
    if let status = conduct.status(dice.unit()) {
      return at(now, takes / 2, deadline, .status(status, retryAfter: nil, isFault: false))
    }
    let moment = now.advanced(byMilliseconds: takes)
    // What was taken on before the provider died is lost with it.
    if let death = faults.isEmpty ? nil : self.condition(at: moment).death {
      return ended(by: death, at: min(moment, deadline), deadline)
    }
    return at(now, takes, deadline, answer)
  }

  /// How long it takes to be refused, in milliseconds.
  private static let refusalTime = 5.0

  private func ended(by death: FaultCondition.Death, at now: Moment, _ deadline: Moment) -> (CallEnding, Moment) {
    switch death {
    case .refuses: at(now, SimulatedProvider.refusalTime, deadline, .refused)
    case .unavailable:
      at(now, SimulatedProvider.refusalTime, deadline, .status(503, retryAfter: nil, isFault: true))
    case .hangs: (.timedOut, deadline)
    }
  }

  private func at(
    _ now: Moment, _ milliseconds: Double, _ deadline: Moment, _ ending: CallEnding
  ) -> (CallEnding, Moment) {
    let moment = now.advanced(byMilliseconds: milliseconds)
    return moment < deadline ? (ending, moment) : (.timedOut, deadline)
  }
}
