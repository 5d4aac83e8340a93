public import RoutingCore

/// What happened to a workflow (O-506).
public enum WorkflowEvent: Hashable, Sendable {
  /// The engine has it.
  case started
  /// One of its calls ended.
  case activityCompleted(call: Int)
  /// It is over, whatever came of its calls.
  case completed
  /// The engine did not do its part; the words are free of secrets.
  case failed(String)

  /// The name used on the wire.
  public var name: String {
    switch self {
    case .started: "workflow_started"
    case .activityCompleted: "activity_completed"
    case .completed: "workflow_completed"
    case .failed: "workflow_failed"
    }
  }
}

/// Why an orchestration has no outcome.
public enum WorkflowError: Error, Hashable, Sendable {
  /// The request is wrong; nothing was called.
  case invalid(InvalidOrchestration)
  /// The engine began it and cannot tell how it ended; the id is for asking again.
  case outcomeUnknown(workflow: String)
}
