/// An orchestration under way: a pure state machine that says which calls to make and takes their results.
///
/// Results may come in any order, twice, or after the end; only the first result of a call that is out counts. With the
/// deadlines of the calls aside, what comes out depends on the results and not on their order (O-333). The host makes
/// the calls, tells of the deadline when it passes, and does what the effects say.
public struct Orchestration: Hashable, Sendable {
  /// What was fixed before the first call.
  public let plan: OrchestrationPlan
  /// When it began.
  public let start: Moment
  /// The time of the last event that counted.
  public private(set) var lastEvent: Moment
  /// What ends it in the middle.
  public private(set) var stop: StopCause?
  /// How it ended; nil while it is under way.
  public private(set) var outcome: OrchestrationOutcome?
  /// The results of the calls that were begun, by number; nil for those that are out.
  private(set) var results: [CallResult?]

  /// Begins an orchestration, and says what to do first.
  ///
  /// - Complexity: O(n) in the size of the messages.
  public static func start(_ plan: OrchestrationPlan, now: Moment) -> (Orchestration, [OrchestrationEffect]) {
    var orchestration = Orchestration(plan: plan, start: now, lastEvent: now, stop: nil, results: [])
    let effects = orchestration.advance()
    return (orchestration, effects)
  }

  /// Makes the state after some events, whose effects are done.
  init(plan: OrchestrationPlan, start: Moment, lastEvent: Moment, stop: StopCause?, results: [CallResult?]) {
    self.plan = plan
    self.start = start
    self.lastEvent = lastEvent
    self.stop = stop
    self.results = results
  }

  /// When the time is over (O-207).
  public var deadline: Moment { start.advanced(byMilliseconds: plan.timeLimit.value) }

  /// The calls that are out.
  ///
  /// - Complexity: O(n) in the size of all texts so far.
  public var outstandingCalls: [OrchestrationCall] {
    if outcome != nil { return [] }
    var run = run
    _ = run.outcome(latency: 0)
    return run.unanswered
  }

  /// Takes an event and says what to do next; nothing where the event changes nothing.
  ///
  /// An event at or after the deadline is the deadline as well, whether the host told of it or not.
  ///
  /// - Complexity: O(n) in the size of all texts so far.
  public mutating func resume(_ event: OrchestrationEvent, now: Moment) -> [OrchestrationEffect] {
    guard outcome == nil else { return [] }
    switch event {
    case .callEnded(let number, let result):
      guard results.indices.contains(number), results[number] == nil else { return [] }
      results[number] = result.kept(by: plan.mode)
      if now >= deadline { stop = .deadline }
    case .deadlinePassed:
      // A timer that is early stops nothing.
      guard now >= deadline else { return [] }
      stop = .deadline
    case .cancelled: stop = .cancelled
    }
    lastEvent = max(lastEvent, now)
    return advance()
  }

  private var run: OrchestrationRun {
    OrchestrationRun(plan: plan, deadline: deadline, stop: stop, results: results)
  }

  /// Runs the script, and gives what is new.
  mutating func advance() -> [OrchestrationEffect] {
    var run = run
    guard let end = run.outcome(latency: Milliseconds(max(lastEvent.milliseconds(since: start), 0)) ?? 0) else {
      let calls = run.unanswered.filter { $0.number >= results.count }
      results += calls.map { _ in nil }
      return calls.map { .call($0) }
    }
    outcome = end
    let abandoned = end.calls.compactMap { call -> OrchestrationEffect? in
      guard case .abandoned = call.outcome else { return nil }
      return .cancelCall(number: call.number)
    }
    return abandoned + [.finish(end)]
  }
}

/// What the host tells an orchestration.
public enum OrchestrationEvent: Hashable, Sendable {
  /// A call ended.
  case callEnded(number: Int, CallResult)
  /// The time is over (O-207).
  case deadlinePassed
  /// Whoever asked does not wait for the answer (O-208).
  case cancelled
}

/// What an orchestration asks of the host.
public enum OrchestrationEffect: Hashable, Sendable {
  /// Make this call, and tell of its end.
  case call(OrchestrationCall)
  /// Do not wait for this call; its end need not be told.
  case cancelCall(number: Int)
  /// This is the end, told once; no other effect follows.
  case finish(OrchestrationOutcome)
}
