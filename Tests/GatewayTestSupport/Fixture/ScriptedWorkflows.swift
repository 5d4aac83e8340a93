package import Routing
package import RoutingCore

/// A workflow engine that lists what a test gives it, and runs nothing.
package final class ScriptedWorkflows: WorkflowEngine {
  private let executions: [WorkflowExecution]
  private let histories: [String: [WorkflowHistoryEvent]]
  private let broken = Locked(false)
  private let begun = Locked<[String]>([])

  package init(_ executions: [WorkflowExecution], histories: [String: [WorkflowHistoryEvent]] = [:]) {
    self.executions = executions
    self.histories = histories
  }

  /// Whether nothing can be asked of it from now on.
  package func setBroken(_ isBroken: Bool) { broken.withLock { $0 = isBroken } }

  /// The ids of what was handed over, in order.
  package var begunIDs: [String] { begun.withLock { $0 } }

  private func check() throws(WorkflowEngineFailure) {
    if broken.withLock({ $0 }) { throw WorkflowEngineFailure("broken on purpose") }
  }

  package func begin(_ workflow: Workflow) async throws(WorkflowEngineFailure) {
    try check()
    begun.withLock { $0.append(workflow.id) }
  }

  package func end(of id: String) async throws(WorkflowEngineFailure) -> JSONValue {
    throw WorkflowEngineFailure("it runs nothing")
  }

  package func look(at id: String) async throws(WorkflowEngineFailure) -> WorkflowStanding {
    try check()
    return .unknown
  }

  package func list(status: WorkflowStatus?, limit: Int) async throws(WorkflowEngineFailure) -> [WorkflowExecution] {
    try check()
    return Array(executions.filter { status == nil || $0.status == status }.prefix(limit))
  }

  package func execution(of id: String) async throws(WorkflowEngineFailure) -> WorkflowExecution? {
    try check()
    return executions.first { $0.id == id }
  }

  package func history(of id: String) async throws(WorkflowEngineFailure) -> [WorkflowHistoryEvent]? {
    try check()
    return histories[id]
  }
}
