public import RoutingCore

extension Orchestrator {
  /// Takes an orchestration one step on: makes the calls that are out, and gives the state after them; a state that is over
  /// comes back as it is.
  ///
  /// This is the activity of a workflow engine. Calls that are out at once are made at once.
  ///
  /// - Throws: `InvalidOrchestrationState` where the state is none that an orchestration gave.
  public func advance(
    _ state: JSONValue, of request: OrchestrationRequest
  ) async throws(InvalidOrchestrationState) -> JSONValue {
    var machine = try Orchestration(state: state)
    let calls = machine.outstandingCalls
    let results = await withTaskGroup(of: (Int, CallResult).self) { group in
      for call in calls { group.addTask { (call.number, await self.call(call, of: request)) } }
      return await group.reduce(into: []) { $0.append($1) }
    }
    for (number, result) in results.sorted(by: { $0.0 < $1.0 }) {
      _ = machine.resume(.callEnded(number: number, result), now: time.now)
      tell(.activityCompleted(call: number), of: request)
    }
    return machine.state
  }
}
