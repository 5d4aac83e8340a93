public import RoutingCore

/// Watches what a dispatcher does: for logs, metrics and the operator.
///
/// A guide for implementers:
///
/// - **Every** attempt is told of, first or retried, hedged or as a fallback, in the order of the request; nothing is
///   sampled or merged, so counts can be trusted.
/// - It is called by the task that serves the request, never under a lock. Return soon, and hand work on.
/// - Any number of requests call at once.
/// - What is told holds no secret and no text of a request.
///
/// `RoutingObserverContract` of `RoutingTestKit` checks that an implementation bears being called from many tasks.
public protocol RoutingObserver: Sendable {
  /// Something happened while serving the request of this id.
  func observe(_ event: RoutingEvent, request: String)
}

/// What an observer is told of.
public enum RoutingEvent: Hashable, Sendable {
  /// A call is being made.
  case attemptStarted(model: ModelID, provider: ProviderID, cause: Attempt.Cause)
  /// A call ended, was given up or was cancelled.
  case attemptEnded(AttemptRecord)
  /// A stream's first byte is there.
  case streamOpened(DispatchSummary)
  /// A provider's state changed.
  case healthChanged(HealthTransition)
  /// A model was taken out, and why (R-1040).
  case modelDisabled(ModelID, reason: String)
  /// The request is over.
  case ended(DispatchOutcome)
  /// Something happened to the workflow of this id (O-506).
  case workflow(WorkflowEvent, id: String)
  /// An orchestration is over, told once whichever way it ran (O-507).
  case orchestrated(OrchestrationOutcome)
}
