package import RoutingCore

extension GatewayEvent {
  /// The event as it is told, with its type and time first (H-630).
  package var json: JSONValue {
    var fields = RecordFields()
    fields.add("type", type)
    fields.add("timestamp", UTCDate.text(of: milliseconds))
    switch content {
    case .routeSuccess(let success): success.add(to: &fields)
    case .routeError(let error): error.add(to: &fields)
    case .healthChange(let transition):
      fields.add("provider_id", transition.provider.text)
      fields.add("old_state", transition.old.name)
      fields.add("new_state", transition.newName)
      fields.add("reason", transition.reason.name)
    case .escalation(let requestID, let model):
      fields.add("request_id", requestID)
      fields.add("model_id", model.text)
    case .streamStarted(let requestID, let model, let provider):
      fields.add("request_id", requestID)
      fields.add("model_id", model.text)
      fields.add("provider_id", provider.text)
    case .workflowStarted(let id), .workflowCompleted(let id): fields.add("workflow_id", id)
    case .workflowFailed(let id, let message):
      fields.add("workflow_id", id)
      fields.add("error_msg", message)
    case .activityCompleted(let workflow, let call):
      fields.add("workflow_id", workflow)
      fields.add("call", call)
    case .keyRotationExpired(let keyID, let name):
      fields.add("api_key_id", keyID)
      fields.add("api_key_name", name)
    case .modelDisabled(let model, let reason):
      fields.add("model_id", model.text)
      fields.add("reason", reason)
    case .heartbeat: break
    }
    return fields.json
  }

  /// The frame that tells of it.
  package var frame: EventFrame { EventFrame(event: type, data: json.text) }
}

extension RouteSuccess {
  fileprivate func add(to fields: inout RecordFields) {
    fields.add("model_id", model.text)
    fields.add("provider_id", provider.text)
    fields.add("latency_ms", latency)
    fields.add("cost_usd", cost)
    fields.add("reason", reason)
    fields.add("mode", mode)
    fields.add("request_id", requestID)
    fields.add(ifPresent: "api_key_name", apiKeyName)
    fields.add("input_tokens", inputTokens)
    fields.add("output_tokens", outputTokens)
    fields.add("total_tokens", inputTokens.addingSaturated(outputTokens))
  }
}

extension RouteError {
  fileprivate func add(to fields: inout RecordFields) {
    fields.add("latency_ms", latency)
    fields.add("error_class", errorClass)
    fields.add("error_msg", message)
    fields.add(ifPresent: "model_id", model?.text)
    fields.add(ifPresent: "provider_id", provider?.text)
    fields.add("mode", mode)
    fields.add("request_id", requestID)
  }
}
