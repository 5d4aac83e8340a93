import GatewayDoubles
import GatewayState
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct SecretTextTests {
  private struct Holder {
    let secret: SecretText
    let hash: SecretHash
    let key: [APIKeyPlaintextHolder]
  }
  private struct APIKeyPlaintextHolder { let issued: IssuedAPIKey }

  @Test("C-402: nothing that prints, dumps or mirrors a secret shows it")
  func redacted() async throws {
    let ring = APIKeyRing(store: BreakableStore(), random: SeededBytes())
    let issued = try await ring.issue(try APIKeyDraft(name: "n"), now: 0)
    let canary = "canary-5f3a"
    let hash = SecretHash(algorithm: "x", salt: [0xCA, 0xFE], digest: [0xBE, 0xEF])
    let holder = Holder(
      secret: SecretText(canary), hash: hash, key: [APIKeyPlaintextHolder(issued: issued)])
    var dumped = ""
    dump(holder, to: &dumped)
    let texts = [
      dumped, "\(holder)", String(reflecting: holder), "\(holder.secret)", String(reflecting: holder.secret),
      "\(issued.plaintext)", String(reflecting: issued.plaintext), "\(hash)", String(reflecting: hash),
      "\([canary: holder.secret].values)",
    ]
    let digits = String(issued.plaintext.reveal().dropFirst(17))
    for text in texts {
      #expect(!text.contains(canary), "\(text)")
      #expect(!text.contains(digits), "\(text)")
      #expect(!text.contains("190") && !text.contains("239"), "\(text)")
    }
    #expect("\(holder.secret)" == "‹redacted›")
    #expect(holder.secret.reveal() == canary)
  }

  @Test("C-407: a secret matches the same text and no other")
  func matches() {
    let texts = ["", "a", "b", "ab", "abc", "é", "e\u{301}"]
    for first in texts {
      for second in texts {
        #expect(SecretText(first).matches(SecretText(second)) == (Array(first.utf8) == Array(second.utf8)))
      }
    }
  }
}
