internal import RoutingCore

/// Where a vault stands.
public enum VaultStanding: Hashable, Sendable {
  /// There is none: the host gave no cipher.
  case disabled
  /// It has never had a password.
  case uninitialised
  /// Its values cannot be read without the password.
  case locked
  /// Its values can be read.
  case unlocked
}

/// What a vault knows, and what becomes of that with each event; keeps no time and waits for nothing.
package struct VaultState: Sendable {
  package let isEnabled: Bool
  package let options: VaultOptions
  /// What the store has, or nil where it has no vault.
  package private(set) var blob: VaultBlob?
  /// The version of the store's document, or 0.
  package private(set) var version = 0
  /// The key while it is unlocked.
  package private(set) var key: SecretBytes?
  /// What can be read now.
  private var values: [VaultEntry.ID: SecretText] = [:]
  /// What is kept beside the vault because it was shut (H-313).
  private var kept: [VaultEntry.ID: SecretText] = [:]
  private var lastUse = 0

  package init(isEnabled: Bool, options: VaultOptions) {
    self.isEnabled = isEnabled
    self.options = options
  }

  package var standing: VaultStanding {
    guard isEnabled else { return .disabled }
    guard blob != nil else { return .uninitialised }
    return key == nil ? .locked : .unlocked
  }

  /// The names of what is in the vault, whether or not it can be read.
  package var entryNames: [String] { blob?.entries.keys.sorted().map(\.text) ?? [] }

  /// The store has this; where it is under the same key and the vault is open, `values` is what it says.
  ///
  /// A vault with another salt has another key, and so is shut.
  package mutating func loaded(_ blob: VaultBlob?, version: Int, values: [VaultEntry.ID: SecretText]) {
    let isAnother = blob?.salt != self.blob?.salt
    (self.blob, self.version) = (blob, version)
    if isAnother { _ = lock() }
    self.values = isAnother ? [:] : values
  }

  /// The right password was given; whether that opened the vault, rather than finding it open.
  package mutating func unlocked(with key: SecretBytes, values: [VaultEntry.ID: SecretText], now: Int) -> Bool {
    guard self.key == nil else { return false }
    (self.key, self.values, lastUse) = (key, values, now)
    return true
  }

  /// The store has a new vault without values.
  package mutating func initialised(_ blob: VaultBlob, version: Int, key: SecretBytes, now: Int) {
    (self.blob, self.version, self.key, lastUse, values) = (blob, version, key, now, [:])
  }

  /// Shuts the vault; whether it was open.
  package mutating func lock() -> Bool {
    guard let key else { return false }
    key.erase()
    self.key = nil
    if !options.keepsCapturedKeys { values = [:] }
    return true
  }

  /// Shuts the vault where nobody has used it for long; whether it did.
  package mutating func tick(now: Int) -> Bool {
    guard options.autoLockAfter > 0, now - lastUse >= options.autoLockAfter else { return false }
    return lock()
  }

  /// The store has a blob with a new value, sealed under a key; it can be read where that is still the one.
  package mutating func stored(
    _ blob: VaultBlob, version: Int, value: SecretText, _ id: VaultEntry.ID, key: SecretBytes, now: Int
  ) {
    (self.blob, self.version) = (blob, version)
    kept[id] = nil
    if self.key === key {
      (values[id], lastUse) = (value, now)
    } else {
      // With captured keys, the old value must not outlive the new one.
      values[id] = nil
    }
  }

  /// The store has a blob without a value.
  package mutating func removed(_ blob: VaultBlob, version: Int, _ id: VaultEntry.ID) {
    (self.blob, self.version) = (blob, version)
    values[id] = nil
  }

  /// The store has a blob under a new key, which is the key from now on where the vault is still open.
  package mutating func rotated(_ blob: VaultBlob, version: Int, from old: SecretBytes, to new: SecretBytes, now: Int) {
    (self.blob, self.version) = (blob, version)
    guard key === old else { return new.erase() }
    old.erase()
    (key, lastUse) = (new, now)
  }

  /// Keeps a value beside the vault until the process ends or the vault gets one of this name.
  package mutating func keep(_ value: SecretText, _ id: VaultEntry.ID) { kept[id] = value }

  /// Forgets a value that was kept beside the vault; whether there was one.
  package mutating func drop(_ id: VaultEntry.ID) -> Bool { kept.removeValue(forKey: id) != nil }

  /// A value that can be read now; one kept beside the vault is newer than the vault's.
  package mutating func secret(_ id: VaultEntry.ID, now: Int) -> SecretText? {
    if let value = kept[id] { return value }
    guard let value = values[id] else { return nil }
    lastUse = max(lastUse, now)
    return value
  }
}
