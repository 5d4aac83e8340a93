internal import Digests
public import RoutingCore

/// Turns a secret into what may be stored in its place, and tells whether a secret belongs to it (H-504).
///
/// A guide for implementers: the same secret and salt give the same hash; comparing takes the same time wherever the two differ,
/// and a hash of another algorithm matches nothing. A slow function of passwords is right for secrets that people choose;
/// keys of this gateway are 32 random bytes, for which ``SaltedHMACHasher`` is enough.
/// `SecretHasherContract` of `TokenHubTestKit` checks an implementation.
public protocol SecretHasher: Sendable {
  /// The hash of a secret under a salt of 16 random bytes.
  func hash(_ secret: SecretText, salt: [UInt8]) async -> SecretHash

  /// Whether a hash was made of this secret, compared in constant time.
  func matches(_ secret: SecretText, _ hash: SecretHash) async -> Bool
}

/// What is stored in the place of a secret; it prints no more of itself than the secret would (H-506).
public struct SecretHash: Hashable, Sendable {
  /// The name of the function that made it.
  public let algorithm: String
  /// What was mixed in, so that equal secrets have different hashes.
  public let salt: [UInt8]
  /// The result.
  public let digest: [UInt8]

  /// Makes a hash of its parts.
  public init(algorithm: String, salt: [UInt8], digest: [UInt8]) {
    self.algorithm = algorithm
    self.salt = salt
    self.digest = digest
  }

  /// Reads a hash that was stored, or nil where this is none.
  public init?(json: JSONValue) {
    guard let algorithm = json["algorithm"]?.string, !algorithm.isEmpty,
      let salt = json["salt"]?.string.flatMap(HexadecimalText.bytes(of:)),
      let digest = json["digest"]?.string.flatMap(HexadecimalText.bytes(of:)), !digest.isEmpty
    else { return nil }
    self.init(algorithm: algorithm, salt: salt, digest: digest)
  }

  /// The form in which it is stored, bytes as hexadecimal digits.
  public var json: JSONValue {
    JSONValue(object: [
      "algorithm": JSONValue(.string(algorithm)), "salt": JSONValue(.string(HexadecimalText.text(of: salt))),
      "digest": JSONValue(.string(HexadecimalText.text(of: digest))),
    ])
  }
}

extension SecretHash: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// A mark in the hash's place.
  public var description: String { SecretRedactor.mark }
  /// The same.
  public var debugDescription: String { description }
  /// Nothing.
  public var customMirror: Mirror { Mirror(self, children: []) }
}

/// HMAC-SHA-256 of the secret under its salt: quick, and enough for secrets that nobody can guess.
public struct SaltedHMACHasher: SecretHasher {
  /// The name of the function in the hashes that it makes.
  public static let algorithm = "hmac-sha256"

  /// Makes the hasher.
  public init() {}

  /// The hash of a secret under a salt.
  public func hash(_ secret: SecretText, salt: [UInt8]) async -> SecretHash {
    SaltedHMACHasher.hash(secret, salt: salt)
  }

  /// Whether a hash was made of this secret, compared in constant time.
  public func matches(_ secret: SecretText, _ hash: SecretHash) async -> Bool {
    SaltedHMACHasher.matches(secret, hash)
  }

  /// The same without waiting.
  static func hash(_ secret: SecretText, salt: [UInt8]) -> SecretHash {
    SecretHash(algorithm: algorithm, salt: salt, digest: HMACSHA256.code(of: secret.bytes, key: salt))
  }

  static func matches(_ secret: SecretText, _ hash: SecretHash) -> Bool {
    let digest = self.hash(secret, salt: hash.salt).digest
    return hash.algorithm == algorithm && ConstantTime.equal(digest, hash.digest)
  }
}
