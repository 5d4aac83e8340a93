public import Routing
public import RoutingCore

/// Waits for a task to its end, as ``MediaTaskPolling`` plans it (H-153).
public struct MediaTaskWaiter: Sendable {
  private let provider: any MediaTaskProvider
  private let clock: any TimeSource
  private let interval: Milliseconds
  private let limit: Milliseconds

  /// Makes a waiter; it asks every two seconds for two minutes unless told otherwise.
  public init(
    provider: any MediaTaskProvider, clock: any TimeSource, interval: Milliseconds = 2000,
    limit: Milliseconds = 120_000
  ) {
    self.provider = provider
    self.clock = clock
    self.interval = interval
    self.limit = limit
  }

  /// The task once it has succeeded, which was submitted just now.
  ///
  /// - Throws: `MediaTaskFailure` where it does not, or not in time; `provider(.cancelled)` when cancelled.
  public func finished(_ task: MediaTask) async throws(MediaTaskFailure) -> MediaTask {
    let plan = MediaTaskPolling(start: clock.now, interval: interval, limit: limit)
    var action = plan.action(after: task, now: plan.start)
    while true {
      switch action {
      case .finish(let task): return task
      case .fail(let failure): throw failure
      case .ask(let moment, let timeout):
        // Only a task that is not final is asked for, and one of those without an id has failed.
        guard let id = task.id else { throw .failed(task) }
        do {
          try await clock.sleep(until: moment)
        } catch {
          throw .provider(.cancelled)
        }
        action = await answer(about: id, within: timeout, plan)
      }
    }
  }

  private func answer(
    about id: String, within timeout: Milliseconds, _ plan: MediaTaskPolling
  ) async -> MediaTaskPolling.Action {
    do {
      return plan.action(after: try await provider.task(id, timeout: timeout), now: clock.now)
    } catch {
      return plan.action(after: error, meaning: provider.classify(error), id: id, now: clock.now)
    }
  }
}
