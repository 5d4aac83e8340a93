/// Makes a key of a password, and encrypts under it: AES-256-GCM and a slow function of passwords (H-206).
///
/// The package has no ciphers of its own; a host gives those of a library that it trusts. A guide for implementers:
///
/// - ``seal(_:key:nonce:associatedData:)`` encrypts and authenticates, the associated data as well. What it returns holds the
///   tag and not the nonce, which the vault draws anew for each call and puts in front.
/// - ``open(_:key:nonce:associatedData:)`` gives back exactly what was sealed under the same key, nonce and associated data, and
///   fails with `notAuthentic` for anything else.
/// - ``deriveKey(password:salt:derivation:)`` must know every derivation that ``derivation`` ever was, or vaults made with an older
///   one stay shut. It should compute beside the threads that serve requests.
/// - No error holds a key, a password or plaintext.
///
/// `VaultCipherContract` of `TokenHubTestKit` checks an implementation.
public protocol VaultCipher: Sendable {
  /// How keys of new vaults are made, and those of old ones when their password changes.
  var derivation: KeyDerivation { get }

  /// A key of 32 bytes; the same for the same password, salt and derivation.
  ///
  /// - Throws: `VaultCipherFailure.unsupported` for a derivation that it does not know, `failed` where it could not be computed.
  func deriveKey(
    password: SecretText, salt: [UInt8], derivation: KeyDerivation
  ) async throws(VaultCipherFailure) -> [UInt8]

  /// Encrypts under a key of 32 bytes and a nonce of 12 that was never used with it before.
  ///
  /// - Throws: `VaultCipherFailure.failed`.
  func seal(
    _ plaintext: [UInt8], key: [UInt8], nonce: [UInt8], associatedData: [UInt8]
  ) throws(VaultCipherFailure) -> [UInt8]

  /// Gives back what was sealed.
  ///
  /// - Throws: `VaultCipherFailure.notAuthentic` where it was not sealed under this key, nonce and associated data.
  func open(
    _ sealed: [UInt8], key: [UInt8], nonce: [UInt8], associatedData: [UInt8]
  ) throws(VaultCipherFailure) -> [UInt8]
}

/// Why a cipher did not do what it was asked; free of secrets.
public enum VaultCipherFailure: Error, Hashable, Sendable {
  /// It does not know the function of passwords with this name, or not these parameters.
  case unsupported(String)
  /// What should be opened was not sealed under this key, or was changed.
  case notAuthentic
  /// It failed for a reason of its own.
  case failed(String)
}
