internal import Routing
public import RoutingCore

/// Why an activity cannot be done.
public enum WorkflowActivityError: Error, Hashable, Sendable {
  /// No workflow of this id is under way in this process.
  case unknown(id: String)
  /// The state is none that this workflow gave.
  case state(InvalidOrchestrationState)
}

extension Gateway {
  /// Takes a workflow one step on, and gives its state afterwards; a state that is over comes back as it is.
  ///
  /// This is the activity that an engine behind ``GatewayPorts/workflows`` calls with the last state, again and again until
  /// `Orchestration(state:)` has an outcome (O-501, O-505). It works in the process that was asked and while the client's request is
  /// under way.
  ///
  /// - Throws: `WorkflowActivityError`.
  public func advance(_ state: JSONValue, ofWorkflow id: String) async throws(WorkflowActivityError) -> JSONValue {
    guard let request = services.openWorkflows.request(of: id) else { throw .unknown(id: id) }
    do throws(InvalidOrchestrationState) {
      return try await services.orchestrator.advance(state, of: request)
    } catch {
      throw .state(error)
    }
  }
}
