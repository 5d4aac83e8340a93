import GatewayState
import RoutingTestKit
import RoutingTestSupport
import Testing
import TokenHubTestKit

/// The hasher of the package keeps its contract; one for each way not to does not.
@Suite(.offThePool) struct SecretHasherContractTests {
  private struct BrokenHasher: SecretHasher {
    let hasher = SaltedHMACHasher()
    let broken: SecretHasherContract.Clause
    let number = SharedValue(UInt8(0))

    func hash(_ secret: SecretText, salt: [UInt8]) async -> SecretHash {
      let hash = await hasher.hash(secret, salt: salt)
      switch broken {
      case .hashesAreRepeatable:
        let next = number.withLock { number in
          number &+= 1
          return number
        }
        return SecretHash(algorithm: hash.algorithm, salt: salt, digest: hash.digest + [next])
      case .digestsAreApart:
        return SecretHash(algorithm: hash.algorithm, salt: salt, digest: Array(secret.reveal().utf8) + [0])
      default: return hash
      }
    }

    func matches(_ secret: SecretText, _ hash: SecretHash) async -> Bool {
      switch broken {
      case .matchesItsSecret: secret.reveal().isEmpty ? false : await hasher.matches(secret, hash)
      // As some functions of passwords cut off what is longer.
      case .matchesNoOtherSecret:
        await hasher.hash(SecretText(String(secret.reveal().prefix(72))), salt: hash.salt) == hash
      case .matchesNoOtherHash:
        hash.digest.starts(with: await hasher.hash(secret, salt: hash.salt).digest.dropLast())
      default: await hasher.matches(secret, hash)
      }
    }
  }

  @Test("the hasher of the package keeps every clause", arguments: SecretHasherContract.Clause.allCases)
  func sound(clause: SecretHasherContract.Clause) async {
    #expect(await SecretHasherContract(make: { SaltedHMACHasher() }).run([clause]) == [])
  }

  @Test("a hasher that breaks a clause is found by that clause", arguments: SecretHasherContract.Clause.allCases)
  func broken(clause: SecretHasherContract.Clause) async {
    let found = await SecretHasherContract(make: { BrokenHasher(broken: clause) }).run([clause])
    #expect(Set(found.map(\.clause)) == [clause.rawValue])
  }
}
