import RoutingCore
import RoutingTestSupport
import Testing

@testable import ReplayReporting

@Suite(.offThePool) struct FileDigestTests {
  /// Published by NIST with FIPS 180 ("Secure Hashing" examples: SHA256.pdf), and the well-known hash of nothing.
  @Test(
    "hashes are those that were published",
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
    ])
  func published(text: String, hash: String) {
    let digest = FileDigest(of: Array(text.utf8))
    #expect(digest.sha256 == hash)
    #expect(digest.byteCount == text.utf8.count)
  }

  @Test("however a file is cut into chunks, its hash is the same")
  func chunks() {
    var dice = SeededGenerator(seed: 4)
    for length in [1, 55, 56, 63, 64, 65, 119, 120, 128, 300] {
      let bytes = (0..<length).map { _ in UInt8(truncatingIfNeeded: dice.next()) }
      var rest = bytes[...]
      let digest = FileDigest {
        guard !rest.isEmpty else { return nil }
        let chunk = Array(rest.prefix(1 + dice.index(below: 70)))
        rest = rest.dropFirst(chunk.count)
        return chunk
      }
      #expect(digest == FileDigest(of: bytes))
    }
  }
}
