internal import Routing

/// Lets one task at a time through, in the order in which they came, for as long as each waits for others inside.
///
/// A lock may not be held while a store is waited for, and an actor lets others in meanwhile; changes that read, store and
/// then publish need neither. Being cancelled does not take a task out of the line: what it came to do is short, and has to be done.
package final class SerialGate: Sendable {
  private struct State: Sendable {
    var isTaken = false
    var waiting: [CheckedContinuation<Void, Never>] = []
  }

  private let state = Locked(State())

  /// Makes a gate that nobody is in.
  package init() {}

  /// Does some work when it is this task's turn.
  ///
  /// - Throws: What the work throws.
  package func run<Result, Failure: Error>(_ body: () async throws(Failure) -> Result) async throws(Failure) -> Result {
    await enter()
    defer { leave() }
    return try await body()
  }

  /// Waits for the turn, which ``leave()`` ends.
  package func enter() async {
    await withCheckedContinuation { continuation in
      let mayEnter = state.withLock { state in
        if state.isTaken { state.waiting.append(continuation) }
        defer { state.isTaken = true }
        return !state.isTaken
      }
      if mayEnter { continuation.resume() }
    }
  }

  /// Gives the turn to whoever is next.
  package func leave() {
    let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
      guard !state.waiting.isEmpty else {
        state.isTaken = false
        return nil
      }
      return state.waiting.removeFirst()
    }
    next?.resume()
  }
}
