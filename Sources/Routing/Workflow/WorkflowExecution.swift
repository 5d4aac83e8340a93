/// A workflow as its engine's operator sees it (H-620).
public struct WorkflowExecution: Hashable, Sendable {
  /// Its id.
  public var id: String
  /// The id of this run of it.
  public var runID: String
  /// What kind of work it is, by the name the engine knows.
  public var type: String
  /// How it stands.
  public var status: WorkflowStatus
  /// When it began, in milliseconds since 1970 in UTC.
  public var start: Int
  /// When it ended, or nil while it goes on.
  public var close: Int?

  /// Makes an execution.
  public init(id: String, runID: String, type: String, status: WorkflowStatus, start: Int, close: Int? = nil) {
    self.id = id
    self.runID = runID
    self.type = type
    self.status = status
    self.start = start
    self.close = close
  }
}

/// How a workflow stands, by the names that filters use (H-620).
public enum WorkflowStatus: String, CaseIterable, Hashable, Sendable {
  /// It goes on.
  case running = "RUNNING"
  /// It came to its end.
  case completed = "COMPLETED"
  /// It failed.
  case failed = "FAILED"
  /// It was called off.
  case canceled = "CANCELED"
  /// It was stopped by force.
  case terminated = "TERMINATED"
  /// It went on as another run.
  case continuedAsNew = "CONTINUED_AS_NEW"
  /// Its time was over.
  case timedOut = "TIMED_OUT"
}

/// Something that happened to a workflow, as its engine recorded it (H-622).
public struct WorkflowHistoryEvent: Hashable, Sendable {
  /// Its number within the workflow.
  public var id: Int
  /// What happened, by the engine's name.
  public var type: String
  /// When, in milliseconds since 1970 in UTC.
  public var milliseconds: Int

  /// Makes an event.
  public init(id: Int, type: String, milliseconds: Int) {
    self.id = id
    self.type = type
    self.milliseconds = milliseconds
  }
}
