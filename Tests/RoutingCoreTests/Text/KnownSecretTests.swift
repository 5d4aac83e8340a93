import RoutingCore
import RoutingTestSupport
import Testing

/// Secrets that are known by heart, taken out of answers that are passed on as they came.
@Suite(.offThePool) struct KnownSecretTests {
  private static let secret = "a1b2/c3d4+e5f6=="
  private let redactor = SecretRedactor(secrets: [Self.secret])

  @Test(
    "C-403, C-408: a known secret goes out of an answer in each way that it may be written",
    arguments: [
      (secret, "‹redacted›"), ("x\(secret)y\(secret)", "x‹redacted›y‹redacted›"), (#"a1b2\/c3d4+e5f6=="#, "‹redacted›"),
      ("?k=a1b2%2Fc3d4%2Be5f6%3D%3D&", "?k=‹redacted›&"), ("?k=a1b2%2fc3d4%2be5f6%3d%3d&", "?k=‹redacted›&"),
      ("\(secret.dropLast())\(secret)", "\(secret.dropLast())‹redacted›"),
    ])
  func known(text: String, expected: String) {
    #expect(redactor.removingKnown(from: text) == expected)
    #expect(redactor.removingKnown(from: Array(text.utf8)) == Array(expected.utf8))
  }

  @Test("what only looks like a secret, the beginning of one at the end, and a short one stay in an answer")
  func others() {
    for text in ["", "Bearer x", "sk-abcdef", "see a1b2/c3d4", "tokenhub_0123456789abcdef", "http://u:p@h/?token=x"] {
      #expect(redactor.removingKnown(from: text) == text)
    }
    #expect(SecretRedactor(secrets: ["EMPTY"]).removingKnown(from: "an EMPTY string") == "an EMPTY string")
    #expect(SecretRedactor().removingKnown(from: Self.secret) == Self.secret)
  }

  @Test("of random texts with secrets in them exactly the secrets go")
  func random() {
    var dice = SeededGenerator(seed: 7, stream: 1)
    for _ in 0..<200 {
      var (text, expected) = ("", "")
      for _ in 0..<dice.index(below: 12) {
        switch dice.index(below: 3) {
        case 0:
          text += Self.secret
          expected += "‹redacted›"
        case 1:
          // Nothing that a secret could begin or end with.
          let word = ["é", "zz ", "\u{0}", "{}"][dice.index(below: 4)]
          text += word
          expected += word
        default:
          let piece = "[" + Self.secret.prefix(dice.index(below: Self.secret.count)) + "]"
          text += piece
          expected += piece
        }
      }
      #expect(redactor.removingKnown(from: text) == expected)
    }
  }
}
