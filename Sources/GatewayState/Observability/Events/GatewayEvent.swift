package import RoutingCore

/// Something that happened, as administrators are told of it (H-631, H-632).
package struct GatewayEvent: Hashable, Sendable {
  /// When it happened, in milliseconds since 1970 in UTC.
  package var milliseconds: Int
  /// What happened.
  package var content: Content

  /// Makes an event.
  package init(milliseconds: Int, _ content: Content) {
    self.milliseconds = milliseconds
    self.content = content
  }

  /// What can happen.
  package enum Content: Hashable, Sendable {
    /// A request was answered.
    case routeSuccess(RouteSuccess)
    /// A request failed.
    case routeError(RouteError)
    /// A provider's state changed, or the provider was removed.
    case healthChange(HealthTransition)
    /// A model with a larger window took over (R-1011).
    case escalation(requestID: String, to: ModelID)
    /// A stream's first byte is there.
    case streamStarted(requestID: String, model: ModelID, provider: ProviderID)
    /// A workflow began.
    case workflowStarted(id: String)
    /// A workflow ended well.
    case workflowCompleted(id: String)
    /// A workflow failed; the message is free of secrets.
    case workflowFailed(id: String, message: String)
    /// A call of a workflow ended, by its number.
    case activityCompleted(workflow: String, call: Int)
    /// An API key was disabled because nobody rotated it in time (H-511).
    case keyRotationExpired(keyID: String, name: String)
    /// A model was taken out (R-1040).
    case modelDisabled(ModelID, reason: String)
    /// Nothing happened for a while, and the gateway is still there.
    case heartbeat
  }

  /// The name used on the wire, which is also the `event` of its frame.
  package var type: String {
    switch content {
    case .routeSuccess: "route_success"
    case .routeError: "route_error"
    case .healthChange: "health_change"
    case .escalation: "escalation"
    case .streamStarted: "stream_started"
    case .workflowStarted: "workflow_started"
    case .workflowCompleted: "workflow_completed"
    case .workflowFailed: "workflow_failed"
    case .activityCompleted: "activity_completed"
    case .keyRotationExpired: "key_rotation_expired"
    case .modelDisabled: "model_disabled"
    case .heartbeat: "heartbeat"
    }
  }
}
