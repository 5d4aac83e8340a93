import RoutingCore

extension DispatchTask {
  /// Asks one after the other until a stream has begun.
  func open(
    _ machine: inout DispatchStateMachine, from start: Moment
  ) async -> Result<DispatchedStream, DispatchFailure> {
    var actions = dispatcher.router.step { machine.started(now: start, &$0) }
    while true {
      switch order(actions) {
      case .send(let attempt):
        let result = await call(attempt, plan: machine.plan)
        actions = tell(result, of: attempt.number, &machine)
        guard case .opened(let stream, let first) = result else { continue }
        guard case .open(let number, let summary)? = actions.last else {
          // The machine gave it up before its first byte was told.
          stream.cancel()
          continue
        }
        watch(.open(attempt: number, summary))
        return .success(
          DispatchedStream(self, machine, summary, stream: stream, number: number, first: first))
      case .wait(let moment): actions = await wait(until: moment, &machine)
      case .finish(.failed(let failure)): return .failure(failure)
      case .finish(.answered): preconditionFailure("A stream is open before it is answered.")
      }
    }
  }
}
