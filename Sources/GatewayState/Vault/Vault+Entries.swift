internal import Routing

/// Putting values into a vault and taking them out.
extension Vault {
  /// Stores a value under a name, encrypted, in the place of what was there.
  ///
  /// What `others` asks for reaches the store together with it or not at all.
  ///
  /// `now` is in milliseconds of the vault's clock.
  ///
  /// - Throws: `VaultError`; nothing has changed then.
  public func set(
    _ value: SecretText, for entry: VaultEntry, now: Int, alsoCommitting others: [StateChange] = []
  ) async throws(VaultError) {
    guard let cipher else { throw .disabled }
    try await gate.run { () throws(VaultError) in
      let (blob, version, key) = self.state.withLock { ($0.blob, $0.version, $0.key) }
      guard var blob, let key else { throw .locked }
      let seal = VaultSeal(cipher: cipher, random: self.random)
      blob.entries[entry.id] = try seal.sealed(value.bytes, name: entry.name, key: key)
      let stored = blob
      let newVersion = try await self.commit(stored, expecting: version, others: others)
      self.state.withLock {
        $0.stored(stored, version: newVersion, value: value, entry.id, key: key, now: now)
      }
    }
  }

  /// Takes a value out, also while the vault is locked, and what is kept in memory under its name; whether there was any.
  ///
  /// What `others` asks for reaches the store together with it or not at all, also where there was none.
  ///
  /// - Throws: `VaultError.store`; nothing has changed then.
  public func remove(_ entry: VaultEntry, alsoCommitting others: [StateChange] = []) async throws(VaultError) -> Bool {
    try await gate.run { () throws(VaultError) in
      let (blob, version) = self.state.withLock { ($0.blob, $0.version) }
      guard var blob, blob.entries.removeValue(forKey: entry.id) != nil else {
        if !others.isEmpty {
          do throws(StateStoreFailure) {
            try await self.store.commit(others)
          } catch {
            throw VaultError.store(error)
          }
        }
        return self.state.withLock { $0.drop(entry.id) }
      }
      let stored = blob
      let newVersion = try await self.commit(stored, expecting: version, others: others)
      return self.state.withLock { state in
        state.removed(stored, version: newVersion, entry.id)
        _ = state.drop(entry.id)
        return true
      }
    }
  }

  /// Stores a blob in the place of a version; the version that it has then.
  ///
  /// Where another process stored one meanwhile, that is what the vault is now, and the caller may try again.
  func commit(_ blob: VaultBlob, expecting version: Int, others: [StateChange]) async throws(VaultError) -> Int {
    do {
      try await store.commit(
        [.put(.vault, key: VaultBlob.documentKey, body: blob.json, expecting: version)] + others)
    } catch {
      if case .conflict(VaultBlob.documentKey) = error { try await load() }
      throw .store(error)
    }
    return version + 1
  }
}
