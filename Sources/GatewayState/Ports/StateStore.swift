public import RoutingCore

/// Keeps what must survive the process: documents that are replaced, and logs that are only added to.
///
/// A guide for implementers:
///
/// - **All or nothing.** What one ``commit(_:)`` asks for happens as a whole or not at all, also when the process dies in the
///   middle; once it returned, it stays.
/// - **Versions.** A document's version is 1 when it is put for the first time and one more each time it is put again. A change that
///   expects another version than there is refuses the whole commit with ``StateStoreFailure/conflict(_:)``. The changes of one
///   commit are judged and made in their order, each after the ones before it. A document that was removed begins at 1 again.
/// - **Keys** are told apart byte by byte, also where their texts look alike.
/// - **Bodies** come back as JSON text gives them: the same value, all in line 1, a whole number as such. A body that JSON text
///   cannot hold, nested deeper than `JSONScanner.maximumDepth` or with one name twice in an object, refuses the whole commit
///   with ``StateStoreFailure/unavailable(_:)``.
/// - **Order.** Documents come in the byte order of their keys, entries of a log in the order of adding, newest first.
/// - **Concurrency.** Any number of tasks call at once; commits happen one after the other.
///
/// `StateStoreContract` of `TokenHubTestKit` checks an implementation.
public protocol StateStore: Sendable {
  /// All documents of a collection, in the byte order of their keys.
  ///
  /// - Throws: `StateStoreFailure.unavailable`.
  func documents(in collection: StateCollection) async throws(StateStoreFailure) -> [StateDocument]

  /// One document, or nil where there is none.
  ///
  /// - Throws: `StateStoreFailure.unavailable`.
  func document(_ key: String, in collection: StateCollection) async throws(StateStoreFailure) -> StateDocument?

  /// Makes changes, all of them or none.
  ///
  /// - Throws: `StateStoreFailure`; nothing has changed then.
  func commit(_ changes: [StateChange]) async throws(StateStoreFailure)

  /// A page of a log, newest first, and how many entries the whole log has.
  ///
  /// `offset` of the newest are left out, then at most `limit` follow; neither is negative, and an offset past the end gives no
  /// entries.
  ///
  /// - Throws: `StateStoreFailure.unavailable`.
  func entries(of log: StateLog, offset: Int, limit: Int) async throws(StateStoreFailure) -> StateLogPage

  /// Drops the entries of a log that are older than a moment in milliseconds since 1970; how many those were.
  ///
  /// - Throws: `StateStoreFailure.unavailable`.
  func prune(_ log: StateLog, before milliseconds: Int) async throws(StateStoreFailure) -> Int
}

/// One thing that a commit changes.
public enum StateChange: Hashable, Sendable {
  /// Puts a document in the place of whatever stands there; `expecting` is the version that must stand there now: 0 for
  /// none, nil for whichever.
  case put(StateCollection, key: String, body: JSONValue, expecting: Int? = nil)
  /// Takes a document out; one that is not there is no mistake.
  case remove(StateCollection, key: String)
  /// Adds an entry to a log.
  case append(StateLog, StateLogEntry)
}

/// One document of a store.
public struct StateDocument: Hashable, Sendable {
  /// Its key, unique within its collection and compared byte by byte.
  public var key: String
  /// How often it was put, from 1.
  public var version: Int
  /// What it says.
  public var body: JSONValue

  /// Makes a document.
  public init(key: String, version: Int, body: JSONValue) {
    self.key = key
    self.version = version
    self.body = body
  }
}

/// One entry of a log.
public struct StateLogEntry: Hashable, Sendable {
  /// Its id, unique within its log.
  public var id: String
  /// When it happened, in milliseconds since 1970 in UTC.
  public var milliseconds: Int
  /// What it says.
  public var body: JSONValue

  /// Makes an entry.
  public init(id: String, milliseconds: Int, body: JSONValue) {
    self.id = id
    self.milliseconds = milliseconds
    self.body = body
  }
}

/// A page of a log.
public struct StateLogPage: Hashable, Sendable {
  /// The entries, newest first.
  public var entries: [StateLogEntry]
  /// How many the whole log has.
  public var total: Int

  /// Makes a page.
  public init(entries: [StateLogEntry], total: Int) {
    self.entries = entries
    self.total = total
  }
}

/// What a store keeps documents under, by a name of lower-case letters and hyphens.
public struct StateCollection: Hashable, Sendable {
  /// The name.
  public let name: String

  /// Makes a collection.
  public init(_ name: String) { self.name = name }

  /// Providers by id.
  public static let providers = StateCollection("providers")
  /// Models by id.
  public static let models = StateCollection("models")
  /// Aliases by name.
  public static let aliases = StateCollection("aliases")
  /// Plans by name.
  public static let plans = StateCollection("plans")
  /// API keys by id.
  public static let apiKeys = StateCollection("api-keys")
  /// Settings of the operator by name.
  public static let settings = StateCollection("settings")
  /// The vault's blob.
  public static let vault = StateCollection("vault")
  /// Jobs by id.
  public static let jobs = StateCollection("jobs")
  /// Video tasks by id.
  public static let videoTasks = StateCollection("video-tasks")
}

/// What a store adds entries to, by a name of lower-case letters and hyphens.
public struct StateLog: Hashable, Sendable {
  /// The name.
  public let name: String

  /// Makes a log.
  public init(_ name: String) { self.name = name }

  /// Requests of consumers (H-603).
  public static let requests = StateLog("requests")
  /// What administrators did (H-604).
  public static let audit = StateLog("audit")
  /// What attempts earned (H-605).
  public static let rewards = StateLog("rewards")
}

/// Why a store did not do what it was asked; free of secrets.
public enum StateStoreFailure: Error, Hashable, Sendable {
  /// A document had another version than a change expected; names its key.
  case conflict(String)
  /// The store cannot be reached, or its medium failed.
  case unavailable(String)
}
