import Digests
package import GatewayState
import Routing

/// A cipher for tests alone: a stream of HMACs in counter mode with an HMAC over everything behind it.
///
/// It has the behaviour of AES-GCM that a vault rests on, and none of the scrutiny; its function of passwords takes no time.
package final class ToyCipher: VaultCipher {
  private struct State: Sendable {
    var nonces: [[UInt8]: Int] = [:]
    var isBroken = false
    var derivations = 0
    var beforeDeriving: (@Sendable () async -> Void)?
  }

  package let derivation: KeyDerivation
  private let state = Locked(State())

  /// Makes a cipher whose function of passwords goes by this name.
  package init(derivation: KeyDerivation = KeyDerivation(algorithm: "toy", parameters: ["rounds": 1])) {
    self.derivation = derivation
  }

  /// Whether some key and nonce were used for two seals.
  package var hasReusedNonce: Bool { state.withLock { $0.nonces.values.contains { $0 > 1 } } }
  /// How often a key was derived from a password.
  package var derivationCount: Int { state.withLock { $0.derivations } }

  /// Whether everything fails from now on.
  package func setBroken(_ isBroken: Bool) { state.withLock { $0.isBroken = isBroken } }
  /// Does something once, right before the next key is derived.
  package func beforeDeriving(_ body: @escaping @Sendable () async -> Void) {
    state.withLock { $0.beforeDeriving = body }
  }

  package func deriveKey(
    password: SecretText, salt: [UInt8], derivation: KeyDerivation
  ) async throws(VaultCipherFailure) -> [UInt8] {
    let before = state.withLock { state in
      state.derivations += 1
      defer { state.beforeDeriving = nil }
      return state.beforeDeriving
    }
    await before?()
    guard derivation.algorithm == "toy" else { throw .unsupported(derivation.algorithm) }
    if state.withLock({ $0.isBroken }) { throw .failed("broken on purpose") }
    return HMACSHA256.code(of: Array(password.reveal().utf8), key: salt)
  }

  package func seal(
    _ plaintext: [UInt8], key: [UInt8], nonce: [UInt8], associatedData: [UInt8]
  ) throws(VaultCipherFailure) -> [UInt8] {
    if state.withLock({ $0.isBroken }) { throw .failed("broken on purpose") }
    guard key.count == 32, nonce.count == 12 else { throw .failed("a key or nonce of the wrong size") }
    state.withLock { $0.nonces[SHA256.hash(key) + nonce, default: 0] += 1 }
    let sealed = masked(plaintext, key: key, nonce: nonce)
    return sealed + tag(sealed, key: key, nonce: nonce, associatedData: associatedData)
  }

  package func open(
    _ sealed: [UInt8], key: [UInt8], nonce: [UInt8], associatedData: [UInt8]
  ) throws(VaultCipherFailure) -> [UInt8] {
    if state.withLock({ $0.isBroken }) { throw .failed("broken on purpose") }
    guard sealed.count >= 32 else { throw .notAuthentic }
    let body = Array(sealed.dropLast(32))
    guard tag(body, key: key, nonce: nonce, associatedData: associatedData) == Array(sealed.suffix(32)) else {
      throw .notAuthentic
    }
    return masked(body, key: key, nonce: nonce)
  }

  private func masked(_ bytes: [UInt8], key: [UInt8], nonce: [UInt8]) -> [UInt8] {
    var stream: [UInt8] = []
    for block in 0..<(bytes.count + 31) / 32 {
      stream += HMACSHA256.code(of: nonce + [UInt8(block & 255), UInt8(block >> 8 & 255)], key: key)
    }
    return zip(bytes, stream).map { $0 ^ $1 }
  }

  private func tag(_ bytes: [UInt8], key: [UInt8], nonce: [UInt8], associatedData: [UInt8]) -> [UInt8] {
    HMACSHA256.code(of: SHA256.hash(associatedData) + nonce + bytes, key: Array(key.reversed()))
  }
}
