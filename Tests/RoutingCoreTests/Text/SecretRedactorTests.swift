import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct SecretRedactorTests {
  private static let shapes: [(text: String, redacted: String)] = [
    ("key sk-abc123 here", "key ‹redacted› here"), ("sk-proj-********CANA.", "‹redacted›"),
    ("(sk-a_b-c)", "(‹redacted›)"), ("_sk-abc", "_‹redacted›"), ("\"sk-abc\"", "\"‹redacted›\""),
    ("tokenhub_0123456789abcdef", "tokenhub_01234567…"), ("tokenhub_01234567", "tokenhub_01234567…"),
    ("<tokenhub_01234567>", "<tokenhub_01234567…>"), ("tokenhub_01234567Z", "tokenhub_01234567…Z"),
    ("tokenhub_0123456789abcdefsk-a", "tokenhub_01234567…‹redacted›"),
    ("Authorization: Bearer abc.def", "Authorization: Bearer ‹redacted›"), ("bearer\t x,y", "bearer\t ‹redacted›,y"),
    ("BEARER a\"", "BEARER ‹redacted›\""), ("x-api-key: abc", "x-api-key: ‹redacted›"),
    ("X-Api-Key=abc;", "X-Api-Key=‹redacted›;"), (#"{"x-api-key":"abc"}"#, #"{"x-api-key":"‹redacted›"}"#),
    (#"{\"x-api-key\": \"abc\"}"#, #"{\"x-api-key\": \"‹redacted›\"}"#),
    ("GET /e?token=abc&x=1", "GET /e?token=‹redacted›&x=1"), ("/e?a=1&token=abc#f", "/e?a=1&token=‹redacted›#f"),
    ("https://me:pass@host/path", "https://‹redacted›@host/path"), ("redis://me@host", "redis://‹redacted›@host"),
    ("a://b@c@d/e", "a://‹redacted›@d/e"),
  ]

  @Test("C-403: what has the shape of a secret is taken out, and nothing around it", arguments: shapes)
  func shape(text: String, redacted: String) {
    #expect(SecretRedactor().redacted(text) == redacted)
  }

  @Test(
    "C-403: what only resembles a secret stays",
    arguments: [
      "", "a task-force at risk-free sk", "sk-", "tokenhub_01234567…", "tokenhub_0123456", "tokenhub_xyz", "Bearer",
      "Bearer ", "x-api-key",
      "x-api-key is wrong", "?token=", "&token=&a", "a token=b", "http://host/a@b", "mail me@host", "://", "s",
      "tokenhub",
      "prompt is too long: 9 tokens > 8", "é 世界 😀",
    ])
  func harmless(text: String) {
    #expect(SecretRedactor().redacted(text) == text)
  }

  @Test(
    "C-403: a known secret is taken out wherever it stands and however it is written",
    arguments: [
      ("<q/w+e r>", "<‹redacted›>"), ("q/w+e rq/w+e r", "‹redacted›‹redacted›"), (#"q\/w+e r"#, "‹redacted›"),
      ("q%2Fw%2Be%20r q%2fw%2be%20r", "‹redacted› ‹redacted›"), ("Bearer q/w+e r", "Bearer ‹redacted›"),
      ("cut off: q/w+", "cut off: ‹redacted›"),
      ("cut off: q/w", "cut off: q/w"), ("q/w+e s", "q/w+e s"), ("q/w+ not at the end", "q/w+ not at the end"),
    ])
  func known(text: String, redacted: String) {
    #expect(SecretRedactor(secrets: ["q/w+e r"]).redacted(text) == redacted)
  }

  @Test("of two secrets of which one begins the other, the longer is taken out whole")
  func nested() {
    #expect(SecretRedactor(secrets: ["abcd", "abcdef"]).redacted("abcdef-abcd") == "‹redacted›-‹redacted›")
  }

  @Test("a secret of three letters is not looked for")
  func short() {
    #expect(SecretRedactor(secrets: ["abc", ""]).redacted("abcabc") == "abcabc")
  }

  @Test("C-402: a redactor does not print what it knows")
  func printing() {
    let redactor = SecretRedactor(secrets: ["canary-secret"])
    var dumped = ""
    dump(redactor, to: &dumped)
    for text in ["\(redactor)", String(reflecting: redactor), dumped] { #expect(!text.contains("canary")) }
  }

  @Test("C-403: no random text keeps a known secret, and redacting twice is redacting once")
  func law() {
    var dice = Dice(seed: 0x5EC)
    let secret = "c4nary/+=x"
    let redactor = SecretRedactor(secrets: [secret])
    let pieces =
      Self.shapes.map(\.text) + [
        secret, "c4nary", "/+=x", "Bearer ", "://", "@", "x-api-key: ", "?token=", " ", "sk-", "‹redacted›", "…",
        "tokenhub_",
      ]
    for _ in 0..<3000 {
      let text = (0..<dice.number(1...8)).map { _ in dice.pick(pieces) }.joined()
      let once = redactor.redacted(text)
      #expect(!once.contains(secret), "\(text)")
      #expect(redactor.redacted(once) == once, "\(text)")
    }
  }

  @Test(
    "a quarter of a megabyte of beginnings of secrets takes linear time",
    arguments: ["://", "x-api-key", "x-api-key: ", "bearer ", "?token=", "sk-", "tokenhub_a", "c4nar", "@://@"])
  func huge(piece: String) {
    let text = String(repeating: piece, count: 250_000 / piece.utf8.count)
    let time = processorTime { _ = SecretRedactor(secrets: ["c4nary"]).redacted(text) }.seconds
    // A debug build takes about a second; quadratic time would take an hour.
    #expect(time < 60)
  }
}
