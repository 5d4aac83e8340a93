public import RoutingCore

/// When a task is asked for again and when it is given up: a plan that neither waits nor asks (H-153).
public struct MediaTaskPolling: Hashable, Sendable {
  /// The wait between two questions.
  public var interval: Milliseconds
  /// The longest wait in all, from the submission on.
  public var limit: Milliseconds
  /// When the task was submitted.
  public var start: Moment

  /// What is done next.
  public enum Action: Hashable, Sendable {
    /// Ask at this moment, for not longer than this time.
    case ask(at: Moment, timeout: Milliseconds)
    /// Hand out the task, which has succeeded.
    case finish(MediaTask)
    /// Tell of what went wrong.
    case fail(MediaTaskFailure)
  }

  /// Makes a plan for a task submitted at a moment; every two seconds for two minutes unless told otherwise.
  public init(start: Moment, interval: Milliseconds = 2000, limit: Milliseconds = 120_000) {
    self.start = start
    self.interval = interval
    self.limit = limit
  }

  /// What to do when this is known of the task at this moment.
  public func action(after task: MediaTask, now: Moment) -> Action {
    switch task.state {
    case .succeeded: return .finish(task)
    case .failed, .canceled, .unknown: return .fail(.failed(task))
    case .pending, .running:
      // What cannot be asked for will never be known.
      guard let id = task.id else { return .fail(.failed(task)) }
      return again(id, now: now)
    }
  }

  /// What to do when a question about the task of this id was not answered at this moment.
  ///
  /// The task goes on whether it is asked for or not, so a failure that passes is waited out.
  public func action(after failure: ProviderFailure, meaning meant: FailureClass, id: String, now: Moment) -> Action {
    if case .cancelled = failure { return .fail(.provider(failure)) }
    switch meant {
    case .transient, .rateLimited: return again(id, now: now)
    case .contextOverflow, .budgetExceeded, .authentication, .badRequest, .other: return .fail(.provider(failure))
    }
  }

  /// The longest that one question may take, so that one that hangs does not take the time of all others.
  private static let longestQuestion: Milliseconds = 10_000

  private func again(_ id: String, now: Moment) -> Action {
    let next = now.advanced(byMilliseconds: interval.value)
    let end = start.advanced(byMilliseconds: limit.value)
    // A question in the last moment would not be answered before it.
    guard next < end, let left = Milliseconds(end.milliseconds(since: next)) else { return .fail(.timedOut(id: id)) }
    return .ask(at: next, timeout: min(left, MediaTaskPolling.longestQuestion))
  }
}

/// Why a picture or video that was waited for did not come.
public enum MediaTaskFailure: Error, Hashable, Sendable {
  /// The task ended without one.
  case failed(MediaTask)
  /// It took too long; it may still be asked for by this id.
  case timedOut(id: String)
  /// The provider could not be asked.
  case provider(ProviderFailure)
}
