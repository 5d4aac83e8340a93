internal import RoutingCore

/// All keys of a gateway in memory, and which of them were verified lately.
///
/// A key that was verified once is known again by the SHA-256 of what is presented, for five minutes (H-510); everything else about
/// it is looked at anew each time. It has one secret, so there is at most one such digest for each key.
struct APIKeyTable: Sendable {
  /// How long a verification counts, in milliseconds.
  static let validationLifetime = 300_000
  /// How far apart two moments of last use are at least, in milliseconds (H-512).
  static let useInterval = 60_000

  private struct Held: Sendable {
    var record: APIKeyRecord
    var version: Int
    var validation: (digest: [UInt8], at: Int)?
  }

  private var keys: [String: Held] = [:]
  private var idsByPrefix: [String: [String]] = [:]
  private var idsByDigest: [[UInt8]: String] = [:]
  /// Keys whose last use the store does not know.
  private(set) var used: Set<String> = []

  /// All records, newest first (H-046).
  ///
  /// - Complexity: O(n log n) in the keys.
  var records: [APIKeyRecord] {
    keys.values.map(\.record).sorted { ($0.createdAt, $0.id) > ($1.createdAt, $1.id) }
  }

  func record(_ id: String) -> APIKeyRecord? { keys[id]?.record }

  /// A record with its version in the store.
  func versioned(_ id: String) -> (record: APIKeyRecord, version: Int)? { keys[id].map { ($0.record, $0.version) } }

  /// Whether a key begins like this.
  func knows(prefix: String) -> Bool { idsByPrefix[prefix] != nil }

  /// Takes a record as the store has it, unless a later version is known already.
  ///
  /// What was verified must be verified anew, unless nothing but the last use is another.
  mutating func put(_ record: APIKeyRecord, version: Int) {
    var record = record
    if var held = keys[record.id] {
      guard held.version < version else { return }
      record.lastUsedAt = APIKeyTable.later(held.record.lastUsedAt, record.lastUsedAt)
      held.record.lastUsedAt = record.lastUsedAt
      if held.record == record {
        held.version = version
        keys[record.id] = held
        return
      }
      forget(record.id)
    }
    keys[record.id] = Held(record: record, version: version)
    idsByPrefix[record.prefix, default: []].append(record.id)
  }

  /// Takes a later version of a record that is known; one that was taken out meanwhile does not come back.
  mutating func replace(_ record: APIKeyRecord, version: Int) {
    if keys[record.id] != nil { put(record, version: version) }
  }

  /// Takes a key out; whether there was one.
  mutating func remove(_ id: String) -> Bool {
    guard keys[id] != nil else { return false }
    forget(id)
    keys[id] = nil
    used.remove(id)
    return true
  }

  /// The key that something presented was verified as, or nil where it must be verified first.
  func validated(_ digest: [UInt8], now: Int) -> APIKeyRecord? {
    guard let id = idsByDigest[digest], let held = keys[id], let validation = held.validation,
      validation.digest == digest, (0...APIKeyTable.validationLifetime).contains(now - validation.at)
    else { return nil }
    return held.record
  }

  /// The keys that begin like what is presented.
  func candidates(prefix: String) -> [APIKeyRecord] {
    idsByPrefix[prefix, default: []].compactMap { keys[$0]?.record }
  }

  /// Remembers that something presented was verified against the hash of a key, unless the key has another hash by now.
  mutating func validate(_ id: String, hash: SecretHash, digest: [UInt8], now: Int) -> APIKeyRecord? {
    guard var held = keys[id], held.record.hash == hash else { return nil }
    if let old = held.validation { idsByDigest[old.digest] = nil }
    held.validation = (digest, now)
    keys[id] = held
    idsByDigest[digest] = id
    return held.record
  }

  /// Notes that a key is used, at most once a minute.
  mutating func use(_ id: String, now: Int) -> APIKeyRecord? {
    guard let held = keys[id] else { return nil }
    if held.record.lastUsedAt.map({ now - $0 >= APIKeyTable.useInterval }) ?? true {
      keys[id]?.record.lastUsedAt = now
      used.insert(id)
    }
    return keys[id]?.record
  }

  /// Notes that the store knows of a key's use at a moment.
  mutating func saved(_ id: String, lastUsedAt: Int?) {
    if keys[id]?.record.lastUsedAt == lastUsedAt { used.remove(id) }
  }

  private static func later(_ first: Int?, _ second: Int?) -> Int? {
    guard let first, let second else { return first ?? second }
    return max(first, second)
  }

  private mutating func forget(_ id: String) {
    guard let held = keys[id] else { return }
    if let validation = held.validation { idsByDigest[validation.digest] = nil }
    keys[id]?.validation = nil
    var ids = idsByPrefix[held.record.prefix, default: []]
    ids.removeAll { $0 == id }
    idsByPrefix[held.record.prefix] = ids.isEmpty ? nil : ids
  }
}
