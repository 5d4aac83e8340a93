public import RoutingCore

/// Runs work so that it survives the process: the port to engines such as Temporal (O-501).
///
/// A guide for implementers:
///
/// - **Begin** hands a workflow over and returns once the engine has it. A workflow runs once, however often its id is handed
///   over. Throw only where nothing was begun.
/// - **Work** is done by ``Orchestrator/advance(_:of:)``: keep the state it gives, call it again until it says that the
///   orchestration is over, each time as an activity within ``Workflow/limits``, of one attempt (O-505). Retries of calls
///   are inside.
/// - **End** waits for the last state. Throw where that cannot be known; the caller then looks once.
/// - **Look** does not wait, and does not guess: what the engine does not know of is ``WorkflowStanding/unknown``.
public protocol WorkflowEngine: Sendable {
  /// Hands a workflow over.
  ///
  /// - Throws: `WorkflowEngineFailure` where nothing was begun.
  func begin(_ workflow: Workflow) async throws(WorkflowEngineFailure)

  /// Waits for the last state of a workflow.
  ///
  /// - Throws: `WorkflowEngineFailure` where the engine cannot tell.
  func end(of id: String) async throws(WorkflowEngineFailure) -> JSONValue

  /// How a workflow stands now.
  ///
  /// - Throws: `WorkflowEngineFailure` where the engine cannot tell.
  func look(at id: String) async throws(WorkflowEngineFailure) -> WorkflowStanding

  /// The latest workflows, newest first; nil stands for any status (H-620).
  ///
  /// - Throws: `WorkflowEngineFailure` where the engine cannot tell.
  func list(status: WorkflowStatus?, limit: Int) async throws(WorkflowEngineFailure) -> [WorkflowExecution]

  /// A workflow, or nil where the engine knows of none of this id (H-621).
  ///
  /// - Throws: `WorkflowEngineFailure` where the engine cannot tell.
  func execution(of id: String) async throws(WorkflowEngineFailure) -> WorkflowExecution?

  /// What happened to a workflow, oldest first, or nil where the engine knows of none of this id (H-622).
  ///
  /// - Throws: `WorkflowEngineFailure` where the engine cannot tell.
  func history(of id: String) async throws(WorkflowEngineFailure) -> [WorkflowHistoryEvent]?
}

extension WorkflowEngine {
  /// None, for an engine that keeps no list.
  public func list(status: WorkflowStatus?, limit: Int) async throws(WorkflowEngineFailure) -> [WorkflowExecution] {
    []
  }

  /// None, for an engine that keeps no list.
  public func execution(of id: String) async throws(WorkflowEngineFailure) -> WorkflowExecution? { nil }

  /// None, for an engine that keeps no history.
  public func history(of id: String) async throws(WorkflowEngineFailure) -> [WorkflowHistoryEvent]? { nil }
}

/// The engine did not do its part; free of secrets.
public struct WorkflowEngineFailure: Error, Hashable, Sendable {
  /// What went wrong.
  public let message: String

  /// Makes a failure.
  public init(_ message: String) { self.message = message }
}

/// How a workflow stands.
public enum WorkflowStanding: Hashable, Sendable {
  /// It goes on.
  case running
  /// It is over, in this state.
  case ended(JSONValue)
  /// Nobody knows of it, so it has done nothing.
  case unknown
}

/// A piece of work to hand over.
public struct Workflow: Hashable, Sendable {
  /// What kind of work it is.
  public let kind: WorkflowKind
  /// Its id, which names the request (O-501).
  public let id: String
  /// The state that it begins in.
  public let state: JSONValue
  /// How long it may take.
  public let limits: WorkflowLimits

  /// Makes the workflow of a request.
  public init(_ kind: WorkflowKind, of request: String, state: JSONValue, limits: WorkflowLimits = WorkflowLimits()) {
    self.kind = kind
    id = Workflow.id(kind, of: request)
    self.state = state
    self.limits = limits
  }
}

extension Workflow {
  /// The id of the workflow of a request.
  static func id(_ kind: WorkflowKind, of request: String) -> String { kind.idPrefix + request }
}

/// The kinds of work that are handed over (O-501).
public enum WorkflowKind: CaseIterable, Hashable, Sendable {
  /// One call.
  case chat
  /// Several calls.
  case orchestration
  /// The record of a stream, after it was served directly.
  case streamLog
  /// A job of an image agent.
  case imageAgent

  /// The name that engines know it by.
  public var name: String {
    switch self {
    case .chat: "ChatWorkflow"
    case .orchestration: "OrchestrationWorkflow"
    case .streamLog: "StreamLogWorkflow"
    case .imageAgent: "ImageAgentWorkflow"
    }
  }

  /// What stands before the request's id.
  var idPrefix: String {
    switch self {
    case .chat: "chat-"
    case .orchestration: "plan-"
    case .streamLog: "stream-log-"
    case .imageAgent: "job-"
    }
  }
}

/// How long work may take within an engine (O-505).
public struct WorkflowLimits: Hashable, Sendable {
  /// For one call.
  public var call: Milliseconds
  /// For all of it.
  public var workflow: Milliseconds
  /// How often an activity is tried; once, because retries are inside.
  public var attempts: Int

  /// Makes limits; a minute for a call, five for all of it.
  public init(call: Milliseconds = 60_000, workflow: Milliseconds = 300_000, attempts: Int = 1) {
    self.call = call
    self.workflow = workflow
    self.attempts = attempts
  }
}
