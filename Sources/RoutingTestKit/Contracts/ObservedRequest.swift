import Routing
import RoutingCore

/// What observers are told of, as a request's machine tells it.
enum ObservedRequest {
  /// At least one event of every kind, with a text wherever a provider's words may stand.
  static func events(text: String) -> [RoutingEvent] {
    let model = ModelID(text)
    let provider = ProviderID(text)
    var events: [RoutingEvent] = Attempt.Cause.allCases.map {
      .attemptStarted(model: model, provider: provider, cause: $0)
    }
    events += [
      .healthChanged(HealthTransition(provider: provider, old: .healthy, new: .down, reason: .failure(.transient))),
      .healthChanged(HealthTransition(provider: provider, old: .down, new: nil, reason: .removed)),
      .modelDisabled(model, reason: text), .ended(.failed(DispatchFailure(kind: .cancelled))),
    ]
    return events + served(text: text)
  }

  /// The events of a streamed request that fails once and is then answered.
  private static func served(text: String) -> [RoutingEvent] {
    guard let registry = registry() else { return [] }
    let router = CompiledRouter(registry)
    var traffic = TrafficState(for: registry)
    var turns = ReferenceTurns()
    let plan = DispatchPlan(
      RoutingRequest(inputTokens: 10, outputTokens: 10, isStreaming: true), router: router,
      policy: router.compile(RoutingPolicy()), health: router.compile(traffic.snapshot(at: .zero)), turns: &turns,
      seed: 0)
    var machine = DispatchStateMachine(plan)
    var actions = machine.started(now: .zero, &traffic)
    actions += machine.attemptFailed(0, AttemptFailureReport(.other, message: text), now: .zero, &traffic)
    actions += machine.firstByteArrived(1, now: .zero)
    actions += machine.attemptAnswered(1, usage: nil, now: .zero, &traffic)
    let told = actions.compactMap { action -> RoutingEvent? in
      switch action {
      case .open(_, let summary): .streamOpened(summary)
      case .finish(let outcome): .ended(outcome)
      case .send, .cancel, .wake, .disable, .report: nil
      }
    }
    return machine.endedAttempts.map { .attemptEnded($0) } + told
  }

  private static func registry() -> ModelRegistry? {
    do throws(InvalidRegistry) {
      return try ModelRegistry(
        models: ["a", "b"].map { Model(id: ModelID("\($0)/m"), provider: ProviderID($0)) },
        providers: ["a", "b"].map { Provider(id: ProviderID($0)) })
    } catch {
      return nil
    }
  }
}
