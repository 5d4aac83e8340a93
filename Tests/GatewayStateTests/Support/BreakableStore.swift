import GatewayState
import Routing
import RoutingCore

/// A store in memory that fails when it is told to, and lets a test do something right before or after a commit.
final class BreakableStore: StateStore {
  struct Content: Sendable {
    var documents: [StateCollection: [String: StateDocument]] = [:]
    var entries: [StateLog: [StateLogEntry]] = [:]
    var commitCount = 0
    /// The commits by number, from 0, that fail.
    var failingCommits: Set<Int> = []
    var isBroken = false
    /// Done once, right after the next commit has happened and before its caller hears of it.
    var afterCommit: (@Sendable () async -> Void)?
    /// Done once, right before the next commit happens.
    var beforeCommit: (@Sendable () async -> Void)?
  }

  private let content = Locked(Content())
  static let failure = StateStoreFailure.unavailable("broken on purpose")

  func set(_ change: @Sendable (inout Content) -> Void) { content.withLock { change(&$0) } }

  var commitCount: Int { content.withLock { $0.commitCount } }

  func body(_ key: String, in collection: StateCollection) -> String? {
    content.withLock { $0.documents[collection]?[key]?.body.text }
  }

  /// Everything that it holds, as text.
  var text: String {
    content.withLock { content in
      let documents = content.documents.values.flatMap(\.values).map { "\($0.key) \($0.body.text)" }.sorted()
      let entries = content.entries.values.flatMap { $0 }.map { "\($0.id) \($0.body.text)" }.sorted()
      return (documents + entries).joined(separator: "\n")
    }
  }

  func documents(in collection: StateCollection) async throws(StateStoreFailure) -> [StateDocument] {
    if content.withLock({ $0.isBroken }) { throw Self.failure }
    return content.withLock { ($0.documents[collection] ?? [:]).values.sorted { $0.key < $1.key } }
  }

  func document(_ key: String, in collection: StateCollection) async throws(StateStoreFailure) -> StateDocument? {
    if content.withLock({ $0.isBroken }) { throw Self.failure }
    return content.withLock { $0.documents[collection]?[key] }
  }

  func commit(_ changes: [StateChange]) async throws(StateStoreFailure) {
    let before = content.withLock { content in
      defer { content.beforeCommit = nil }
      return content.beforeCommit
    }
    await before?()
    try content.withLock { content throws(StateStoreFailure) in
      defer { content.commitCount += 1 }
      if content.isBroken || content.failingCommits.contains(content.commitCount) { throw Self.failure }
      for case .put(let collection, let key, _, let expecting?) in changes
      where expecting != content.documents[collection]?[key]?.version ?? 0 {
        throw .conflict(key)
      }
      for change in changes {
        switch change {
        case .put(let collection, let key, let body, _):
          let version = (content.documents[collection]?[key]?.version ?? 0) + 1
          content.documents[collection, default: [:]][key] = StateDocument(key: key, version: version, body: body)
        case .remove(let collection, let key): content.documents[collection]?[key] = nil
        case .append(let log, let entry): content.entries[log, default: []].append(entry)
        }
      }
    }
    let after = content.withLock { content in
      defer { content.afterCommit = nil }
      return content.afterCommit
    }
    await after?()
  }

  func entries(of log: StateLog, offset: Int, limit: Int) async throws(StateStoreFailure) -> StateLogPage {
    content.withLock { content in
      let entries = (content.entries[log] ?? []).reversed()
      return StateLogPage(entries: Array(entries.dropFirst(offset).prefix(limit)), total: entries.count)
    }
  }

  func prune(_ log: StateLog, before milliseconds: Int) async throws(StateStoreFailure) -> Int {
    content.withLock { content in
      let count = content.entries[log]?.count ?? 0
      content.entries[log]?.removeAll { $0.milliseconds < milliseconds }
      return count - (content.entries[log]?.count ?? 0)
    }
  }
}
