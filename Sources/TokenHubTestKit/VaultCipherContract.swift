public import GatewayState
public import RoutingTestKit

/// Checks a `VaultCipher` against what its protocol asks.
///
/// An empty array means that every clause holds. A cipher that passes keeps the promises of its functions; that it is a strong one is
/// for the library behind it to say.
public struct VaultCipherContract: Sendable {
  /// What a cipher is held to.
  public enum Clause: String, CaseIterable, Sendable {
    /// What was sealed opens again, of any length and with any associated data.
    case opensWhatItSealed
    /// What is sealed holds a tag of 16 bytes or more, and not the plaintext.
    case sealsTheText
    /// Where any byte of what was sealed, of the nonce or of the associated data is another, it is not authentic.
    case findsChanges
    /// Where any byte of the key is another, it is not authentic.
    case opensWithItsKeyAlone
    /// Under another nonce or another key, the same plaintext is sealed into other bytes.
    case noncesMakeADifference
    /// A key has 32 bytes, follows from password, salt and derivation, and is another for any other password or salt.
    case derivesKeys
    /// A derivation that nobody knows is unsupported, and the error does not hold the password.
    case refusesUnknownDerivations
  }

  private let make: @Sendable () -> any VaultCipher

  /// Makes a contract for the ciphers that `make` gives; keys are derived some ten times, by the derivation of the cipher.
  public init(make: @escaping @Sendable () -> any VaultCipher) { self.make = make }

  /// Checks the clauses; what is wrong, in the order of the clauses.
  public func run(_ clauses: [Clause] = Clause.allCases) async -> [ContractViolation] {
    var violations: [ContractViolation] = []
    for clause in clauses {
      let probe = VaultCipherProbe(cipher: make())
      let seen = await findings { findings in
        switch clause {
        case .opensWhatItSealed: try probe.checkOpening(&findings)
        case .sealsTheText: try probe.checkText(&findings)
        case .findsChanges: try probe.checkChanges(&findings)
        case .opensWithItsKeyAlone: try probe.checkKeys(&findings)
        case .noncesMakeADifference: try probe.checkNonces(&findings)
        case .derivesKeys: try await probe.checkDerivation(&findings, again: make())
        case .refusesUnknownDerivations: await probe.checkUnknown(&findings)
        }
      }
      violations += seen.map { ContractViolation(clause: clause.rawValue, seen: $0) }
    }
    return violations
  }
}
