import Dispatch
import Synchronization

/// Runs asynchronous work from a command, which is not.
enum AsynchronousWork {
  static func run<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) throws -> Value {
    let slot = Slot<Value>()
    let isDone = DispatchSemaphore(value: 0)
    Task.detached {
      do { slot.set(.success(try await work())) } catch { slot.set(.failure(error)) }
      isDone.signal()
    }
    isDone.wait()
    guard let result = slot.result else { preconditionFailure("Work that is done has a result.") }
    return try result.get()
  }

  private final class Slot<Value: Sendable>: Sendable {
    private let content = Mutex<Result<Value, any Error>?>(nil)

    func set(_ result: Result<Value, any Error>) { content.withLock { $0 = result } }
    var result: Result<Value, any Error>? { content.withLock { $0 } }
  }
}
