/// Everything that a store keeps, in memory, with bodies as bytes.
///
/// What it gives out is turned into values by whoever asked, so that nobody waits for the reading of JSON.
package struct StoredState: Hashable, Sendable {
  private var collections: [StateCollection: [StoredDocument]] = [:]
  private var logs: [StateLog: [StoredEntry]] = [:]

  /// Makes a state of nothing.
  package init() {}

  /// All documents of a collection, in the byte order of their keys.
  ///
  package func documents(in collection: StateCollection) -> [StoredDocument] { collections[collection] ?? [] }

  /// One document, or nil where there is none.
  ///
  /// - Complexity: O(log n).
  package func document(_ key: String, in collection: StateCollection) -> StoredDocument? {
    let documents = collections[collection] ?? []
    let (place, isThere) = StoredState.place(of: key, in: documents)
    return isThere ? documents[place] : nil
  }

  /// The version of a document, 0 where there is none.
  ///
  /// - Complexity: O(log n).
  package func version(of key: String, in collection: StateCollection) -> Int {
    let documents = collections[collection] ?? []
    let (place, isThere) = StoredState.place(of: key, in: documents)
    return isThere ? documents[place].version : 0
  }

  /// A page of a log, newest first, and how many entries the whole log has.
  ///
  /// - Complexity: O(limit).
  package func entries(of log: StateLog, offset: Int, limit: Int) -> (page: [StoredEntry], total: Int) {
    let entries = logs[log] ?? []
    let page = entries.dropLast(max(offset, 0)).suffix(max(limit, 0))
    return (page.reversed(), entries.count)
  }

  /// Does what was settled; how many entries it dropped.
  ///
  /// - Complexity: O(n) in the documents of the collection or, to drop entries, in the entries of the log.
  @discardableResult
  package mutating func apply(_ change: StoredChange) -> Int {
    switch change {
    case .put(let collection, let key, let version, let body):
      put(StoredDocument(key: key, version: version, body: body), in: collection)
    case .remove(let collection, let key): remove(key, in: collection)
    case .append(let log, let id, let milliseconds, let body):
      logs[log, default: []].append(StoredEntry(id: id, milliseconds: milliseconds, body: body))
    case .prune(let log, let moment): return prune(log, before: moment)
    }
    return 0
  }

  private mutating func put(_ document: StoredDocument, in collection: StateCollection) {
    let (place, isThere) = StoredState.place(of: document.key, in: collections[collection] ?? [])
    if isThere {
      collections[collection]?[place] = document
    } else {
      collections[collection, default: []].insert(document, at: place)
    }
  }

  private mutating func remove(_ key: String, in collection: StateCollection) {
    let (place, isThere) = StoredState.place(of: key, in: collections[collection] ?? [])
    guard isThere else { return }
    collections[collection]?.remove(at: place)
    if collections[collection]?.isEmpty == true { collections[collection] = nil }
  }

  private mutating func prune(_ log: StateLog, before moment: Int) -> Int {
    let before = logs[log]?.count ?? 0
    logs[log]?.removeAll { $0.milliseconds < moment }
    let after = logs[log]?.count ?? 0
    if after == 0 { logs[log] = nil }
    return before - after
  }

  /// Where a key stands or would stand, and whether it does.
  private static func place(of key: String, in documents: [StoredDocument]) -> (Int, isThere: Bool) {
    var (low, high) = (0, documents.count)
    while low < high {
      let middle = (low + high) / 2
      if documents[middle].key.utf8.lexicographicallyPrecedes(key.utf8) { low = middle + 1 } else { high = middle }
    }
    return (low, low < documents.count && documents[low].key.utf8.elementsEqual(key.utf8))
  }
}

/// A document, its body as bytes.
package struct StoredDocument: Hashable, Sendable {
  let key: String
  let version: Int
  let body: StoredBody

  /// The document.
  package var document: StateDocument { StateDocument(key: key, version: version, body: body.value) }
}

/// An entry of a log, its body as bytes.
package struct StoredEntry: Hashable, Sendable {
  let id: String
  let milliseconds: Int
  let body: StoredBody

  /// The entry.
  package var entry: StateLogEntry { StateLogEntry(id: id, milliseconds: milliseconds, body: body.value) }
}

// MARK: - As changes

extension StoredState {
  /// The changes that make this state out of nothing, in an order that follows from the state alone.
  package func forEachChange<Failure: Error>(_ body: (StoredChange) throws(Failure) -> Void) throws(Failure) {
    for collection in collections.keys.sorted(by: { $0.name < $1.name }) {
      for document in collections[collection] ?? [] {
        try body(.put(collection, key: document.key, version: document.version, document.body))
      }
    }
    for log in logs.keys.sorted(by: { $0.name < $1.name }) {
      for entry in logs[log] ?? [] {
        try body(.append(log, id: entry.id, milliseconds: entry.milliseconds, entry.body))
      }
    }
  }
}
