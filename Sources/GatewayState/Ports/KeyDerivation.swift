internal import Digests
public import RoutingCore

/// Which function makes a vault's key of its password, and with which parameters (H-206).
public struct KeyDerivation: Hashable, Sendable {
  /// The name of the function, such as `argon2id`.
  public let algorithm: String
  /// Its parameters by name, whole numbers.
  public let parameters: [String: Int]

  /// Argon2id with three passes over 64 MiB in four lanes.
  public static let argon2id = KeyDerivation(algorithm: "argon2id", parameters: ["t": 3, "m": 65_536, "p": 4])

  /// PBKDF2 over HMAC-SHA-256 with 600,000 rounds, for a host that has nothing better.
  public static let pbkdf2 = KeyDerivation(
    algorithm: "pbkdf2-hmac-sha256", parameters: ["rounds": PBKDF2.recommendedRounds])

  /// Makes a description of a function.
  public init(algorithm: String, parameters: [String: Int]) {
    self.algorithm = algorithm
    self.parameters = parameters
  }

  /// Reads what was stored with a vault's salt, or nil where this is none.
  public init?(json: JSONValue) {
    guard let algorithm = json["algorithm"]?.string, !algorithm.isEmpty, let members = json["parameters"]?.members
    else {
      return nil
    }
    var parameters: [String: Int] = [:]
    for member in members {
      guard let value = member.value.integer else { return nil }
      parameters[member.name] = value
    }
    self.init(algorithm: algorithm, parameters: parameters)
  }

  /// The form that is stored with a vault's salt, parameters by name.
  public var json: JSONValue {
    let members = parameters.sorted { $0.key < $1.key }.map {
      JSONValue.Member(name: $0.key, value: JSONValue(.integer($0.value)))
    }
    return JSONValue(object: ["algorithm": JSONValue(.string(algorithm)), "parameters": JSONValue(.object(members))])
  }

  /// A key of 32 bytes made as this describes, or nil where it describes something else than ``pbkdf2`` with some number of
  /// rounds from ``leastRounds``, or where nobody waits for the key any more.
  ///
  /// It computes for a good second and does not wait, so call it beside the threads that serve requests.
  ///
  /// - Complexity: O(rounds).
  public func pbkdf2Key(
    password: SecretText, salt: [UInt8], isCancelled: () -> Bool = { false }
  ) -> [UInt8]? {
    guard algorithm == KeyDerivation.pbkdf2.algorithm, let rounds = parameters["rounds"],
      rounds >= KeyDerivation.leastRounds
    else { return nil }
    return PBKDF2.key(
      password: password.bytes, salt: salt, rounds: rounds, byteCount: 32, isCancelled: isCancelled)
  }

  /// The fewest rounds that ``pbkdf2Key(password:salt:isCancelled:)`` makes a key with: 600,000.
  public static let leastRounds = PBKDF2.recommendedRounds
}
