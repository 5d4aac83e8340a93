import Dispatch
import Foundation
import Synchronization

/// What `body` gives, and the seconds of processor time that this thread spends in it.
///
/// What else the machine does hardly counts, where a clock on the wall counts all of it.
package func processorTime<Value, Failure: Error>(
  _ body: () throws(Failure) -> Value
) throws(Failure) -> (value: Value, seconds: Double) {
  let start = threadSeconds()
  let value = try body()
  return (value, threadSeconds() - start)
}

/// What a body that may wait gives, and the seconds of processor time that it and its child tasks spend.
///
/// It runs on a thread of its own, one piece after the other; tasks that it starts with `Task.init` do not count.
package func processorTimeOfTask<Value: Sendable>(
  _ body: @escaping @Sendable () async throws -> Value
) async throws -> (value: Value, seconds: Double) {
  let executor = CountingExecutor()
  let task = Task(executorPreference: executor) { try await body() }
  let value = try await withTaskCancellationHandler {
    try await task.value
  } onCancel: {
    task.cancel()
  }
  return (value, executor.seconds)
}

/// Runs jobs one after the other and counts the processor time that they take.
private final class CountingExecutor: TaskExecutor {
  private let queue = DispatchQueue(label: "CountingExecutor")
  private let spent = Mutex(0.0)

  /// The seconds so far; those of a job that is under way are waited for.
  var seconds: Double { queue.sync { spent.withLock { $0 } } }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { [self] in
      let start = threadSeconds()
      unsafe job.runSynchronously(on: asUnownedTaskExecutor())
      let seconds = threadSeconds() - start
      spent.withLock { $0 += seconds }
    }
  }
}

/// The processor time that this thread has spent so far.
private func threadSeconds() -> Double {
  var time = timespec()
  unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}
