import RoutingCore
import RoutingReference

/// What holds of every request whatever happens to it, checked after every event.
struct DispatchRules {
  let bed: DispatchBed
  let bound: DispatchBound
  /// Why a model may not serve even with all providers well, by the oracle.
  private let excluded: [ModelID: ExclusionReason]

  init(_ bed: DispatchBed, _ plan: DispatchPlan) {
    self.bed = bed
    bound = plan.bound()
    let record = ReferenceRouter(models: bed.models, providers: bed.providers, directory: bed.directory)
      .record(for: bed.request, policy: bed.policy, health: [:], arms: nil, turn: 0, seed: bed.seed)
    excluded = Dictionary(record.excluded.map { ($0.model, $0.reason) }, uniquingKeysWith: { first, _ in first })
  }

  /// What a step did that it must not, or nil.
  func violation(from before: DispatchRun, to after: DispatchRun) -> String? {
    let sent = after.sent.suffix(after.sent.count - before.sent.count)
    if before.outcome != nil, after.log.count != before.log.count { return "something happened after the end" }
    if after.log.filter({ $0.hasPrefix("answer") || $0.hasPrefix("fail") }).count > 1 { return "it ended twice" }
    if let violation = sent.lazy.compactMap({ self.violation($0, from: before, in: after) }).first { return violation }
    if after.sent.count > bound.calls { return "\(after.sent.count) calls, bound \(bound.calls)" }
    if let violation = money(after) { return violation }
    return after.outcome == nil ? waiting(after) : ended(after)
  }

  private func violation(_ attempt: Attempt, from before: DispatchRun, in after: DispatchRun) -> String? {
    let registry = after.machine.plan.registry
    let model = registry[attempt.model]
    let isLast = attempt.cause == .lastResort
    if let reason = excluded[model.id], !(isLast && isSoft(reason)) { return "\(model.id.text) \(reason)" }
    if after.outcome != nil { return "a call at the end" }
    if attempt.number != after.sent.firstIndex(of: attempt) { return "attempts are not numbered in order" }
    if after.traffic.disabledModels.contains(model.id) { return "a call of a disabled model" }
    if let limit = bed.policy.deadline, limit.value > 0 {
      let deadline = Moment.zero.advanced(byMilliseconds: limit.value)
      if after.now >= deadline || attempt.deadline > deadline { return "a call beyond the deadline" }
    }
    if !isLast, after.traffic.limitEnd(of: model.provider, now: after.now) != nil { return "a call within a window" }
    let earlier = after.sent.prefix(attempt.number)
    let isRepeated = earlier.contains { $0.model == attempt.model }
    switch attempt.cause {
    case .retry, .shrunk, .afterLimit: if !isRepeated { return "a first call told as a repeated one" }
    case .first, .failover, .escalated, .hedge, .lastResort: if isRepeated { return "a model was asked anew" }
    }
    if attempt.cause == .shrunk, earlier.contains(where: { $0.model == attempt.model && $0.cause == .shrunk }) {
      return "shrunk twice"
    }
    let models = Set(after.sent.filter { $0.cause != .lastResort }.map(\.model)).count
    if models > bed.parameters.maximumModels { return "\(models) models in the primary pass" }
    let resorts = after.sent.filter { $0.cause == .lastResort }.count
    if resorts > bed.parameters.maximumLastResorts { return "\(resorts) last resorts" }
    if after.machine.attemptsUnderWay.count > (bed.parameters.hedgeAfter.value > 0 ? bed.parameters.maximumRacers : 1) {
      return "too many calls at once"
    }
    return nil
  }

  private func isSoft(_ reason: ExclusionReason) -> Bool {
    switch reason {
    case .contextOverflow(let have, _): have >= bed.request.inputTokens
    case .weightBelowMinimum: bed.policy.defaulted.contains(.minimumWeight)
    case .budgetExceeded: bed.policy.defaulted.contains(.maximumCost)
    default: false
    }
  }

  private func money(_ run: DispatchRun) -> String? {
    for standing in run.traffic.ledger.standings(now: run.now)
    where standing.spent.adding(standing.reserved) > standing.limit.amount {
      return "\(standing.limit.scope) overspent"
    }
    let estimates = run.sent.reduce(0) { $0 + $1.estimatedCost.value }
    return estimates > bound.cost.value * (1 + 1e-12) ? "dearer than its bound" : nil
  }

  /// A request that is not over waits for a call or for a moment.
  private func waiting(_ run: DispatchRun) -> String? {
    if run.machine.isFinished { return "over without saying so" }
    if run.machine.attemptsUnderWay.isEmpty, run.wakeAt == nil { return "it waits for nothing" }
    return run.traffic.ledger.openReservations.count == (bed.scopes.isEmpty ? 0 : run.machine.attemptsUnderWay.count)
      ? nil : "reservations and calls under way differ"
  }

  private func ended(_ run: DispatchRun) -> String? {
    if !run.machine.attemptsUnderWay.isEmpty { return "calls outlive the request" }
    if !run.traffic.ledger.openReservations.isEmpty { return "money is still set aside" }
    let inFlight = run.traffic.health.snapshot(at: run.now).readings.map(\.requestsInFlight)
    if inFlight.contains(where: { $0 != 0 }) { return "health counts calls under way: \(inFlight)" }
    let attempts = run.summary?.attempts ?? run.failure?.attempts ?? []
    if attempts.count != run.sent.count { return "\(attempts.count) records of \(run.sent.count) calls" }
    if let summary = run.summary, attempts.filter({ $0.result == .answered }).map(\.model) != [summary.model] {
      return "not exactly one answer"
    }
    let isStream = bed.request.isStreaming && run.opened != nil
    if !isStream, run.now.milliseconds(since: .zero) > bound.time.value { return "later than its bound" }
    return nil
  }
}
