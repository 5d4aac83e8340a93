package import Routing
import RoutingCore

/// Tells administrators and Prometheus of what a dispatcher does while it serves (H-632, H-907).
///
/// How a request ends is told by ``TrafficRecorder``, once, by whoever knows what the client got; the other events of the
/// dispatcher are told here.
package struct TrafficObserver: RoutingObserver {
  private let metrics: MetricsRegistry
  private let events: EventBus
  private let time: any TimeSource
  private let redactor: SecretRedactor

  /// Makes an observer that tells the time of its events by a clock.
  package init(metrics: MetricsRegistry, events: EventBus, time: some TimeSource) {
    self.metrics = metrics
    self.events = events
    self.time = time
    redactor = SecretRedactor()
  }

  /// Something happened while serving the request of this id.
  package func observe(_ event: RoutingEvent, request: String) {
    if case .healthChanged(let transition) = event {
      metrics.setHealth(transition.new, of: transition.provider)
    }
    guard let content = content(of: event, request: request) else { return }
    events.publish(GatewayEvent(milliseconds: time.unixMilliseconds, content))
  }

  private func content(of event: RoutingEvent, request: String) -> GatewayEvent.Content? {
    switch event {
    case .attemptStarted(let model, _, .escalated): .escalation(requestID: request, to: model)
    case .streamOpened(let summary):
      .streamStarted(requestID: request, model: summary.model, provider: summary.provider)
    case .healthChanged(let transition): .healthChange(transition)
    case .modelDisabled(let model, let reason): .modelDisabled(model, reason: redactor.redacted(reason))
    case .workflow(let event, let id): content(of: event, workflow: id)
    case .attemptStarted, .attemptEnded, .ended, .orchestrated: nil
    }
  }

  private func content(of event: WorkflowEvent, workflow id: String) -> GatewayEvent.Content {
    switch event {
    case .started: .workflowStarted(id: id)
    case .activityCompleted(let call): .activityCompleted(workflow: id, call: call)
    case .completed: .workflowCompleted(id: id)
    case .failed(let message): .workflowFailed(id: id, message: redactor.redacted(message))
    }
  }
}
