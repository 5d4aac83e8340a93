import RoutingCore
import RoutingTestSupport
import Testing
import TokenHubClient

@Suite(.offThePool) struct ClientKeyTests {
  @Test("C-201: white space around the key is no part of it", arguments: [" k1 ", "k1\n", "\t k1\r\n", "k1"])
  func trimming(text: String) {
    #expect(ClientKey(text)?.reveal() == "k1")
  }

  @Test("C-202: what a header cannot carry is no key", arguments: ["", " \n\t", "a b", "a\u{0}b", "é", "a\r\nx: y"])
  func none(text: String) {
    #expect(ClientKey(text) == nil)
  }

  @Test(
    "C-406: only the beginning of a key is shown, and of other secrets nothing",
    arguments: [
      (Samples.canary, "tokenhub_01234567"), ("tokenhub_01234567", "‹redacted›"), ("sk-0123456789", "‹redacted›"),
      ("tokenhub_0123456789z", "‹redacted›"), ("xtokenhub_0123456789", "‹redacted›"),
    ])
  func prefix(text: String, shown: String) {
    #expect(ClientKey(text)?.prefix == shown)
  }

  @Test("C-402: neither a key nor a request prints it")
  func printing() {
    let request = IntegrationContract().chatRequest(key: Samples.key)
    for value in [Samples.key, request, request.headers, IntegrationStep.send(request, afterMilliseconds: 0)] as [Any] {
      var dumped = ""
      dump(value, to: &dumped)
      for text in ["\(value)", String(reflecting: value), dumped] { #expect(!text.contains("0123456789abcdef")) }
    }
    #expect("\(Samples.key)" == "‹redacted›")
    #expect("\(ClientField("a", "b"))" == "a: b")
  }

  @Test("C-403: clients have the redactor too")
  func redactor() {
    #expect(
      Redactor(secrets: ["hunter22"]).redacted("a hunter22 \(Samples.canary)") == "a ‹redacted› tokenhub_01234567…")
  }
}
