internal import Digests
internal import Routing

/// Making, changing and taking away keys.
///
/// What `alsoCommitting` returns for the new record, such as an entry of the audit log, reaches the store together with it or not at all.
extension APIKeyRing {
  /// How often a change is tried again that another one came before.
  private static let tries = 8

  /// Makes a key (H-501 to H-504).
  ///
  /// `now` is in milliseconds since 1970.
  ///
  /// - Throws: `APIKeyError.store`; there is no new key then.
  public func issue(
    _ draft: APIKeyDraft, now: Int, alsoCommitting others: (APIKeyRecord) -> [StateChange] = { _ in [] }
  ) async throws(APIKeyError) -> IssuedAPIKey {
    var attempt = 0
    while true {
      attempt += 1
      let key = await newKey()
      let hash = await hash(of: key)
      // Drawn apart from the key, so that it tells nothing about it (H-503).
      let id = newID()
      let record = APIKeyRecord(id: id, draft: draft, prefix: key.prefix, hash: hash, now: now)
      do {
        try await store.commit([.put(.apiKeys, key: id, body: record.json, expecting: 0)] + others(record))
      } catch .conflict(id) where attempt < Self.tries {
        continue
      } catch {
        throw .store(error)
      }
      table.withLock { $0.put(record, version: 1) }
      return IssuedAPIKey(record: record, plaintext: key)
    }
  }

  /// Gives a key a new secret; the old one is invalid from then on (H-507).
  ///
  /// `now` is in milliseconds since 1970.
  ///
  /// - Throws: `APIKeyError`; the old secret stays valid then.
  public func rotate(
    _ id: String, now: Int, alsoCommitting others: (APIKeyRecord) -> [StateChange] = { _ in [] }
  ) async throws(APIKeyError) -> IssuedAPIKey {
    guard record(id) != nil else { throw .unknownKey }
    let key = await newKey()
    let hash = await hash(of: key)
    let record = try await change(id, alsoCommitting: others) { record in
      (record.prefix, record.hash, record.rotatedAt) = (key.prefix, hash, now)
      return true
    }
    return IssuedAPIKey(record: record, plaintext: key)
  }

  /// Makes changes to a key (H-508).
  ///
  /// - Throws: `APIKeyError`; nothing has changed then.
  public func update(
    _ id: String, _ changes: APIKeyChanges, alsoCommitting others: (APIKeyRecord) -> [StateChange] = { _ in [] }
  ) async throws(APIKeyError) -> APIKeyRecord {
    try await change(id, alsoCommitting: others) { record in
      record = changes.applied(to: record)
      return true
    }
  }

  /// Lets a key's spending of this month count from now on (H-513).
  ///
  /// `now` is in milliseconds since 1970.
  ///
  /// - Throws: `APIKeyError`; nothing has changed then.
  public func markPaid(
    _ id: String, now: Int, alsoCommitting others: (APIKeyRecord) -> [StateChange] = { _ in [] }
  ) async throws(APIKeyError) -> APIKeyRecord {
    try await change(id, alsoCommitting: others) { record in
      record.budgetResetAt = now
      return true
    }
  }

  /// Takes a key away for good, at once; whether there was one (H-509).
  ///
  /// - Throws: `APIKeyError.store`; the key stays valid then.
  public func revoke(
    _ id: String, alsoCommitting others: (APIKeyRecord) -> [StateChange] = { _ in [] }
  ) async throws(APIKeyError) -> Bool {
    guard let record = record(id) else { return false }
    do {
      try await store.commit([.remove(.apiKeys, key: id)] + others(record))
    } catch {
      throw .store(error)
    }
    return table.withLock { $0.remove(id) }
  }

  /// Disables the keys that should have been rotated by now (H-511).
  ///
  /// `now` is in milliseconds since 1970.
  ///
  /// - Complexity: O(n log n) in the keys, and a commit for each that is disabled.
  public func enforceRotation(
    now: Int, alsoCommitting others: (APIKeyRecord) -> [StateChange] = { _ in [] }
  ) async -> RotationEnforcement {
    func isOverdue(_ record: APIKeyRecord) -> Bool {
      record.isEnabled && record.rotationDueAt.map { $0 <= now } ?? false
    }
    var result = RotationEnforcement(disabled: [], failed: [])
    for id in list().filter(isOverdue).map(\.id).sorted() {
      do {
        let record = try await change(id, alsoCommitting: others) { record in
          // It may have been rotated since.
          guard isOverdue(record) else { return false }
          record.isEnabled = false
          return true
        }
        if !record.isEnabled { result.disabled.append(record) }
      } catch .unknownKey {
        continue
      } catch {
        result.failed.append(id)
      }
    }
    return result
  }

  /// Tells the store when keys were last used; how many it did not take, which are tried again the next time (H-512).
  ///
  /// - Complexity: A commit for each key that was used since.
  public func saveUses() async -> Int {
    var failures = 0
    for id in table.withLock({ $0.used.sorted() }) {
      do {
        let record = try await change(id) { _ in true }
        table.withLock { $0.saved(id, lastUsedAt: record.lastUsedAt) }
      } catch .unknownKey {
        continue
      } catch {
        failures += 1
      }
    }
    return failures
  }

  /// Puts a changed record into the store and then into memory, again where somebody else changed it meanwhile.
  ///
  /// Where `change` returns false there is nothing to do.
  private func change(
    _ id: String, alsoCommitting others: (APIKeyRecord) -> [StateChange] = { _ in [] },
    _ change: (inout APIKeyRecord) -> Bool
  ) async throws(APIKeyError) -> APIKeyRecord {
    var attempt = 0
    while true {
      attempt += 1
      guard let (old, version) = table.withLock({ $0.versioned(id) }) else { throw .unknownKey }
      var record = old
      guard change(&record) else { return old }
      do {
        try await store.commit([.put(.apiKeys, key: id, body: record.json, expecting: version)] + others(record))
      } catch .conflict(id) where attempt < Self.tries {
        try await refresh(id)
        continue
      } catch {
        throw .store(error)
      }
      table.withLock { $0.replace(record, version: version + 1) }
      return record
    }
  }

  /// Takes over what the store has under an id.
  private func refresh(_ id: String) async throws(APIKeyError) {
    let document: StateDocument?
    do { document = try await store.document(id, in: .apiKeys) } catch { throw .store(error) }
    if let document, let record = APIKeyRecord(json: document.body), record.id == id {
      table.withLock { $0.replace(record, version: document.version) }
    } else {
      _ = table.withLock { $0.remove(id) }
    }
  }

  /// A key whose prefix no other has, as far as a few draws go; keys of one prefix are told apart all the same.
  private func newKey() async -> APIKeyPlaintext {
    for _ in 1..<Self.tries {
      let key = APIKeyPlaintext(random: random)
      guard table.withLock({ $0.knows(prefix: key.prefix) }) else { return key }
    }
    return APIKeyPlaintext(random: random)
  }

  private func newID() -> String { HexadecimalText.text(of: random.bytes(8)) }
}

/// What came of a look at keys that should have been rotated.
public struct RotationEnforcement: Hashable, Sendable {
  /// The keys that are disabled now, by id; each wants an event `key_rotation_expired`.
  public var disabled: [APIKeyRecord]
  /// The ids of keys that stay enabled until the next look, because the store failed.
  public var failed: [String]

  /// Makes a result.
  public init(disabled: [APIKeyRecord], failed: [String]) {
    self.disabled = disabled
    self.failed = failed
  }
}
