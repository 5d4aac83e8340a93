public import RoutingCore
import Synchronization

/// Runs orchestrations within a workflow engine where that does its part, and directly where it does not (O-501 to O-507).
///
/// Both ways run the same machine, so results, costs and reasons are the same (O-502). The end is told to the observer once,
/// whichever way was taken (O-507).
public final class WorkflowOrchestrator: Sendable {
  private let orchestrator: Orchestrator
  private let engine: any WorkflowEngine
  private let observer: (any RoutingObserver)?
  private let breaker = Locked(WorkflowBreaker())
  private let fallbacks = Atomic<Int>(0)

  /// Makes a runner over an engine.
  public init(_ orchestrator: Orchestrator, engine: any WorkflowEngine, observer: (any RoutingObserver)? = nil) {
    self.orchestrator = orchestrator
    self.engine = engine
    self.observer = observer
  }

  /// How often a request ran directly because the engine did not do its part (O-504,
  /// `tokenhub_temporal_fallback_total`).
  public var fallbackCount: Int { fallbacks.load(ordering: .relaxed) }

  /// What the engine is asked for now (O-503).
  public var breakerState: WorkflowBreaker.State { breaker.withLock { $0.state } }

  /// Runs a request to its end.
  ///
  /// - Throws: `WorkflowError` where the request is invalid, or where the engine began it and cannot tell how it ended: then
  ///   it is not run again, since providers may have been called already.
  public func run(_ request: OrchestrationRequest) async throws(WorkflowError) -> OrchestrationOutcome {
    let outcome = try await runSomehow(request)
    observer?.observe(.orchestrated(outcome), request: request.routing.id)
    return outcome
  }

  private func runSomehow(_ request: OrchestrationRequest) async throws(WorkflowError) -> OrchestrationOutcome {
    let now = orchestrator.time.now
    let workflow = Workflow(.orchestration, of: request.routing.id, state: try begun(request, now))
    guard breaker.withLock({ $0.admits(at: now) }) else { return try await runDirectly(request) }
    if let failure = await begin(workflow) {
      failed(workflow, failure)
      return try await runDirectly(request)
    }
    tell(.started, workflow)
    switch await end(of: workflow) {
    case .success(let state): return try completed(workflow, state)
    case .failure(let failure): failed(workflow, failure)
    }
    // It may have called providers; only what is known not to have run may run again (O-504).
    switch await standing(of: workflow) {
    case .ended(let state): return try completed(workflow, state)
    case .unknown: return try await runDirectly(request)
    case .running, nil: throw .outcomeUnknown(workflow: workflow.id)
    }
  }

  private func begin(_ workflow: Workflow) async -> WorkflowEngineFailure? {
    do throws(WorkflowEngineFailure) {
      try await engine.begin(workflow)
      return nil
    } catch {
      return error
    }
  }

  private func end(of workflow: Workflow) async -> Result<JSONValue, WorkflowEngineFailure> {
    do throws(WorkflowEngineFailure) {
      return .success(try await engine.end(of: workflow.id))
    } catch {
      return .failure(error)
    }
  }

  /// How it stands by one look, or nil where the engine cannot tell.
  private func standing(of workflow: Workflow) async -> WorkflowStanding? {
    do throws(WorkflowEngineFailure) {
      return try await engine.look(at: workflow.id)
    } catch {
      return nil
    }
  }

  private func begun(_ request: OrchestrationRequest, _ now: Moment) throws(WorkflowError) -> JSONValue {
    do throws(InvalidOrchestration) {
      return Orchestration.start(try orchestrator.plan(request), now: now).0.state
    } catch {
      throw .invalid(error)
    }
  }

  private func runDirectly(_ request: OrchestrationRequest) async throws(WorkflowError) -> OrchestrationOutcome {
    fallbacks.wrappingAdd(1, ordering: .relaxed)
    do throws(InvalidOrchestration) {
      return try await orchestrator.run(request)
    } catch {
      throw .invalid(error)
    }
  }

  /// The engine did its part, whatever came of the models (O-503).
  private func completed(
    _ workflow: Workflow, _ state: JSONValue
  ) throws(WorkflowError) -> OrchestrationOutcome {
    breaker.withLock { $0.recordSuccess() }
    var outcome: OrchestrationOutcome?
    do throws(InvalidOrchestrationState) {
      outcome = try Orchestration(state: state).outcome
    } catch {
      tell(.failed("its state cannot be read: \(error)"), workflow)
    }
    guard let outcome else { throw .outcomeUnknown(workflow: workflow.id) }
    tell(.completed, workflow)
    return outcome
  }

  private func failed(_ workflow: Workflow, _ failure: WorkflowEngineFailure) {
    breaker.withLock { $0.recordFailure(at: orchestrator.time.now) }
    tell(.failed(failure.message), workflow)
  }

  private func tell(_ event: WorkflowEvent, _ workflow: Workflow) {
    observer?.observe(.workflow(event, id: workflow.id), request: workflow.id)
  }
}
