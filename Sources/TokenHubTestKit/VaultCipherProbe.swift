internal import GatewayState

/// Asks a cipher things, for the clauses of its contract.
struct VaultCipherProbe: Sendable {
  let cipher: any VaultCipher

  private static let key = (0..<32).map { UInt8($0 * 7 + 1) }
  private static let nonce = (0..<12).map { UInt8($0 + 100) }
  private static let data = Array("provider:p1:api_key".utf8)
  private static let text = Array("a secret that nobody else must read".utf8)

  private func sealed(
    _ text: [UInt8] = text, key: [UInt8] = key, nonce: [UInt8] = nonce, data: [UInt8] = data
  ) throws -> [UInt8] {
    try cipher.seal(text, key: key, nonce: nonce, associatedData: data)
  }

  /// What opening comes to, in words.
  private func opened(
    _ sealed: [UInt8], key: [UInt8] = key, nonce: [UInt8] = nonce, data: [UInt8] = data
  ) -> String {
    do throws(VaultCipherFailure) {
      return "\(try cipher.open(sealed, key: key, nonce: nonce, associatedData: data))"
    } catch {
      return error == .notAuthentic ? "not authentic" : "\(error)"
    }
  }

  private static func changed(_ bytes: [UInt8], at place: Int) -> [UInt8] {
    var bytes = bytes
    bytes[place] ^= place.isMultiple(of: 2) ? 1 : 0x80
    return bytes
  }

  func checkOpening(_ findings: inout Findings) throws {
    for count in [0, 1, 15, 16, 17, 31, 32, 33, 1000, 5000] {
      let text = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
      for data in [[], Self.data, [UInt8](repeating: 0, count: 500)] {
        let opened = opened(try sealed(text, data: data), data: data)
        findings.expect(
          opened == "\(text)", "\(count) bytes with \(data.count) of associated data open as \(opened.prefix(60))")
      }
    }
  }

  func checkText(_ findings: inout Findings) throws {
    let sealed = try sealed()
    findings.expect(sealed.count >= Self.text.count + 16, "there is no room for a tag in \(sealed.count) bytes")
    findings.expect(!sealed.contains(Self.text.prefix(8)), "the plaintext stands in what was sealed")
    findings.expect(!sealed.contains(Self.key.prefix(8)), "the key stands in what was sealed")
  }

  func checkChanges(_ findings: inout Findings) throws {
    let sealed = try sealed()
    func expect(_ opened: String, _ name: String) { findings.expect(opened, is: "not authentic", name) }
    for place in sealed.indices {
      expect(opened(Self.changed(sealed, at: place)), "what was sealed with byte \(place) changed")
      expect(opened(Array(sealed.prefix(place))), "what was sealed cut to \(place) bytes")
    }
    expect(opened(sealed + [0]), "what was sealed with a byte more")
    expect(opened([0] + sealed), "what was sealed with a byte in front")
    for place in Self.nonce.indices {
      expect(opened(sealed, nonce: Self.changed(Self.nonce, at: place)), "a nonce with byte \(place) changed")
    }
    for place in Self.data.indices {
      expect(opened(sealed, data: Self.changed(Self.data, at: place)), "associated data with byte \(place) changed")
    }
    expect(opened(sealed, data: []), "no associated data")
    expect(opened(sealed, data: Self.data + [0]), "associated data with a byte more")
    expect(opened(try self.sealed(data: [])), "associated data that was not sealed")
  }

  func checkKeys(_ findings: inout Findings) throws {
    let sealed = try sealed()
    for place in Self.key.indices {
      let opened = opened(sealed, key: Self.changed(Self.key, at: place))
      findings.expect(opened, is: "not authentic", "what was sealed, under a key with byte \(place) changed,")
    }
  }

  func checkNonces(_ findings: inout Findings) throws {
    let sealed = try sealed()
    var seen: Set<[UInt8]> = [sealed]
    for place in Self.nonce.indices { seen.insert(try self.sealed(nonce: Self.changed(Self.nonce, at: place))) }
    for place in Self.key.indices { seen.insert(try self.sealed(key: Self.changed(Self.key, at: place))) }
    let count = 1 + Self.nonce.count + Self.key.count
    findings.expect(seen.count, is: count, "the number of different bytes that one text is sealed into")
    // Not the tag alone.
    findings.expect(
      Set(seen.map { Array($0.prefix(Self.text.count)) }).count, is: count, "the number of different ciphertexts")
  }

  func checkDerivation(_ findings: inout Findings, again: any VaultCipher) async throws {
    let derivation = cipher.derivation
    let salt = Array(UInt8(1)...16)
    func key(_ cipher: any VaultCipher, _ password: String, _ salt: [UInt8]) async throws -> [UInt8] {
      try await cipher.deriveKey(password: SecretText(password), salt: salt, derivation: derivation)
    }
    let first = try await key(cipher, "correct horse", salt)
    findings.expect(first.count, is: 32, "the number of bytes of a key")
    findings.expect(try await key(again, "correct horse", salt) == first, "a key is another each time")
    let stored = KeyDerivation(json: derivation.json)
    findings.expect(stored, is: derivation, "the derivation, stored and read again,")
    var keys: Set<[UInt8]> = [first]
    for password in ["correct horse ", "Correct horse", "correct hors", "caf\u{E9}", "cafe\u{301}"] {
      keys.insert(try await key(cipher, password, salt))
    }
    for place in [0, 7, 15] { keys.insert(try await key(cipher, "correct horse", Self.changed(salt, at: place))) }
    findings.expect(keys.count, is: 9, "the number of different keys of nine passwords and salts")
  }

  func checkUnknown(_ findings: inout Findings) async {
    let derivation = KeyDerivation(algorithm: "none-of-these", parameters: [:])
    do throws(VaultCipherFailure) {
      _ = try await cipher.deriveKey(
        password: SecretText("correct horse"), salt: Array(1...16), derivation: derivation)
      findings.expect(false, "a derivation that nobody knows gave a key")
    } catch .unsupported(let message) {
      findings.expect(!message.contains("correct horse"), "the error holds the password")
    } catch {
      findings.expect(false, "a derivation that nobody knows gave \(error)")
    }
  }
}
