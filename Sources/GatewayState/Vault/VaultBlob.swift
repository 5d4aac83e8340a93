internal import Digests
package import RoutingCore

/// A vault as it is stored and exported: nothing of it tells a value without the password (H-208).
package struct VaultBlob: Hashable, Sendable {
  /// What was mixed into the password: 16 bytes.
  package var salt: [UInt8]
  /// What made the key of the password.
  package var derivation: KeyDerivation
  /// A constant under the key, which tells a wrong password from the right one (H-202).
  package var verifier: [UInt8]
  /// Values under the key by name of entry, each with its nonce in front.
  package var entries: [VaultEntry.ID: [UInt8]] = [:]

  /// The key of the one document in the collection of vaults.
  package static let documentKey = "blob"

  package var json: JSONValue {
    let members = entries.sorted { $0.key < $1.key }.map {
      JSONValue.Member(name: $0.key.text, value: JSONValue(.string(Base64Text.text(of: $0.value))))
    }
    return JSONValue(object: [
      "salt": JSONValue(.string(Base64Text.text(of: salt))), "kdf": derivation.json,
      "verifier": JSONValue(.string(Base64Text.text(of: verifier))), "entries": JSONValue(.object(members)),
    ])
  }

  package init(salt: [UInt8], derivation: KeyDerivation, verifier: [UInt8]) {
    self.salt = salt
    self.derivation = derivation
    self.verifier = verifier
  }

  /// Reads what was stored, or nil where it is no vault; nothing of a damaged one is guessed.
  package init?(json: JSONValue) {
    guard let salt = json["salt"]?.string.flatMap(Base64Text.bytes(of:)), !salt.isEmpty,
      let derivation = json["kdf"].flatMap(KeyDerivation.init(json:)),
      let verifier = json["verifier"]?.string.flatMap(Base64Text.bytes(of:)),
      let members = json["entries"]?.members
    else { return nil }
    self.init(salt: salt, derivation: derivation, verifier: verifier)
    for member in members {
      guard let sealed = member.value.string.flatMap(Base64Text.bytes(of:)) else { return nil }
      entries[VaultEntry.ID(member.name)] = sealed
    }
  }
}
