import RoutingCore

extension DispatchTask {
  /// What happens in a race.
  private enum RaceEvent: Sendable {
    case ended(Int, AttemptResult)
    case woke
  }

  /// Serves a request by several calls at once, as the machine says.
  func race(_ machine: inout DispatchStateMachine, from start: Moment) async -> Answer {
    var racing = machine
    let answer = await withTaskGroup(of: RaceEvent.self) { group in
      var replies: [Int: ProviderReply] = [:]
      var actions = dispatcher.router.step { racing.started(now: start, &$0) }
      while true {
        if let outcome = act(on: actions, plan: racing.plan, &group) {
          // Nobody's answer is waited for any more, and cancellation reaches every provider.
          group.cancelAll()
          switch outcome {
          case .answered(let summary):
            let winner = summary.attempts.firstIndex { $0.result == .answered }
            guard let winner, let reply = replies[winner] else {
              preconditionFailure("An answered request has an answer.")
            }
            return Answer.success(DispatchedReply(summary: summary, reply: reply))
          case .failed(let failure): return Answer.failure(failure)
          }
        }
        switch await group.next() {
        case .ended(let number, let result):
          if case .answered(let reply) = result { replies[number] = reply }
          actions = tell(result, of: number, &racing)
        case .woke:
          let isCancelled = Task.isCancelled
          let now = dispatcher.time.now
          actions = step(&racing) { machine, traffic in
            isCancelled ? machine.cancelled(now: now, &traffic) : machine.timerFired(now: now, &traffic)
          }
        case nil: preconditionFailure("A request that is not over waits for something.")
        }
      }
    }
    machine = racing
    return answer
  }

  /// Starts calls and timers; the outcome, where the request is over.
  private func act(
    on actions: DispatchActions, plan: DispatchPlan, _ group: inout TaskGroup<RaceEvent>
  ) -> DispatchOutcome? {
    var outcome: DispatchOutcome?
    for action in actions {
      switch action {
      case .send(let attempt):
        group.addImmediateTask { .ended(attempt.number, await call(attempt, plan: plan)) }
      case .wake(let moment):
        let time = dispatcher.time
        group.addTask {
          do throws(CancellationError) { try await time.sleep(until: moment) } catch {}
          return .woke
        }
      case .finish(let result): outcome = result
      case .cancel, .open, .disable, .report: break
      }
      watch(action)
    }
    return outcome
  }
}
