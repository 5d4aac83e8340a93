import RoutingTestSupport
import Testing

@testable import ReplayReporting

@Suite(.offThePool) struct MarkupTextTests {
  @Test(
    "what could be read as markup, forbidden characters and marks of direction are made harmless",
    arguments: [
      ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
      ("a\" b='c' & d", "a&quot; b=&#39;c&#39; &amp; d"),
      ("a\u{0}b\u{7}c\u{1B}[31m\u{7F}\u{9F}", "a\u{FFFD}b\u{FFFD}c\u{FFFD}[31m\u{FFFD}\u{FFFD}"),
      ("a\r\nb\tc", "a  b c"),
      ("gpt\u{202E}cod\u{2066}\u{200F}", "gpt\u{FFFD}cod\u{FFFD}\u{FFFD}"),
      ("\u{2028}x\u{061C}", "\u{FFFD}x\u{FFFD}"),
      ("שלום 日本 é", "שלום 日本 é"), ("<\u{301}", "&lt;\u{301}"), ("", ""),
    ])
  func escaping(text: String, escaped: String) {
    #expect(Array(MarkupText.escaped(text).unicodeScalars) == Array(escaped.unicodeScalars))
  }

  @Test("a text is cut where it is wider than allowed, and only there")
  func shortening() {
    #expect(MarkupText.shortened("thompson", to: 200, size: 12) == "thompson")
    let cut = MarkupText.shortened(String(repeating: "wide ", count: 40), to: 100, size: 12)
    #expect(cut.hasSuffix("…") && MarkupText.width(of: cut, size: 12) <= 100 && cut.count > 8)
    #expect(MarkupText.shortened("abc", to: 1, size: 12) == "…")
  }
}
