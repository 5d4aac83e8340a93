import Dispatch
import Foundation
import Synchronization
package import Testing

/// Runs tests that compute for long on threads of their own.
///
/// All tests run at once, and those that compute hold the few threads of the concurrency pool for minutes. Tests that wait
/// for sockets and clocks would wait for them instead.
package struct OffThePool: SuiteTrait, TestTrait, TestScoping {
  package let isRecursive = true

  package func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
  ) async throws {
    guard testCase != nil else { return try await function() }
    try await withTaskExecutorPreference(ComputingExecutor.shared) { try await function() }
  }
}

extension Trait where Self == OffThePool {
  /// Computes for long, and so runs beside the concurrency pool.
  package static var offThePool: OffThePool { OffThePool() }
}

/// As many threads as there are processors.
///
/// Threads of its own, since queues of operations or of Dispatch share theirs with the concurrency pool.
private final class ComputingExecutor: TaskExecutor {
  static let shared = ComputingExecutor()
  private let jobs = Mutex<[UnownedJob]>([])
  private let waiting = DispatchSemaphore(value: 0)

  private init() {
    for _ in 0..<ProcessInfo.processInfo.activeProcessorCount {
      Thread.detachNewThread { [self] in
        while true {
          waiting.wait()
          let job = jobs.withLock { $0.removeFirst() }
          unsafe job.runSynchronously(on: asUnownedTaskExecutor())
        }
      }
    }
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    jobs.withLock { $0.append(job) }
    waiting.signal()
  }
}
