internal import Routing
public import RoutingCore

/// Keeps secrets encrypted in a store, and readable for as long as an operator's password has opened it (H-201 to H-209).
///
/// Values are decrypted when it is opened and forgotten when it is shut, so that whoever asks for one pays a look into a
/// dictionary. Every change goes to the store first; where the store fails, nothing has changed. Any number of tasks call at
/// once. Call ``load()`` once before anything else. Moments are in milliseconds of a clock that never goes back, such as `now` of a
/// `TimeSource`, the same in all calls.
public final class Vault: Sendable {
  /// How many bytes a password must have at least (H-201).
  public static let shortestPassword = 8

  let store: any StateStore
  let cipher: (any VaultCipher)?
  let random: any RandomSource
  let state: Locked<VaultState>
  /// Lets operations that wait for the cipher or the store go one at a time; locking does not wait for them.
  let gate = SerialGate()
  let tries = Locked(FailedTries())

  /// Makes a vault that is shut; nothing is read yet.
  ///
  /// `cipher` is nil for a gateway without a vault, which keeps secrets in memory alone.
  public init(
    store: any StateStore, cipher: (any VaultCipher)?, random: any RandomSource, options: VaultOptions = VaultOptions()
  ) {
    self.store = store
    self.cipher = cipher
    self.random = random
    state = Locked(VaultState(isEnabled: cipher != nil, options: options))
  }

  /// Reads the vault from the store; it stays shut.
  ///
  /// - Throws: `VaultError.store`, or `VaultError.damaged` where the store has something else than a vault, which is never overwritten.
  public func load() async throws(VaultError) {
    guard let cipher else { return }
    let document: StateDocument?
    do {
      document = try await store.document(VaultBlob.documentKey, in: .vault)
    } catch {
      throw .store(error)
    }
    guard let document else { return state.withLock { $0.loaded(nil, version: 0, values: [:]) } }
    guard let blob = VaultBlob(json: document.body) else { throw .damaged }
    let (salt, key) = state.withLock { ($0.blob?.salt, $0.key) }
    var values: [VaultEntry.ID: SecretText] = [:]
    if let key, salt == blob.salt {
      values = try VaultSeal(cipher: cipher, random: random).values(of: blob, key: key).values
    }
    let known = values
    state.withLock { $0.loaded(blob, version: document.version, values: $0.key === key ? known : [:]) }
  }

  /// Where it stands.
  public var standing: VaultStanding { state.withLock { $0.standing } }

  /// Whether nothing in it can be read; also before its first password, and never where there is no vault (H-803).
  public var isLocked: Bool { standing == .locked || standing == .uninitialised }

  /// Whether it ever had a password (H-803).
  public var isInitialised: Bool { state.withLock { $0.blob != nil } }

  /// The names of all entries, sorted; never their values.
  public var entryNames: [String] { state.withLock { $0.entryNames } }

  /// The names of the operator's own secrets, sorted.
  public var secretNames: [String] { entryNames.compactMap(VaultEntry.secretName(of:)) }

  /// What is stored, for a backup: salt, function, verifier, and values that only the password opens; nil before the first password.
  public var blob: JSONValue? { state.withLock { $0.blob }?.json }

  /// A value, or nil where there is none or the vault is locked (H-207); for the moment of the call that needs it.
  ///
  /// `now` is in milliseconds of the vault's clock; a vault that is used does not lock itself.
  public func secret(_ entry: VaultEntry, now: Int) -> SecretText? {
    state.withLock { $0.secret(entry.id, now: now) }
  }

  /// Keeps a value in memory alone, because the vault is shut or there is none (H-313).
  ///
  /// It goes before what the vault has of this name, until the vault is given another.
  public func keepInMemory(_ value: SecretText, for entry: VaultEntry) {
    state.withLock { $0.keep(value, entry.id) }
  }

  /// Shuts the vault at once; whether it was open (H-204).
  public func lock() -> Bool { state.withLock { $0.lock() } }

  /// Shuts the vault where nobody has used it for long; whether it did (H-207).
  ///
  /// `now` is in milliseconds of the vault's clock; call it every minute or so.
  public func tick(now: Int) -> Bool { state.withLock { $0.tick(now: now) } }
}

/// How a vault behaves.
public struct VaultOptions: Hashable, Sendable {
  /// After how many milliseconds without use it locks itself; 0 for never, as where the host gives the password itself.
  public var autoLockAfter: Int
  /// Whether values that were read while it was open stay in use when it is locked.
  public var keepsCapturedKeys: Bool

  /// Makes options; by default it locks itself after 30 minutes, and locking stops all use (H-207).
  public init(autoLockAfter: Int = 1_800_000, keepsCapturedKeys: Bool = false) {
    self.autoLockAfter = autoLockAfter
    self.keepsCapturedKeys = keepsCapturedKeys
  }
}

/// Why a vault did not do what it was asked; free of secrets.
public enum VaultError: Error, Hashable, Sendable {
  /// The password is wrong or too short; it does not tell which (H-201).
  case unlockFailed
  /// The address has failed too often; the next try is possible after so many milliseconds.
  case tooManyAttempts(retryAfter: Int)
  /// The old password of a rotation is wrong.
  case wrongPassword
  /// The new password of a rotation is too short.
  case passwordTooShort
  /// It must be unlocked first.
  case locked
  /// There is no vault.
  case disabled
  /// Entries of these names cannot be opened and must be removed first.
  case unreadable([String])
  /// The store has something else than a vault.
  case damaged
  /// The store failed.
  case store(StateStoreFailure)
  /// The cipher failed.
  case cipher(VaultCipherFailure)
}
