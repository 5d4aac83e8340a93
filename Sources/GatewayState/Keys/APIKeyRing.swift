internal import Digests
internal import Routing

/// The keys of a gateway's consumers: made, changed, taken away and recognised.
///
/// Every change goes to the store first and holds in memory from the moment at which the store has it; where the store fails,
/// nothing has changed. Any number of tasks call at once. Call ``load()`` once before anything else.
public final class APIKeyRing: Sendable {
  let store: any StateStore
  let hasher: any SecretHasher
  let random: any RandomSource
  let table = Locked(APIKeyTable())
  /// What unknown keys are compared with, so that they take as long as known ones.
  private let decoy = Locked<SecretHash?>(nil)

  /// Makes a ring without keys; nothing is read yet.
  public init(store: any StateStore, hasher: any SecretHasher = SaltedHMACHasher(), random: any RandomSource) {
    self.store = store
    self.hasher = hasher
    self.random = random
  }

  /// Reads all keys from the store; the keys of documents that are no records, which stay there and let nobody in.
  ///
  /// - Throws: `StateStoreFailure`; no key is known then that was not before.
  /// - Complexity: O(n) in the keys.
  public func load() async throws(StateStoreFailure) -> [String] {
    _ = await decoyHash()
    var unreadable: [String] = []
    for document in try await store.documents(in: .apiKeys) {
      if let record = APIKeyRecord(json: document.body), record.id == document.key {
        table.withLock { $0.put(record, version: document.version) }
      } else {
        unreadable.append(document.key)
      }
    }
    return unreadable
  }

  /// All keys, newest first (H-046).
  ///
  /// - Complexity: O(n log n) in the keys.
  public func list() -> [APIKeyRecord] { table.withLock { $0.records } }

  /// A key by its id, or nil where there is none.
  public func record(_ id: String) -> APIKeyRecord? { table.withLock { $0.record(id) } }

  /// The key that somebody presents, or nil where it is none of ours, disabled, expired or revoked: one answer for all causes (H-030).
  ///
  /// Marks the key as used; ``saveUses()`` tells the store.
  ///
  /// `now` is in milliseconds since 1970.
  public func authenticate(_ presented: String, now: Int) async -> APIKeyRecord? {
    guard let key = APIKeyPlaintext(presented: presented) else { return nil }
    let digest = SHA256.hash(key.secret.bytes)
    var found = table.withLock { $0.validated(digest, now: now) }
    if found == nil { found = await verified(key, digest: digest, now: now) }
    guard let found, found.isValid(at: now) else { return nil }
    return table.withLock { $0.use(found.id, now: now) }
  }

  /// Compares with every key of the same prefix, or with a hash of nothing where there is none.
  private func verified(_ key: APIKeyPlaintext, digest: [UInt8], now: Int) async -> APIKeyRecord? {
    let candidates = table.withLock { $0.candidates(prefix: key.prefix) }
    guard !candidates.isEmpty else {
      _ = await hasher.matches(key.secret, await decoyHash())
      return nil
    }
    var match: APIKeyRecord?
    for candidate in candidates where await hasher.matches(key.secret, candidate.hash) { match = candidate }
    guard let match else { return nil }
    // The key may have been rotated while the hasher was at work.
    return table.withLock { $0.validate(match.id, hash: match.hash, digest: digest, now: now) }
  }

  private func decoyHash() async -> SecretHash {
    if let hash = decoy.withLock({ $0 }) { return hash }
    let hash = await hash(of: APIKeyPlaintext(random: random))
    decoy.withLock { $0 = hash }
    return hash
  }

  func hash(of key: APIKeyPlaintext) async -> SecretHash {
    await hasher.hash(key.secret, salt: random.bytes(16))
  }
}

/// A key that was just made or rotated, with the plaintext that nobody will see again (C-401).
public struct IssuedAPIKey: Sendable {
  /// What the gateway keeps.
  public let record: APIKeyRecord
  /// What the consumer keeps.
  public let plaintext: APIKeyPlaintext
}

/// Why a change to a key was not made.
public enum APIKeyError: Error, Hashable, Sendable {
  /// There is no key of this id.
  case unknownKey
  /// The store did not take it.
  case store(StateStoreFailure)
}
