package import GatewayState
import Routing
import RoutingCore

/// A store in memory whose commits fail when a test says so: all of them, or those of a collection.
package final class BreakableStore: StateStore {
  private enum Fault: Sendable {
    case nothing
    case everything
    case collection(StateCollection)
  }

  private let memory = MemoryStateStore()
  private let fault = Locked(Fault.nothing)

  package init() {}

  /// Whether all commits fail from now on.
  package func setBroken(_ isBroken: Bool) { fault.withLock { $0 = isBroken ? .everything : .nothing } }

  /// Refuses commits that change a collection from now on, and takes all others.
  package func breaks(_ collection: StateCollection) { fault.withLock { $0 = .collection(collection) } }

  package func documents(in collection: StateCollection) async throws(StateStoreFailure) -> [StateDocument] {
    try await memory.documents(in: collection)
  }

  package func document(
    _ key: String, in collection: StateCollection
  ) async throws(StateStoreFailure) -> StateDocument? {
    try await memory.document(key, in: collection)
  }

  package func commit(_ changes: [StateChange]) async throws(StateStoreFailure) {
    let fault = fault.withLock { $0 }
    let isRefused =
      switch fault {
      case .nothing: false
      case .everything: true
      case .collection(let broken): changes.contains { BreakableStore.collection(of: $0) == broken }
      }
    if isRefused { throw .unavailable("broken on purpose") }
    try await memory.commit(changes)
  }

  private static func collection(of change: StateChange) -> StateCollection? {
    switch change {
    case .put(let collection, _, _, _), .remove(let collection, _): collection
    case .append: nil
    }
  }

  package func entries(
    of log: StateLog, offset: Int, limit: Int
  ) async throws(StateStoreFailure) -> StateLogPage {
    try await memory.entries(of: log, offset: offset, limit: limit)
  }

  package func prune(_ log: StateLog, before milliseconds: Int) async throws(StateStoreFailure) -> Int {
    try await memory.prune(log, before: milliseconds)
  }
}

extension StateStore {
  /// Everything that it holds, as text, each document and each log entry a line.
  package func everything() async -> [String] {
    let collections: [StateCollection] = [
      .providers, .models, .aliases, .plans, .apiKeys, .settings, .vault, .jobs, .videoTasks,
    ]
    var lines: [String] = []
    for collection in collections {
      for document in (try? await documents(in: collection)) ?? [] {
        lines.append("\(collection.name) \(document.key) \(document.body.text)")
      }
    }
    for log in [StateLog.requests, .audit, .rewards] {
      for entry in (try? await entries(of: log, offset: 0, limit: 100_000))?.entries ?? [] {
        lines.append("\(log.name) \(entry.id) \(entry.body.text)")
      }
    }
    return lines
  }
}
