public import RoutingCore

/// Runs orchestrations inline: does what their machine says, each call through a dispatcher (O-502).
///
/// A workflow engine runs the same machine by its serialised state and calls ``call(_:of:)`` as its activity; results,
/// costs and reasons are the same, because both are the machine's.
public struct Orchestrator: Sendable {
  private let dispatcher: Dispatcher

  /// Makes an orchestrator that sends through a dispatcher.
  public init(_ dispatcher: Dispatcher) { self.dispatcher = dispatcher }

  var time: any TimeSource { dispatcher.time }

  /// Tells the dispatcher's observer what happened to a request's workflow (O-506).
  func tell(_ event: WorkflowEvent, of request: OrchestrationRequest) {
    dispatcher.observer?.observe(
      .workflow(event, id: Workflow.id(.orchestration, of: request.routing.id)), request: request.routing.id)
  }

  /// The plan of a request: the models that may serve in each role by the present health, and the limits.
  ///
  /// - Throws: `InvalidOrchestration` naming what is wrong with the request.
  /// - Complexity: O(n log n) in the number of models.
  public func plan(_ request: OrchestrationRequest) throws(InvalidOrchestration) -> OrchestrationPlan {
    try OrchestrationPlan(
      directive: request.directive, payload: request.payload, models: dispatcher.models(for: request),
      outputTokens: request.routing.outputTokens, maximumCost: request.maximumCost, deadline: request.deadline,
      defaultDeadline: request.policy.deadline, format: request.format,
      seed: OrchestrationSeed.value(of: request.routing.id, seed: dispatcher.router.seed))
  }

  /// Runs a request to its end; calls that are out at once run at once, and cancelling the caller's task stops all.
  ///
  /// - Throws: `InvalidOrchestration` naming what is wrong with the request; nothing was called then.
  public func run(_ request: OrchestrationRequest) async throws(InvalidOrchestration) -> OrchestrationOutcome {
    let plan = try plan(request)
    let (machine, effects) = Orchestration.start(plan, now: dispatcher.time.now)
    return await InlineOrchestration(orchestrator: self, request: request).run(machine, effects)
  }

  /// Makes one call of an orchestration, with failover where the machine leaves the choice of a model open.
  public func call(_ call: OrchestrationCall, of request: OrchestrationRequest) async -> CallResult {
    let start = dispatcher.time.now
    do throws(DispatchError) {
      let answer = try await dispatcher.send(dispatchRequest(call, of: request, avoiding: .avoided))
      return result(of: answer, to: call)
    } catch .failed(let failure) where failure.attempts.isEmpty && failure.kind == .noEligibleModels && call.avoids {
      // Models that are better avoided are better than none (O-203).
      do throws(DispatchError) {
        let answer = try await dispatcher.send(dispatchRequest(call, of: request, avoiding: .onlyExcluded))
        return result(of: answer, to: call)
      } catch {
        return result(of: error, since: start)
      }
    } catch {
      return result(of: error, since: start)
    }
  }
}

// MARK: - Calls as requests

extension Orchestrator {
  /// Which models a call stays away from.
  private enum Avoidance {
    case avoided
    case onlyExcluded
  }

  private func dispatchRequest(
    _ call: OrchestrationCall, of request: OrchestrationRequest, avoiding avoidance: Avoidance
  ) -> DispatchRequest {
    var routing = request.routing
    routing.id = "\(request.routing.id)#\(call.number)"
    routing.hint = nil
    routing.isStreaming = false
    routing.inputTokens = call.payload.estimatedTokens
    var policy = request.policy
    if let cost = call.maximumCost {
      policy.maximumCost = cost.value > 0 ? cost : policy.maximumCost
      policy.defaulted.remove(.maximumCost)
    }
    policy.deadline = Milliseconds(max(call.deadline.milliseconds(since: dispatcher.time.now), 1))
    var failover = DispatchPlan.Failover.toOthers
    switch call.target {
    case .model(let model):
      routing.hint = ModelReference(model.text, isStrict: true)
      failover = .none
      // A floor is for automatic choice (O-105).
      policy.minimumWeight = 0
    case .automatic(let phase):
      phase.apply(to: &policy, avoiding: avoidance == .avoided ? phase.avoided : [])
    }
    return DispatchRequest(
      routing, payload: call.payload, policy: .given(policy), scopes: request.scopes, failover: failover)
  }

  private func result(of answer: DispatchedReply, to call: OrchestrationCall) -> CallResult {
    let text = AnswerText(of: answer.reply.body)
    let counted = answer.reply.usage.flatMap { $0.isEmpty ? nil : $0 }
    return .answered(
      CallAnswer(
        model: answer.summary.model, provider: answer.summary.provider, text: text.text, reasoning: text.reasoning,
        cost: answer.summary.cost, costBasis: counted == nil ? .estimate : .usage,
        usage: counted ?? TokenUsage(inputTokens: call.payload.estimatedTokens, outputTokens: .zero),
        latency: answer.summary.latency, reason: answer.summary.reason, response: answer.reply.body))
  }

  private func result(of error: DispatchError, since start: Moment) -> CallResult {
    let latency = Milliseconds(max(dispatcher.time.now.milliseconds(since: start), 0)) ?? 0
    guard case .failed(let failure) = error else {
      return .failed(CallFailure(className: "unknown_policy", message: "the policy is unknown", latency: latency))
    }
    let last = failure.attempts.last
    return .failed(
      CallFailure(
        className: failure.kind.name, message: last?.message ?? failure.message, model: last?.model,
        provider: last?.provider, cost: Dollars(failure.attempts.reduce(0) { $0 + $1.cost.value }) ?? 0,
        latency: latency))
  }
}

extension OrchestrationCall {
  /// Whether it would rather not go to some models.
  fileprivate var avoids: Bool {
    switch target {
    case .model: false
    case .automatic(let phase): !phase.avoided.isEmpty
    }
  }
}

extension PhasePolicy {
  /// Narrows a request's policy to this phase (O-202, O-203).
  func apply(to policy: inout RoutingPolicy, avoiding avoided: [ModelID]) {
    policy.mode = mode
    policy.defaulted.remove(.mode)
    if let minimumWeight {
      policy.minimumWeight = minimumWeight
      policy.defaulted.remove(.minimumWeight)
    }
    let denied = (excluded + avoided).map(\.text)
    if !denied.isEmpty {
      policy.constraints = policy.constraints.narrowed(by: RoutingConstraints(models: NameFilter(deny: denied)))
    }
  }
}
