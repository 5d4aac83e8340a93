import RoutingCore

/// One orchestration run within the caller's task.
struct InlineOrchestration: Sendable {
  let orchestrator: Orchestrator
  let request: OrchestrationRequest

  private enum Event: Sendable {
    case ended(Int, CallResult)
    case deadline
  }

  func run(_ start: Orchestration, _ first: [OrchestrationEffect]) async -> OrchestrationOutcome {
    let time = orchestrator.time
    let deadline = start.deadline
    return await withTaskGroup(of: Event.self) { group in
      var machine = start
      var effects = first
      group.addTask {
        do throws(CancellationError) { try await time.sleep(until: deadline) } catch {}
        return .deadline
      }
      while true {
        for effect in effects {
          switch effect {
          case .call(let call):
            group.addTask { .ended(call.number, await orchestrator.call(call, of: request)) }
          case .cancelCall: break
          case .finish(let outcome):
            // What is still out is not waited for: cancellation reaches every call and the timer.
            group.cancelAll()
            return outcome
          }
        }
        let event = await group.next()
        if Task.isCancelled {
          effects = machine.resume(.cancelled, now: time.now)
          continue
        }
        switch event {
        case .ended(let number, let result): effects = machine.resume(.callEnded(number: number, result), now: time.now)
        case .deadline: effects = machine.resume(.deadlinePassed, now: time.now)
        case nil: preconditionFailure("An orchestration that is not over waits for something.")
        }
      }
    }
  }
}
