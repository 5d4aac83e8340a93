import Digests
import GatewayState
import RoutingTestKit
import RoutingTestSupport
import Testing
import TokenHubTestKit

/// A cipher of hashes keeps the contract; one for each way not to does not.
@Suite(.offThePool) struct VaultCipherContractTests {
  /// Encrypts with a stream of HMACs and authenticates with another; for tests, not for secrets.
  private struct HashCipher: VaultCipher {
    var broken: VaultCipherContract.Clause?

    var derivation: KeyDerivation { KeyDerivation(algorithm: "test", parameters: ["rounds": 1]) }

    func deriveKey(
      password: SecretText, salt: [UInt8], derivation: KeyDerivation
    ) async throws(VaultCipherFailure) -> [UInt8] {
      if derivation != self.derivation, broken != .refusesUnknownDerivations {
        throw .unsupported(derivation.algorithm)
      }
      return HMACSHA256.code(of: broken == .derivesKeys ? [] : Array(password.reveal().utf8), key: salt)
    }

    func seal(
      _ plaintext: [UInt8], key: [UInt8], nonce: [UInt8], associatedData: [UInt8]
    ) throws(VaultCipherFailure) -> [UInt8] {
      let text = broken == .sealsTheText ? plaintext : mixed(plaintext, key, nonce)
      return text + tag(text, key, nonce, associatedData)
    }

    func open(
      _ sealed: [UInt8], key: [UInt8], nonce: [UInt8], associatedData: [UInt8]
    ) throws(VaultCipherFailure) -> [UInt8] {
      let text = Array(sealed.dropLast(16))
      guard broken != .opensWhatItSealed || text.count != 17, sealed.count >= 16,
        Array(sealed.suffix(16)) == tag(text, key, nonce, associatedData)
      else { throw .notAuthentic }
      return mixed(text, key, nonce)
    }

    private func mixed(_ text: [UInt8], _ key: [UInt8], _ nonce: [UInt8]) -> [UInt8] {
      let nonce = broken == .noncesMakeADifference ? [] : nonce
      var mixed: [UInt8] = []
      for start in stride(from: 0, to: text.count, by: 32) {
        let block = HMACSHA256.code(of: nonce + Array("\(start)".utf8), key: key)
        mixed += zip(text[start...], block).map { $0 ^ $1 }
      }
      return mixed
    }

    private func tag(_ text: [UInt8], _ key: [UInt8], _ nonce: [UInt8], _ data: [UInt8]) -> [UInt8] {
      let data = broken == .findsChanges ? [] : data
      let key = broken == .opensWithItsKeyAlone ? Array(key.dropLast()) : key
      return Array(HMACSHA256.code(of: nonce + Array("\(data.count),".utf8) + data + text, key: key).prefix(16))
    }
  }

  @Test(
    "a cipher that authenticates all it is given keeps every clause", arguments: VaultCipherContract.Clause.allCases)
  func sound(clause: VaultCipherContract.Clause) async {
    #expect(await VaultCipherContract(make: { HashCipher() }).run([clause]) == [])
  }

  @Test("a cipher that breaks a clause is found by that clause", arguments: VaultCipherContract.Clause.allCases)
  func broken(clause: VaultCipherContract.Clause) async {
    let found = await VaultCipherContract(make: { HashCipher(broken: clause) }).run([clause])
    #expect(Set(found.map(\.clause)) == [clause.rawValue])
  }
}
