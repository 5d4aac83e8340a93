public import GatewayState
public import RoutingTestKit

/// Checks a `SecretHasher` against what its protocol asks, but for the time that comparing takes, which no test can tell for sure.
///
/// An empty array means that every clause holds.
public struct SecretHasherContract: Sendable {
  /// What a hasher is held to.
  public enum Clause: String, CaseIterable, Sendable {
    /// The same secret and salt give the same hash, which names its salt and its algorithm.
    case hashesAreRepeatable
    /// A hash matches the secret it was made of, also after it was stored as JSON.
    case matchesItsSecret
    /// A hash matches no other secret, however alike.
    case matchesNoOtherSecret
    /// A hash matches nothing where its salt, its digest or its algorithm is another.
    case matchesNoOtherHash
    /// The digest is another for each salt and each secret, and does not hold the secret.
    case digestsAreApart
  }

  private let make: @Sendable () -> any SecretHasher

  /// Makes a contract for the hashers that `make` gives.
  public init(make: @escaping @Sendable () -> any SecretHasher) { self.make = make }

  /// Checks the clauses; what is wrong, in the order of the clauses.
  public func run(_ clauses: [Clause] = Clause.allCases) async -> [ContractViolation] {
    var violations: [ContractViolation] = []
    for clause in clauses {
      let hasher = make()
      let seen = await findings { findings in
        switch clause {
        case .hashesAreRepeatable: await checkRepetition(hasher, &findings)
        case .matchesItsSecret: await checkMatching(hasher, &findings)
        case .matchesNoOtherSecret: await checkOtherSecrets(hasher, &findings)
        case .matchesNoOtherHash: await checkOtherHashes(hasher, &findings)
        case .digestsAreApart: await checkDigests(hasher, &findings)
        }
      }
      violations += seen.map { ContractViolation(clause: clause.rawValue, seen: $0) }
    }
    return violations
  }

  private static let salt = Array(UInt8(1)...16)

  /// Secrets that differ little; two look alike.
  private static let secrets = [
    "", "a", "A", "a ", "aa", "tokenhub_0123456789abcdef", "tokenhub_0123456789abcdeF", "tokenhub_0123456789abcde",
    "caf\u{E9}", "cafe\u{301}", "a\u{0}", "a\u{0}b", String(repeating: "x", count: 72),
    String(repeating: "x", count: 73), String(repeating: "x", count: 1000),
  ]

  private func checkRepetition(_ hasher: any SecretHasher, _ findings: inout Findings) async {
    for (number, secret) in Self.secrets.enumerated() {
      let first = await hasher.hash(SecretText(secret), salt: Self.salt)
      let again = await make().hash(SecretText(secret), salt: Self.salt)
      findings.expect(first == again, "the hash of secret \(number) is another each time")
      findings.expect(first.salt, is: Self.salt, "the salt of the hash of secret \(number)")
      findings.expect(!first.algorithm.isEmpty, "the hash of secret \(number) does not name its algorithm")
      findings.expect(!first.digest.isEmpty, "the hash of secret \(number) is empty")
    }
  }

  private func checkMatching(_ hasher: any SecretHasher, _ findings: inout Findings) async {
    for (number, secret) in Self.secrets.enumerated() {
      let hash = await hasher.hash(SecretText(secret), salt: Self.salt)
      findings.expect(await hasher.matches(SecretText(secret), hash), "the hash of secret \(number) does not match it")
      guard let stored = SecretHash(json: hash.json) else {
        findings.expect(false, "the hash of secret \(number) cannot be read again")
        continue
      }
      findings.expect(
        await make().matches(SecretText(secret), stored), "the stored hash of secret \(number) does not match it")
    }
  }

  private func checkOtherSecrets(_ hasher: any SecretHasher, _ findings: inout Findings) async {
    for (number, secret) in Self.secrets.enumerated() {
      let hash = await hasher.hash(SecretText(secret), salt: Self.salt)
      for (place, other) in Self.secrets.enumerated() where place != number {
        findings.expect(
          !(await hasher.matches(SecretText(other), hash)), "the hash of secret \(number) matches secret \(place)")
      }
    }
  }

  private func checkOtherHashes(_ hasher: any SecretHasher, _ findings: inout Findings) async {
    let secret = SecretText("tokenhub_0123456789abcdef")
    let hash = await hasher.hash(secret, salt: Self.salt)
    var others: [(String, SecretHash)] = []
    func add(_ name: String, algorithm: String? = nil, salt: [UInt8]? = nil, digest: [UInt8]? = nil) {
      let other = SecretHash(
        algorithm: algorithm ?? hash.algorithm, salt: salt ?? hash.salt, digest: digest ?? hash.digest)
      others.append((name, other))
    }
    for place in hash.digest.indices {
      add("byte \(place) of the digest changed", digest: Self.changed(hash.digest, at: place))
    }
    for place in hash.salt.indices {
      add("byte \(place) of the salt changed", salt: Self.changed(hash.salt, at: place))
    }
    add("no digest", digest: [])
    add("a shorter digest", digest: hash.digest.dropLast())
    add("a longer digest", digest: hash.digest + [0])
    add("no salt", salt: [])
    add("another algorithm", algorithm: "none of these")
    add("no algorithm", algorithm: "")
    for (name, other) in others {
      findings.expect(!(await hasher.matches(secret, other)), "a hash with \(name) matches")
    }
  }

  private func checkDigests(_ hasher: any SecretHasher, _ findings: inout Findings) async {
    let secret = "tokenhub_0123456789abcdef"
    var digests: Set<[UInt8]> = []
    let salts = [Self.salt] + Self.salt.indices.map { Self.changed(Self.salt, at: $0) }
    for salt in salts { digests.insert(await hasher.hash(SecretText(secret), salt: salt).digest) }
    findings.expect(digests.count, is: salts.count, "the number of digests of one secret under \(salts.count) salts")
    digests = []
    for other in Self.secrets { digests.insert(await hasher.hash(SecretText(other), salt: Self.salt).digest) }
    findings.expect(digests.count, is: Self.secrets.count, "the number of digests of \(Self.secrets.count) secrets")
    let digest = await hasher.hash(SecretText(secret), salt: Self.salt).digest
    findings.expect(!digest.contains(Array(secret.utf8)), "the digest holds the secret")
  }

  private static func changed(_ bytes: [UInt8], at place: Int) -> [UInt8] {
    var bytes = bytes
    bytes[place] ^= 1
    return bytes
  }
}
