internal import RoutingCore

/// A change whose outcome is settled, so that doing it cannot fail.
package enum StoredChange: Hashable, Sendable {
  /// Puts a document of this version.
  case put(StateCollection, key: String, version: Int, StoredBody)
  /// Takes a document out.
  case remove(StateCollection, key: String)
  /// Adds an entry to a log.
  case append(StateLog, id: String, milliseconds: Int, StoredBody)
  /// Drops the entries of a log that are older than a moment.
  case prune(StateLog, before: Int)
}

/// Settles what changes lead to, one commit after the other, before any of them is done.
package struct ChangePlan: Sendable {
  private var versions: [Place: Int] = [:]

  private struct Place: Hashable {
    let collection: StateCollection
    /// Bytes, since texts that look alike are equal as strings.
    let key: [UInt8]
  }

  /// Makes a plan of nothing yet.
  package init() {}

  /// What a commit comes to after those planned before.
  ///
  /// - Throws: `StateStoreFailure`; the plan has not changed then.
  package mutating func settle(
    _ changes: [StateChange], over state: StoredState
  ) throws(StateStoreFailure) -> [StoredChange] {
    var planned = self
    var settled: [StoredChange] = []
    settled.reserveCapacity(changes.count)
    for change in changes { settled.append(try planned.settle(change, over: state)) }
    self = planned
    return settled
  }

  private mutating func settle(
    _ change: StateChange, over state: StoredState
  ) throws(StateStoreFailure) -> StoredChange {
    switch change {
    case .put(let collection, let key, let body, let expected):
      let place = Place(collection: collection, key: Array(key.utf8))
      let version = versions[place] ?? state.version(of: key, in: collection)
      if let expected, expected != version { throw .conflict(key) }
      let stored = try ChangePlan.stored(body, of: key)
      versions[place] = version + 1
      return .put(collection, key: key, version: version + 1, stored)
    case .remove(let collection, let key):
      versions[Place(collection: collection, key: Array(key.utf8))] = 0
      return .remove(collection, key: key)
    case .append(let log, let entry):
      return .append(
        log, id: entry.id, milliseconds: entry.milliseconds, try ChangePlan.stored(entry.body, of: entry.id))
    }
  }

  private static func stored(_ body: JSONValue, of name: String) throws(StateStoreFailure) -> StoredBody {
    do throws(JSONError) {
      return try StoredBody(body)
    } catch {
      throw .unavailable("the body of \(TextExcerpt.quoted(name.utf8)) cannot be kept: \(error)")
    }
  }
}
