import Digests
import GatewayDoubles
import GatewayState
import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct SecretHasherTests {
  @Test("H-504: the standard hash is HMAC-SHA-256 of the secret under its salt, and matches that secret alone")
  func standard() async {
    let hasher = SaltedHMACHasher()
    let salt = SeededBytes().bytes(16)
    let hash = await hasher.hash(SecretText("secret"), salt: salt)
    #expect(hash.algorithm == "hmac-sha256")
    #expect(hash.digest == HMACSHA256.code(of: Array("secret".utf8), key: salt))
    #expect(await hasher.matches(SecretText("secret"), hash))
    #expect(await !hasher.matches(SecretText("Secret"), hash))
    #expect(await !hasher.matches(SecretText(""), hash))
    let foreign = SecretHash(algorithm: "bcrypt", salt: salt, digest: hash.digest)
    #expect(await !hasher.matches(SecretText("secret"), foreign))
    let cut = SecretHash(algorithm: hash.algorithm, salt: salt, digest: Array(hash.digest.prefix(8)))
    #expect(await !hasher.matches(SecretText("secret"), cut))
  }

  @Test("a hash comes back from what is stored, and anything else is refused")
  func stored() throws {
    let hash = SecretHash(algorithm: "a", salt: [1, 2], digest: [3, 255])
    #expect(SecretHash(json: try JSONValue(parsing: Array(hash.json.text.utf8))) == hash)
    for text in [
      "{}", "null", #"{"algorithm":"","salt":"","digest":"00"}"#, #"{"algorithm":"a","salt":"0","digest":"00"}"#,
      #"{"algorithm":"a","salt":"","digest":""}"#, #"{"algorithm":"a","salt":"00","digest":"xx"}"#,
      #"{"algorithm":"a","salt":1,"digest":"00"}"#,
    ] {
      #expect(SecretHash(json: try JSONValue(parsing: Array(text.utf8))) == nil, "\(text)")
    }
  }

  @Test("H-206: the function of passwords and its parameters are stored, and PBKDF2 is refused with too few rounds")
  func derivations() throws {
    #expect(KeyDerivation.argon2id.parameters == ["t": 3, "m": 65_536, "p": 4])
    #expect(KeyDerivation.pbkdf2.parameters == ["rounds": 600_000])
    for derivation in [KeyDerivation.argon2id, .pbkdf2] {
      #expect(KeyDerivation(json: try JSONValue(parsing: Array(derivation.json.text.utf8))) == derivation)
    }
    #expect(KeyDerivation.argon2id.pbkdf2Key(password: SecretText("x"), salt: [1]) == nil)
    let weak = KeyDerivation(algorithm: KeyDerivation.pbkdf2.algorithm, parameters: ["rounds": 599_999])
    #expect(weak.pbkdf2Key(password: SecretText("x"), salt: [1]) == nil)
    #expect(KeyDerivation.pbkdf2.pbkdf2Key(password: SecretText("x"), salt: [1], isCancelled: { true }) == nil)
    #expect(
      KeyDerivation(json: try JSONValue(parsing: Array(#"{"algorithm":"a","parameters":{"t":"3"}}"#.utf8))) == nil)
  }

  /// The expected key is from `hashlib.pbkdf2_hmac` of Python.
  @Test("H-206: a host without Argon2 gets PBKDF2 with 600,000 rounds", .enabled(if: Law.isOptimised))
  func passwordKey() {
    let key = KeyDerivation.pbkdf2.pbkdf2Key(password: SecretText("correct horse"), salt: Array("battery staple".utf8))
    #expect(
      key.map { HexadecimalText.text(of: $0) } == "a25fbaf3de000a83ef379c7a656d9ef89962ba67a1180ed0de1c0c502a233c58")
  }
}
