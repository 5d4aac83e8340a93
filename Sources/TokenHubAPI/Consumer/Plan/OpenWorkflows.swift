internal import Routing
internal import RoutingCore

/// The requests whose workflows are under way, by the workflow's id: what an activity needs beside its state.
final class OpenWorkflows: Sendable {
  private let requests = Locked<[String: OrchestrationRequest]>([:])

  /// The request of a workflow, or nil where none of this id is under way.
  func request(of id: String) -> OrchestrationRequest? { requests.withLock { $0[id] } }

  /// Knows a request while something is done.
  func during<Value: Sendable>(
    _ request: OrchestrationRequest, _ body: () async throws(WorkflowError) -> Value
  ) async throws(WorkflowError) -> Value {
    let id = Workflow(.orchestration, of: request.routing.id, state: .null).id
    requests.withLock { $0[id] = request }
    defer { requests.withLock { _ = $0.removeValue(forKey: id) } }
    return try await body()
  }
}
