import Routing

/// Stores what is to be remembered beside the requests, which neither wait for it nor fail by it (H-120).
///
/// At most so many changes wait; what finds no room, or is not stored, is counted in `tokenhub_store_dropped_total` by
/// what it was: the name of its log or collection. Changes are committed in the order of asking, many at once.
package final class StateLogWriter: Sendable {
  private struct State: Sendable {
    var queue: WriteQueue
    /// Those who wait until so many units are done with.
    var flushes: [(accepted: Int, continuation: CheckedContinuation<Void, Never>)] = []
    var dropped = 0
  }

  private let store: any StateStore
  private let metrics: MetricsRegistry
  private let state: Locked<State>

  /// Makes a writer for a store, with room for `capacity` changes that wait, and `batchSize` changes in a commit.
  package init(
    _ store: any StateStore, metrics: MetricsRegistry, capacity: Int = 10_000, batchSize: Int = 256
  ) {
    self.store = store
    self.metrics = metrics
    state = Locked(State(queue: WriteQueue(capacity: capacity, batchSize: batchSize)))
  }

  /// Has changes committed soon, all of them or none; never waits and never fails.
  package func append(_ changes: [StateChange]) {
    guard !changes.isEmpty else { return }
    switch state.withLock({ $0.queue.add(changes) }) {
    case .queued: break
    case .startsWriter: Task { await write() }
    case .full: drop(changes)
    }
  }

  /// Waits until everything that was asked for before is stored or dropped.
  package func flush() async {
    await withCheckedContinuation { continuation in
      let isDone = state.withLock { state in
        guard state.queue.finished < state.queue.accepted else { return true }
        state.flushes.append((state.queue.accepted, continuation))
        return false
      }
      if isDone { continuation.resume() }
    }
  }

  /// How many changes were dropped.
  package var droppedCount: Int { state.withLock { $0.dropped } }

  private func write() async {
    while true {
      let (batch, flushed) = state.withLock { state in
        let batch = state.queue.next()
        let finished = state.queue.finished
        let flushed = state.flushes.filter { $0.accepted <= finished }.map(\.continuation)
        state.flushes.removeAll { $0.accepted <= finished }
        return (batch, flushed)
      }
      for continuation in flushed { continuation.resume() }
      guard !batch.isEmpty else { return }
      await commit(batch)
    }
  }

  private func commit(_ batch: [WriteQueue.Unit]) async {
    do throws(StateStoreFailure) {
      try await store.commit(batch.flatMap(\.changes))
    } catch {
      switch error {
      // One unit's conflict is no reason to lose the others.
      case .conflict where batch.count > 1: for unit in batch { await commit([unit]) }
      case .conflict, .unavailable: drop(batch.flatMap(\.changes))
      }
    }
  }

  private func drop(_ changes: [StateChange]) {
    state.withLock { $0.dropped += changes.count }
    for change in changes { metrics.add(to: .storeDropped(operation: StateLogWriter.operation(of: change))) }
  }

  private static func operation(of change: StateChange) -> String {
    switch change {
    case .put(let collection, _, _, _), .remove(let collection, _): collection.name
    case .append(let log, _): log.name
    }
  }
}
