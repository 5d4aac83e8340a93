internal import Routing
package import RoutingCore

/// What an operation gives, or nil where it takes longer than a time.
///
/// It does not wait for an operation that ignores its cancellation: a contract has to tell of that, not hang with it.
package func within<Value: Sendable>(
  _ limit: Milliseconds, _ operation: @escaping @Sendable () async -> Value
) async -> Value? {
  let race = Race<Value>()
  let work = Task { race.end(with: await operation()) }
  let timer = Task {
    do { try await Task.sleep(for: limit.duration) } catch { return }
    race.end(with: nil)
  }
  let value = await race.outcome()
  work.cancel()
  timer.cancel()
  return value
}

/// Waits, also in a task that was cancelled.
package func pause(_ time: Milliseconds) async {
  await Task { do { try await Task.sleep(for: time.duration) } catch {} }.value
}

/// What an operation gives in a task that was cancelled before it began.
func cancelled<Value: Sendable>(_ operation: @escaping @Sendable () async -> Value) async -> Value {
  let task = Task {
    while !Task.isCancelled { await Task.yield() }
    return await operation()
  }
  task.cancel()
  return await task.value
}

extension Milliseconds {
  /// The same as a duration, a day at most.
  var duration: Duration { .milliseconds(min(value, 86_400_000)) }
}

/// The first of several outcomes, handed over once.
private final class Race<Value: Sendable>: Sendable {
  private enum State {
    case open
    case awaited(CheckedContinuation<Value?, Never>)
    case ended(Value?)
  }

  private let state = Locked(State.open)

  func end(with value: Value?) {
    let waiting: CheckedContinuation<Value?, Never>? = state.withLock { state in
      switch state {
      case .open:
        state = .ended(value)
        return nil
      case .awaited(let continuation):
        state = .ended(value)
        return continuation
      case .ended: return nil
      }
    }
    waiting?.resume(returning: value)
  }

  func outcome() async -> Value? {
    await withCheckedContinuation { continuation in
      let ended: Value?? = state.withLock { state in
        if case .ended(let value) = state { return .some(value) }
        state = .awaited(continuation)
        return nil
      }
      if let ended { continuation.resume(returning: ended) }
    }
  }
}
