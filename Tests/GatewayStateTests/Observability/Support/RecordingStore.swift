import GatewayState
import RoutingCore
import Synchronization

/// A store that writes down what it is asked, and fails when it is told to.
final class RecordingStore: StateStore {
  struct State: Sendable {
    var commits: [[StateChange]] = []
    var failures: [StateStoreFailure] = []
    var conflicts: Set<String> = []
    var pruned: [(StateLog, Int)] = []
    var isHeld = false
    var waiting: [CheckedContinuation<Void, Never>] = []
  }

  let state = Mutex(State())

  /// All changes that were committed, in order.
  var changes: [StateChange] { state.withLock { $0.commits.flatMap(\.self) } }
  var pruned: [(StateLog, Int)] { state.withLock { $0.pruned } }
  var commits: [[StateChange]] { state.withLock { $0.commits } }

  /// The next commits fail in this way.
  func fail(_ failures: [StateStoreFailure]) { state.withLock { $0.failures = failures } }
  /// Commits that put a document of this key conflict.
  func conflict(on key: String) { state.withLock { _ = $0.conflicts.insert(key) } }
  /// Whether a commit waits.
  var isAwaited: Bool { state.withLock { !$0.waiting.isEmpty } }

  /// Commits wait until they are let go.
  func hold() { state.withLock { $0.isHeld = true } }

  func letGo() {
    let waiting = state.withLock { state in
      state.isHeld = false
      defer { state.waiting = [] }
      return state.waiting
    }
    for continuation in waiting { continuation.resume() }
  }

  func commit(_ changes: [StateChange]) async throws(StateStoreFailure) {
    await withCheckedContinuation { continuation in
      let isHeld = state.withLock { state in
        if state.isHeld { state.waiting.append(continuation) }
        return state.isHeld
      }
      if !isHeld { continuation.resume() }
    }
    try state.withLock { state throws(StateStoreFailure) in
      if !state.failures.isEmpty { throw state.failures.removeFirst() }
      for case .put(_, let key, _, _) in changes where state.conflicts.contains(key) { throw .conflict(key) }
      state.commits.append(changes)
    }
  }

  func prune(_ log: StateLog, before milliseconds: Int) async throws(StateStoreFailure) -> Int {
    state.withLock { state in
      state.pruned.append((log, milliseconds))
      return state.pruned.count
    }
  }

  func documents(in collection: StateCollection) async throws(StateStoreFailure) -> [StateDocument] { [] }
  func document(_ key: String, in collection: StateCollection) async throws(StateStoreFailure) -> StateDocument? { nil }
  func entries(of log: StateLog, offset: Int, limit: Int) async throws(StateStoreFailure) -> StateLogPage {
    StateLogPage(entries: [], total: 0)
  }
}

/// Bytes that count up, so that ids are known.
struct CountingRandom: RandomSource {
  func bytes(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0 + 1) } }
}
