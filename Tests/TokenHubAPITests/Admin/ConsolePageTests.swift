import Digests
import Foundation
import RoutingTestSupport
import Testing
import TokenHubAPI

/// What can be said of the console by reading it.
@Suite(.offThePool) struct ConsolePageTests {
  private static let html = ConsolePage.html
  private static let page = SearchedText(html)

  @Test("the page in the code is the page in the file")
  func embedded() throws {
    #expect(try Repository.text(of: "Sources/TokenHubAPI/Admin/UI/console.html") == Self.html)
    #expect(Self.html.hasSuffix("</html>\n"))
  }

  @Test("the page brings everything along: no address of another machine, no file, no import")
  func selfContained() {
    // The name of the SVG language is an address that nobody fetches.
    let page = SearchedText(Self.html.components(separatedBy: "http://www.w3.org/2000/svg").joined())
    for word in ["http:", "https:", "//cdn", " src=", "@import", "url(", "import(", "WebSocket", "sendBeacon"] {
      #expect(page.count(word) == 0, "\(word)")
    }
    #expect(Self.page.count("<link ") == 1)
    #expect(Self.page.count(#"<link rel="icon" href="data:,">"#) > 0)
  }

  @Test("what the server says never becomes markup or code, and the admin token is never stored")
  func noMarkup() {
    for word in [
      "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "createContextualFragment", "DOMParser",
      "srcdoc",
      "eval(", "Function(", "localStorage", "sessionStorage", "indexedDB", "document.cookie", "?token=", " style=",
    ] {
      #expect(Self.page.count(word) == 0, "\(word)")
    }
  }

  @Test("the policy allows the one script and the one style sheet of the page by their hashes, and nothing else")
  func policy() throws {
    for tag in ["script", "style"] {
      let start = try #require(Self.html.range(of: "<\(tag)>")).upperBound
      let end = try #require(Self.html.range(of: "</\(tag)>")).lowerBound
      let hash = Data(SHA256.hash(Array(Self.html[start..<end].utf8))).base64EncodedString()
      #expect(Self.page.count("\(tag)-src 'sha256-\(hash)'") > 0)
      #expect(Self.page.count("<\(tag)") == 1)
    }
    let start = try #require(Self.html.range(of: "default-src 'none'"))
    let policy = try #require(Self.html[start.lowerBound...].split(separator: "\"").first)
    #expect(!policy.contains("unsafe"))
    #expect(!policy.contains("*"))
    #expect(policy.contains("connect-src 'self'"))
  }

  /// The paths of the contract; an id or a name stands behind those that end with a slash.
  private static let contract: Set<String> = [
    "info", "session", "admin-token/rotate", "vault/unlock", "vault/lock", "vault/rotate", "providers", "models",
    "routing-config", "routing/simulate", "aliases", "plans", "apikeys", "health", "stats", "logs", "audit", "rewards",
    "engine/models", "tsdb/query", "tsdb/metrics", "tsdb/prune", "tsdb/retention", "workflows", "events",
  ]

  @Test("the page calls every admin endpoint of the contract, and no other")
  func paths() {
    // What stands behind the beginning of each path, up to where its letters end.
    let called = Self.html.components(separatedBy: "\"/admin/v1/").dropFirst().map { rest in
      String(rest.prefix { $0.isLowercase || $0 == "/" || $0 == "-" })
    }.filter { $0 != "vault/" }
    #expect(Set(called) == Self.contract)
    for path in ["/discover", "/rotate", "/paid", "/history"] { #expect(Self.page.count("+ \"\(path)\"") > 0) }
    // Whatever goes into a path is encoded: ids have slashes (H-325), and worse.
    #expect(Self.page.count(#"const one = (base, id) => base + "/" + encodeURIComponent(id);"#) > 0)
  }

  @Test("controls are made in one place, which gives each a label, and only buttons and links are clicked")
  func controls() throws {
    let start = try #require(Self.html.range(of: "function control(field) {"))
    let end = try #require(Self.html[start.upperBound...].range(of: "\n}\n"))
    let maker = Self.html[start.lowerBound..<end.lowerBound]
    for tag in ["input", "select", "textarea"] {
      let pattern = "h(\"\(tag)\""
      #expect(maker.contains(pattern))
      #expect(Self.page.count(pattern) == maker.ranges(of: pattern).count)
      #expect(Self.page.count("<\(tag)") == 0)
    }
    #expect(maker.contains("h(\"label\", { for: id }"))
    // The element that each handler of clicks stands in is the last one begun before it.
    let clicked = Self.html.components(separatedBy: "onclick:").dropLast().compactMap { text in
      text.components(separatedBy: " h(\"").last?.components(separatedBy: "\"").first
    }
    #expect(!clicked.isEmpty)
    #expect(Set(clicked) == ["button"])
    #expect(Self.page.count("<button ") == Self.page.count("<button type=\"button\" "))
  }

  @Test(
    "the page can be used by keyboard and screen reader, in light and dark, and on a narrow screen",
    arguments: [
      "<html lang=\"en\">", "class=\"skip\"", "aria-live=\"polite\"", "<main id=\"content\" tabindex=\"-1\">",
      "<nav aria-label=", ":focus-visible", "prefers-color-scheme: dark", "max-width: 560px", "width=device-width",
      "showModal()", "aria-sort", "aria-current", "scope: \"col\"", "h(\"caption\"", "role: \"alert\"", "<noscript>",
    ])
  func accessible(part: String) {
    #expect(Self.page.count(part) > 0)
  }

  @Test("the page is small enough to be read, and to be sent with no delay")
  func size() {
    #expect(Self.html.utf8.count < 100_000)
    #expect(Self.html.split(separator: "\n").allSatisfy { $0.utf8.count <= 320 })
  }
}

/// A text in which one counts words, fast also where nothing is optimised.
private struct SearchedText: Sendable {
  private let bytes: Data

  init(_ text: String) { bytes = Data(text.utf8) }

  /// How often a word occurs.
  func count(_ word: String) -> Int {
    var (found, start) = (0, bytes.startIndex)
    while let range = bytes.range(of: Data(word.utf8), in: start..<bytes.endIndex) {
      (found, start) = (found + 1, range.upperBound)
    }
    return found
  }
}
