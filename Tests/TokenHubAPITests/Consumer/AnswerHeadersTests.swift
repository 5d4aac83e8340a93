import ProviderAdapters
import RoutingCore
import RoutingTestSupport
import Testing

@testable import TokenHubAPI

@Suite(.offThePool) struct AnswerHeadersTests {
  @Test(
    "H-118: names stand in header fields as printable ASCII, so that none can begin a field of its own",
    arguments: [
      ("alibaba/qwen 3", "alibaba/qwen 3"), ("50%", "50%"), ("a\r\nX-Evil: 1", "a%0D%0AX-Evil: 1"),
      ("caf\u{E9}", "caf%C3%A9"), ("\u{0}\u{7F}\u{85}", "%00%7F%C2%85"),
    ])
  func printable(name: String, value: String) {
    let fields = AnswerHeaders.fields(
      model: ModelID(name), provider: ProviderID(name), reason: .hintExact, alias: name)
    for field in ["X-Negotiated-Model", "X-TokenHub-Model", "X-TokenHub-Provider", "X-Alias-From"] {
      #expect(fields.filter { $0.name == field }.map(\.value) == [value], "\(field)")
    }
  }
}
