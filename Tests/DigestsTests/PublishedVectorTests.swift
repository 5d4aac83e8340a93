import Digests
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct PublishedVectorTests {
  private static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
  private static func bytes(hexadecimal text: String) throws -> [UInt8] {
    try #require(HexadecimalText.bytes(of: text.filter { $0 != " " }))
  }

  /// Examples of NIST's cryptographic toolkit ("SHA256.pdf"); the last is from `hashlib` of Python.
  @Test(
    "SHA-256 agrees with the examples of NIST",
    arguments: [
      ("", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
      ("a", 100_000, "6d1cf22d7cc09b085dfc25ee1a1f3ae0265804c607bc2074ad253bcc82fd81ee"),
    ])
  func secureHash(text: String, times: Int, digest: String) {
    var hash = SHA256()
    for _ in 0..<times { hash.add(Self.bytes(text)) }
    #expect(HexadecimalText.text(of: hash.finished) == digest)
  }

  /// RFC 4231, sections 4.2 to 4.8.
  @Test(
    "HMAC-SHA-256 agrees with RFC 4231",
    arguments: [
      (
        String(repeating: "0b", count: 20), "4869205468657265",
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
      ),
      (
        "4a656665", "7768617420646f2079612077616e7420666f72206e6f7468696e673f",
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
      ),
      (
        String(repeating: "aa", count: 20), String(repeating: "dd", count: 50),
        "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
      ),
      (
        "0102030405060708090a0b0c0d0e0f10111213141516171819", String(repeating: "cd", count: 50),
        "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"
      ),
      (
        String(repeating: "aa", count: 131),
        "54657374205573696e67204c6172676572205468616e20426c6f636b2d53697a65204b6579202d2048617368204b6579204669727374",
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
      ),
      (
        String(repeating: "aa", count: 131),
        "5468697320697320612074657374207573696e672061206c6172676572207468616e20626c6f636b2d73697a65206b657920616e6420"
          + "61206c6172676572207468616e20626c6f636b2d73697a6520646174612e20546865206b6579206e6565647320746f206265206861"
          + "73686564206265666f7265206265696e6720757365642062792074686520484d414320616c676f726974686d2e",
        "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"
      ),
    ])
  func messageCode(key: String, message: String, code: String) throws {
    let (key, message) = (try Self.bytes(hexadecimal: key), try Self.bytes(hexadecimal: message))
    #expect(HexadecimalText.text(of: HMACSHA256.code(of: message, key: key)) == code)
    var inPieces = HMACSHA256(key: key)
    for byte in message { inPieces.add([byte]) }
    #expect(HexadecimalText.text(of: inPieces.finished) == code)
  }

  /// RFC 7914, section 11; the second has 80,000 rounds there, too many for a test without the optimiser.
  @Test("H-206: PBKDF2 with HMAC-SHA-256 agrees with RFC 7914")
  func passwordKey() {
    let key = PBKDF2.key(password: Self.bytes("passwd"), salt: Self.bytes("salt"), rounds: 1, byteCount: 64)
    #expect(
      key.map { HexadecimalText.text(of: $0) }
        == "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
        + "49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783")
  }

  @Test("H-206: PBKDF2 with many rounds agrees with RFC 7914", .enabled(if: Law.isOptimised))
  func passwordKeyOfManyRounds() {
    let key = PBKDF2.key(password: Self.bytes("Password"), salt: Self.bytes("NaCl"), rounds: 80_000, byteCount: 64)
    #expect(
      key.map { HexadecimalText.text(of: $0) }
        == "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56"
        + "a1d425a1225833549adb841b51c9b3176a272bdebba1d078478f62b397f33c8d")
  }

  /// RFC 4648, section 10.
  @Test(
    "Base64 agrees with RFC 4648",
    arguments: [
      ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
      ("foobar", "Zm9vYmFy"),
    ])
  func base64(text: String, encoded: String) {
    #expect(Base64Text.text(of: Self.bytes(text)) == encoded)
    #expect(Base64Text.bytes(of: encoded) == Self.bytes(text))
  }
}
