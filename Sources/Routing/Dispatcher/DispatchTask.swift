import RoutingCore

/// One request being served: does what its machine says, and tells it what came of it.
struct DispatchTask: Sendable {
  let dispatcher: Dispatcher
  let request: DispatchRequest

  init(_ dispatcher: Dispatcher, _ request: DispatchRequest) {
    self.dispatcher = dispatcher
    self.request = request
  }

  typealias Answer = Result<DispatchedReply, DispatchFailure>

  /// What is to be done next, where it is one thing at a time.
  enum Order {
    case send(Attempt)
    case wait(until: Moment)
    case finish(DispatchOutcome)
  }

  /// Serves a request by one call at a time.
  func sequence(_ machine: inout DispatchStateMachine, from start: Moment) async -> Answer {
    var actions = dispatcher.router.step { machine.started(now: start, &$0) }
    var reply: ProviderReply?
    while true {
      switch order(actions) {
      case .send(let attempt):
        let result = await call(attempt, plan: machine.plan)
        if case .answered(let answer) = result { reply = answer }
        actions = tell(result, of: attempt.number, &machine)
      case .wait(let moment): actions = await wait(until: moment, &machine)
      case .finish(.answered(let summary)):
        guard let reply else { preconditionFailure("An answered request has an answer.") }
        return .success(DispatchedReply(summary: summary, reply: reply))
      case .finish(.failed(let failure)): return .failure(failure)
      }
    }
  }

  /// The one thing to do now; everything else is told to whoever watches.
  func order(_ actions: DispatchActions) -> Order {
    var order: Order?
    for action in actions {
      switch action {
      case .send(let attempt): order = .send(attempt)
      case .wake(let moment): order = .wait(until: moment)
      case .finish(let outcome): order = .finish(outcome)
      case .cancel, .open, .disable, .report: break
      }
      watch(action)
    }
    guard let order else { preconditionFailure("A request that is not over waits for something.") }
    return order
  }

  /// Tells of what happened to those who watch, and publishes changes of health at once.
  func watch(_ action: DispatchAction) {
    if case .report = action { dispatcher.router.tick(now: dispatcher.time.now) }
    guard let observer = dispatcher.observer else { return }
    switch action {
    case .report(let transition): observer.observe(.healthChanged(transition), request: request.routing.id)
    case .disable(let model, let reason):
      observer.observe(.modelDisabled(model, reason: reason), request: request.routing.id)
    case .open(_, let summary): observer.observe(.streamOpened(summary), request: request.routing.id)
    case .finish(let outcome): observer.observe(.ended(outcome), request: request.routing.id)
    case .send, .cancel, .wake: break
    }
  }

  /// Waits, unless the caller goes away.
  func wait(until moment: Moment, _ machine: inout DispatchStateMachine) async
    -> DispatchActions
  {
    do throws(CancellationError) {
      try await dispatcher.time.sleep(until: moment)
    } catch {
      let now = dispatcher.time.now
      return step(&machine) { machine, traffic in machine.cancelled(now: now, &traffic) }
    }
    let now = dispatcher.time.now
    return step(&machine) { machine, traffic in machine.timerFired(now: now, &traffic) }
  }

  /// Tells the machine what came of a call.
  func tell(_ result: AttemptResult, of number: Int, _ machine: inout DispatchStateMachine) -> DispatchActions {
    let now = dispatcher.time.now
    return step(&machine) { machine, traffic in
      switch result {
      case .answered(let reply): machine.attemptAnswered(number, usage: reply.usage, now: now, &traffic)
      case .opened: machine.firstByteArrived(number, now: now)
      case .failed(let report): machine.attemptFailed(number, report, now: now, &traffic)
      case .cancelled: machine.cancelled(now: now, &traffic)
      }
    }
  }

  /// One event of the machine under the router's lock, and what became of attempts told after it.
  func step(
    _ machine: inout DispatchStateMachine,
    _ event: (inout DispatchStateMachine, inout TrafficState) -> DispatchActions
  ) -> DispatchActions {
    let before = machine.endedAttempts.count
    let actions = dispatcher.router.step { event(&machine, &$0) }
    tell(of: machine.endedAttempts.dropFirst(before))
    return actions
  }

  /// Tells whoever watches of attempts that ended.
  func tell(of ended: ArraySlice<AttemptRecord>) {
    guard let observer = dispatcher.observer else { return }
    for record in ended { observer.observe(.attemptEnded(record), request: request.routing.id) }
  }
}
