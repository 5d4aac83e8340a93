import Routing
import RoutingCore
import RoutingTestKit
import RoutingTestSupport
import Testing

/// An engine that keeps states in memory and does what a test wants of it.
private final class MemoryEngine: WorkflowEngine {
  /// What goes wrong.
  enum Fault: Sendable {
    case none
    case beginning
    /// The work is done, and waiting for its end fails.
    case waiting
    /// Waiting fails, and the engine has forgotten the workflow.
    case forgetting
    /// Waiting fails while the work goes on.
    case running
  }

  private struct State: Sendable {
    var fault = Fault.none
    var begun: [Workflow] = []
    var looks = 0
  }

  private let orchestrator: Orchestrator
  private let request: OrchestrationRequest
  private let state = Locked(State())

  init(_ orchestrator: Orchestrator, _ request: OrchestrationRequest, _ fault: Fault = .none) {
    self.orchestrator = orchestrator
    self.request = request
    state.withLock { $0.fault = fault }
  }

  var begun: [Workflow] { state.withLock { $0.begun } }
  var looks: Int { state.withLock { $0.looks } }
  func set(_ fault: Fault) { state.withLock { $0.fault = fault } }

  func begin(_ workflow: Workflow) async throws(WorkflowEngineFailure) {
    guard state.withLock({ $0.fault != .beginning }) else { throw WorkflowEngineFailure("no engine") }
    state.withLock { $0.begun.append(workflow) }
  }

  func end(of id: String) async throws(WorkflowEngineFailure) -> JSONValue {
    guard state.withLock({ $0.fault == .none }) else { throw WorkflowEngineFailure("connection lost") }
    return try await work(id)
  }

  func look(at id: String) async throws(WorkflowEngineFailure) -> WorkflowStanding {
    let fault = state.withLock { state in
      state.looks += 1
      return state.fault
    }
    switch fault {
    case .none, .beginning, .forgetting: return .unknown
    case .waiting: return .ended(try await work(id))
    case .running: return .running
    }
  }

  /// The activities, each from a state that was written down as text.
  private func work(_ id: String) async throws(WorkflowEngineFailure) -> JSONValue {
    guard var state = begun.first(where: { $0.id == id })?.state else { throw WorkflowEngineFailure("unknown") }
    do {
      while try Orchestration(state: state).outcome == nil {
        state = try await orchestrator.advance(try JSONValue(parsing: Array(state.text.utf8)), of: request)
      }
    } catch {
      throw WorkflowEngineFailure("\(error)")
    }
    return state
  }
}

@Suite struct WorkflowOrchestratorTests {
  /// A vote of three at three providers, with a judge who is one of them.
  private struct Bed {
    let log = EventLog()
    let orchestrator: Orchestrator
    let request: OrchestrationRequest

    init() throws {
      let time = VirtualTime()
      let ids = (0..<3).map { ProviderID("p\($0)") }
      let registry = try ModelRegistry(
        models: ids.map { Model(id: ModelID("m-\($0.text)"), provider: $0) }, providers: ids.map { Provider(id: $0) })
      let providers = ids.map { id in (id, EchoProvider(name: id.text) as any ModelProvider) }
      let dispatcher = Dispatcher(
        try Router(RouterConfiguration(registry: registry)),
        providers: Dictionary(uniqueKeysWithValues: providers), time: time, observer: log)
      orchestrator = Orchestrator(dispatcher)
      request = OrchestrationRequest(
        try OrchestrationDirective(mode: .vote, iterations: 3),
        payload: CallPayload(messages: [ChatMessage(.user, "Hello")]),
        routing: RoutingRequest(id: "r7", inputTokens: 10))
    }
  }

  private static func names(_ log: EventLog) -> [String] {
    log.events.compactMap { event in
      if case .workflow(let event, let id) = event { "\(event.name) \(id)" } else { nil }
    }
  }

  @Test(
    "O-501, O-502, O-505, O-506: an engine runs the machine by its written states, and gives what the inline run gives")
  func byEngine() async throws {
    let bed = try Bed()
    let inline = try await bed.orchestrator.run(bed.request)
    let engine = MemoryEngine(bed.orchestrator, bed.request)
    let outcome = try await WorkflowOrchestrator(bed.orchestrator, engine: engine, observer: bed.log).run(bed.request)
    #expect(try outcome.result.get().response == inline.result.get().response)
    #expect(outcome.cost == inline.cost && outcome.calls.map(\.model) == inline.calls.map(\.model))
    #expect(engine.begun.map(\.id) == ["plan-r7"] && engine.begun.map(\.kind.name) == ["OrchestrationWorkflow"])
    #expect(engine.begun[0].limits == WorkflowLimits(call: 60_000, workflow: 300_000, attempts: 1))
    #expect(
      Self.names(bed.log)
        == ["workflow_started plan-r7"] + Array(repeating: "activity_completed plan-r7", count: 4)
        + ["workflow_completed plan-r7"])
    #expect(
      Set(WorkflowKind.allCases.map { Workflow($0, of: "x", state: .null).id })
        == ["chat-x", "plan-x", "stream-log-x", "job-x"])
  }

  @Test("O-504, O-507: an engine that does not take it is passed over, and the end is told once")
  func beginningFails() async throws {
    let bed = try Bed()
    let runner = WorkflowOrchestrator(
      bed.orchestrator, engine: MemoryEngine(bed.orchestrator, bed.request, .beginning), observer: bed.log)
    #expect(try await runner.run(bed.request).calls.count == 4)
    #expect(runner.fallbackCount == 1 && Self.names(bed.log) == ["workflow_failed plan-r7"])
    let ends = bed.log.events.filter { if case .orchestrated = $0 { true } else { false } }
    #expect(ends.count == 1)
  }

  @Test("O-504: where waiting fails it is looked once, and run directly only if it is known not to have run")
  func waitingFails() async throws {
    let bed = try Bed()
    for (fault, fallbacks) in [(MemoryEngine.Fault.waiting, 0), (.forgetting, 1)] {
      let engine = MemoryEngine(bed.orchestrator, bed.request, fault)
      let runner = WorkflowOrchestrator(bed.orchestrator, engine: engine)
      #expect(try await runner.run(bed.request).calls.count == 4)
      #expect(engine.looks == 1 && runner.fallbackCount == fallbacks)
    }
    let runner = WorkflowOrchestrator(
      bed.orchestrator, engine: MemoryEngine(bed.orchestrator, bed.request, .running))
    await #expect(throws: WorkflowError.outcomeUnknown(workflow: "plan-r7")) { try await runner.run(bed.request) }
    #expect(runner.fallbackCount == 0)
  }

  @Test("O-503: after three failures the engine is not asked any more")
  func breaker() async throws {
    let bed = try Bed()
    let engine = MemoryEngine(bed.orchestrator, bed.request, .beginning)
    let runner = WorkflowOrchestrator(bed.orchestrator, engine: engine)
    for _ in 0..<3 { _ = try await runner.run(bed.request) }
    engine.set(.none)
    _ = try await runner.run(bed.request)
    #expect(engine.begun.isEmpty && runner.fallbackCount == 4)
    guard case .open = runner.breakerState else { return #expect(Bool(false), "the breaker is not open") }
  }
}
