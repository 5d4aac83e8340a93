import Synchronization

/// Runs the jobs of its tasks one at a time in the order in which they came, and asks for more when it has none.
///
/// With a clock that goes on to its next sleeper when asked, whatever is done on this executor is the same each time.
/// Tasks and their child tasks inherit it; what starts a task of its own with `Task.init` leaves it.
package final class SerialTaskExecutor: TaskExecutor {
  private struct State: Sendable {
    var jobs: [UnownedJob] = []
    var isDraining = false
    var isStuck = false
    var isOver = false
    var cancel: (@Sendable () -> Void)?
  }

  private let state = Mutex(State())
  private let whenIdle: @Sendable () -> Bool

  /// Makes an executor that calls `whenIdle` where it has no job; false means that nothing can follow.
  package init(whenIdle: @escaping @Sendable () -> Bool) { self.whenIdle = whenIdle }

  /// Whether a body waited for something that never came; it was cancelled then.
  package var isStuck: Bool { state.withLock { $0.isStuck } }

  /// Does something on this executor, once.
  ///
  /// A body that waits for what never comes is cancelled.
  package func run<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) async throws -> Value {
    let task = Task(executorPreference: self) {
      defer { self.state.withLock { ($0.cancel, $0.isOver) = (nil, true) } }
      return try await body()
    }
    let isIdle = state.withLock { state in
      guard !state.isOver else { return false }
      state.cancel = { task.cancel() }
      defer { state.isDraining = true }
      return !state.isDraining
    }
    // It may have got stuck before anybody could say how to cancel it.
    if isIdle { Task.detached { self.drain() } }
    return try await withTaskCancellationHandler {
      try await task.value
    } onCancel: {
      task.cancel()
    }
  }

  package func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    let mustStart = state.withLock { state in
      state.jobs.append(job)
      defer { state.isDraining = true }
      return !state.isDraining
    }
    if mustStart { Task.detached { self.drain() } }
  }

  private func drain() {
    while true {
      let job = state.withLock { $0.jobs.isEmpty ? nil : $0.jobs.removeFirst() }
      if let job {
        unsafe job.runSynchronously(on: asUnownedTaskExecutor())
      } else if !whenIdle(), stop() {
        return
      }
    }
  }

  /// Stops draining unless a job has come meanwhile; where the body waits, it is cancelled.
  private func stop() -> Bool {
    let (stops, cancel) = state.withLock { state -> (Bool, (@Sendable () -> Void)?) in
      guard state.jobs.isEmpty else { return (false, nil) }
      state.isDraining = false
      let cancel = state.cancel
      state.cancel = nil
      if cancel != nil { state.isStuck = true }
      return (true, cancel)
    }
    cancel?()
    return stops
  }
}
