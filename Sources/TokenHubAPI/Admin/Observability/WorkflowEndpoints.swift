internal import GatewayState
internal import ProviderAdapters
internal import Routing
internal import RoutingCore

/// `/admin/v1/workflows` (H-620 to H-622).
struct WorkflowEndpoints: Sendable {
  let services: GatewayServices

  func list(_ exchange: AdminExchange) async throws(APIError) -> GatewayResponse {
    let status = try exchange.query["status"].flatMap { (name) throws(APIError) -> WorkflowStatus? in
      if name.isEmpty { return nil }
      guard let status = WorkflowStatus(rawValue: name) else {
        throw .badRequest("invalid status filter", code: "invalid_value", parameter: "status")
      }
      return status
    }
    let limit = min(max(exchange.query.integer("limit") ?? 50, 1), 200)
    guard let engine = services.ports.workflows else {
      return .json(JSONValue(object: ["workflows": [], "temporal_enabled": false]))
    }
    let workflows = try await asking { () throws(WorkflowEngineFailure) in
      try await engine.list(status: status, limit: limit)
    }
    return .json(
      JSONValue(object: [
        "workflows": JSONValue(workflows.prefix(limit).map(WorkflowEndpoints.json)), "temporal_enabled": true,
      ]))
  }

  func workflow(_ exchange: AdminExchange) async throws(APIError) -> GatewayResponse {
    guard let engine = services.ports.workflows else {
      return .json(JSONValue(object: ["temporal_enabled": false]))
    }
    let found = try await asking { () throws(WorkflowEngineFailure) in try await engine.execution(of: exchange.id) }
    guard let found else { throw .notFound("workflow not found") }
    return .json(WorkflowEndpoints.json(found))
  }

  func history(_ exchange: AdminExchange) async throws(APIError) -> GatewayResponse {
    guard let engine = services.ports.workflows else {
      return .json(JSONValue(object: ["temporal_enabled": false]))
    }
    let events = try await asking { () throws(WorkflowEngineFailure) in try await engine.history(of: exchange.id) }
    guard let events else { throw .notFound("workflow not found") }
    let list = events.map { event in
      JSONValue(object: [
        "event_id": JSONValue(event.id), "event_type": JSONValue(event.type),
        "timestamp": JSONValue(UTCDate.text(of: event.milliseconds)),
      ])
    }
    return .json(JSONValue(object: ["workflow_id": JSONValue(exchange.id), "events": JSONValue(list)]))
  }

  private func asking<Value>(
    _ body: () async throws(WorkflowEngineFailure) -> Value
  ) async throws(APIError) -> Value {
    do throws(WorkflowEngineFailure) {
      return try await body()
    } catch {
      throw APIError(status: 502, message: "the workflow engine failed", code: "workflow_engine_failed")
    }
  }

  private static func json(_ execution: WorkflowExecution) -> JSONValue {
    var members = JSONMembers()
    members["workflow_id"] = JSONValue(execution.id)
    members["run_id"] = JSONValue(execution.runID)
    members["type"] = JSONValue(execution.type)
    members["status"] = JSONValue(execution.status.rawValue)
    members["start_time"] = JSONValue(UTCDate.text(of: execution.start))
    if let close = execution.close {
      members["close_time"] = JSONValue(UTCDate.text(of: close))
      members["duration_ms"] = JSONValue(close - execution.start)
    }
    return members.value
  }
}
