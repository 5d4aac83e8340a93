import Synchronization

/// Lets the thread of a connection wait for a task, while it goes on watching the connection.
final class Turn<Value: Sendable>: Sendable {
  private let value = Mutex<Value?>(nil)
  private let task = Mutex<Task<Void, Never>?>(nil)

  /// Starts the task, which wakes the thread when it is done.
  init(wakeUp: WakeUp, _ body: @escaping @Sendable () async -> Value) {
    let started = Task {
      let result = await body()
      self.value.withLock { $0 = result }
      wakeUp.signal()
    }
    task.withLock { $0 = started }
  }

  /// The value, once there is one.
  var result: Value? { value.withLock { $0 } }

  func cancel() { task.withLock { $0 }?.cancel() }
}
