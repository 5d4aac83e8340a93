import Foundation
package import Testing

/// Runs tests that compute for long on threads of their own.
///
/// All tests run at once, and those that compute hold the few threads of the concurrency pool for minutes. Tests that wait
/// for sockets and clocks would wait for them instead.
package struct OffThePool: SuiteTrait, TestTrait, TestScoping {
  package let isRecursive = true

  package func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
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
private final class ComputingExecutor: TaskExecutor {
  static let shared = ComputingExecutor()
  private let queue = OperationQueue()

  private init() { queue.maxConcurrentOperationCount = ProcessInfo.processInfo.activeProcessorCount }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.addOperation { unsafe job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}
