internal import Routing
internal import RoutingCore

/// Opening a vault and giving it another password.
extension Vault {
  /// Opens the vault; the first password that it is ever given becomes its own (H-201, H-202).
  ///
  /// An open vault checks the password again and stays as it is. After five failures of an address within a minute it checks no more
  /// (H-203).
  ///
  /// - Parameters:
  ///   - password: At least 8 bytes in UTF-8.
  ///   - address: Who asks, such as an address of the network.
  ///   - now: Milliseconds of the vault's clock.
  /// - Returns: What the password did.
  /// - Throws: `VaultError.unlockFailed`, `tooManyAttempts`, `store` or `cipher`; nothing has changed then.
  public func unlock(_ password: SecretText, from address: String, now: Int) async throws(VaultError) -> VaultUnlocking
  {
    guard let cipher else { return .disabled }
    if let wait = tries.withLock({ $0.begin(address, now: now) }) { throw .tooManyAttempts(retryAfter: wait) }
    do throws(VaultError) {
      let result = try await gate.run { () throws(VaultError) in
        try await self.unlock(password, cipher: cipher, now: now)
      }
      tries.withLock { $0.forgive(address, begunAt: now) }
      return result
    } catch .unlockFailed {
      throw .unlockFailed
    } catch {
      // It was not the password that was wrong.
      tries.withLock { $0.forgive(address, begunAt: now) }
      throw error
    }
  }

  private func unlock(
    _ password: SecretText, cipher: any VaultCipher, now: Int
  ) async throws(VaultError) -> VaultUnlocking {
    guard password.bytes.count >= Vault.shortestPassword else { throw .unlockFailed }
    let seal = VaultSeal(cipher: cipher, random: random)
    guard let blob = state.withLock({ $0.blob }) else {
      let (blob, key) = try await newBlob(password, cipher: cipher, entries: [:])
      let version = try await commit(blob, expecting: 0, others: [])
      state.withLock { $0.initialised(blob, version: version, key: key, now: now) }
      return .initialised
    }
    let key = try await derived(password, blob, cipher)
    guard try seal.verifies(blob.verifier, key: key) else { throw .unlockFailed }
    let (values, unreadable) = try seal.values(of: blob, key: key)
    return state.withLock { state in
      guard state.unlocked(with: key, values: values, now: now) else { return .alreadyUnlocked }
      return .unlocked(unreadable: unreadable)
    }
  }

  /// Gives an open vault another password: a new salt, a new key, every value encrypted anew (H-205).
  ///
  /// The store has the one blob or the other, never a part of each. What `others` asks for reaches the store together with it.
  ///
  /// `now` is in milliseconds of the vault's clock.
  ///
  /// - Throws: `VaultError`; the old password holds then.
  public func rotate(
    old: SecretText, new: SecretText, now: Int, alsoCommitting others: [StateChange] = []
  ) async throws(VaultError) {
    guard let cipher else { throw .disabled }
    try await gate.run { () throws(VaultError) in
      let seal = VaultSeal(cipher: cipher, random: self.random)
      let (blob, version, key) = self.state.withLock { ($0.blob, $0.version, $0.key) }
      guard let blob, let key else { throw .locked }
      guard new.bytes.count >= Vault.shortestPassword else { throw .passwordTooShort }
      let oldKey = try await self.derived(old, blob, cipher)
      guard try seal.verifies(blob.verifier, key: oldKey) else { throw .wrongPassword }
      let (values, unreadable) = try seal.values(of: blob, key: oldKey)
      guard unreadable.isEmpty else { throw .unreadable(unreadable) }
      let (newBlob, newKey) = try await self.newBlob(new, cipher: cipher, entries: values)
      let newVersion = try await self.commit(newBlob, expecting: version, others: others)
      self.state.withLock { $0.rotated(newBlob, version: newVersion, from: key, to: newKey, now: now) }
    }
  }

  /// A blob under a new salt with these values, and its key.
  private func newBlob(
    _ password: SecretText, cipher: any VaultCipher, entries: [VaultEntry.ID: SecretText]
  ) async throws(VaultError) -> (VaultBlob, SecretBytes) {
    let seal = VaultSeal(cipher: cipher, random: random)
    var blob = VaultBlob(salt: random.bytes(16), derivation: cipher.derivation, verifier: [])
    let key = try await derived(password, blob, cipher)
    blob.verifier = try seal.verifier(key: key)
    // In their order, so that the same dice give the same blob.
    for (id, value) in entries.sorted(by: { $0.key < $1.key }) {
      blob.entries[id] = try seal.sealed(value.bytes, name: id.text, key: key)
    }
    return (blob, key)
  }

  private func derived(
    _ password: SecretText, _ blob: VaultBlob, _ cipher: any VaultCipher
  ) async throws(VaultError) -> SecretBytes {
    do {
      return SecretBytes(
        try await cipher.deriveKey(password: password, salt: blob.salt, derivation: blob.derivation))
    } catch {
      throw .cipher(error)
    }
  }
}

/// What a password did to a vault.
public enum VaultUnlocking: Hashable, Sendable {
  /// Nothing: there is no vault.
  case disabled
  /// It is the vault's first password.
  case initialised
  /// It opened the vault; entries of these names cannot be read and were passed over.
  case unlocked(unreadable: [String])
  /// It is the right one, and the vault was open before.
  case alreadyUnlocked
}
