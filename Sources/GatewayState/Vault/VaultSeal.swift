internal import RoutingCore

/// Seals values under one key, each under a new nonce that stands before it, and opens them again (H-206).
struct VaultSeal {
  let cipher: any VaultCipher
  let random: any RandomSource

  private static let nonceSize = 12
  /// What the verifier says; it has no name of an entry, so it cannot be passed off as one.
  private static let constant = Array("tokenhub vault".utf8)
  private static let verifierName = "verifier"

  /// - Throws: `VaultError.cipher`, and `locked` where the key was erased.
  func sealed(_ plaintext: [UInt8], name: String, key: SecretBytes) throws(VaultError) -> [UInt8] {
    let nonce = random.bytes(VaultSeal.nonceSize)
    let sealed: [UInt8]?
    do throws(VaultCipherFailure) {
      sealed = try key.lend { key throws(VaultCipherFailure) in
        try cipher.seal(plaintext, key: key, nonce: nonce, associatedData: Array(name.utf8))
      }
    } catch {
      throw .cipher(error)
    }
    guard let sealed else { throw .locked }
    return nonce + sealed
  }

  /// The value that was sealed under a name, or nil where this is none under this key and name.
  func opened(_ sealed: [UInt8], name: String, key: SecretBytes) throws(VaultError) -> [UInt8]? {
    guard sealed.count > VaultSeal.nonceSize else { return nil }
    let nonce = Array(sealed.prefix(VaultSeal.nonceSize))
    do throws(VaultCipherFailure) {
      return try key.lend { key throws(VaultCipherFailure) in
        try cipher.open(
          Array(sealed.dropFirst(VaultSeal.nonceSize)), key: key, nonce: nonce, associatedData: Array(name.utf8))
      }
    } catch .notAuthentic {
      return nil
    } catch {
      throw .cipher(error)
    }
  }

  func verifier(key: SecretBytes) throws(VaultError) -> [UInt8] {
    try sealed(VaultSeal.constant, name: VaultSeal.verifierName, key: key)
  }

  /// Whether a key is the one that a verifier was made with.
  func verifies(_ verifier: [UInt8], key: SecretBytes) throws(VaultError) -> Bool {
    try opened(verifier, name: VaultSeal.verifierName, key: key) == VaultSeal.constant
  }

  /// All values of a blob by name of entry, and the names of those that cannot be opened, sorted.
  func values(of blob: VaultBlob, key: SecretBytes) throws(VaultError) -> (
    values: [VaultEntry.ID: SecretText], unreadable: [String]
  ) {
    var values: [VaultEntry.ID: SecretText] = [:]
    var unreadable: [VaultEntry.ID] = []
    for (id, sealed) in blob.entries {
      if let text = try opened(sealed, name: id.text, key: key).flatMap({ String(validating: $0, as: UTF8.self) }) {
        values[id] = SecretText(text)
      } else {
        unreadable.append(id)
      }
    }
    return (values, unreadable.sorted().map(\.text))
  }
}
