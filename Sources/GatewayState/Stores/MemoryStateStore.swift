/// A store that forgets everything with its process: for tests, and for hosts that need no more.
///
/// It keeps whatever it is given: a log grows until it is pruned.
public final class MemoryStateStore: StateStore {
  private let state = SharedValue(StoredState())

  /// Makes an empty store.
  public init() {}

  /// All documents of a collection, in the byte order of their keys.
  ///
  /// - Complexity: O(n) in the bytes of their bodies.
  public func documents(in collection: StateCollection) async throws(StateStoreFailure) -> [StateDocument] {
    state.withLock { $0.documents(in: collection) }.map(\.document)
  }

  /// One document, or nil where there is none.
  ///
  /// - Complexity: O(log n).
  public func document(
    _ key: String, in collection: StateCollection
  ) async throws(StateStoreFailure) -> StateDocument? {
    state.withLock { $0.document(key, in: collection) }?.document
  }

  /// Makes changes, all of them or none.
  ///
  /// - Throws: `StateStoreFailure.conflict`, or `unavailable` for a body that JSON cannot hold.
  /// - Complexity: O(n) in the documents of a collection for each change.
  public func commit(_ changes: [StateChange]) async throws(StateStoreFailure) {
    try state.withLock { (state: inout StoredState) throws(StateStoreFailure) in
      var plan = ChangePlan()
      for change in try plan.settle(changes, over: state) { state.apply(change) }
    }
  }

  /// A page of a log, newest first, and how many entries the whole log has.
  ///
  /// - Complexity: O(limit) in the bytes of their bodies.
  public func entries(
    of log: StateLog, offset: Int, limit: Int
  ) async throws(StateStoreFailure) -> StateLogPage {
    let (page, total) = state.withLock { $0.entries(of: log, offset: offset, limit: limit) }
    return StateLogPage(entries: page.map(\.entry), total: total)
  }

  /// Drops the entries of a log that are older than a moment in milliseconds since 1970; how many those were.
  ///
  /// - Complexity: O(n) in the entries of the log.
  public func prune(_ log: StateLog, before milliseconds: Int) async throws(StateStoreFailure) -> Int {
    state.withLock { $0.apply(.prune(log, before: milliseconds)) }
  }
}
