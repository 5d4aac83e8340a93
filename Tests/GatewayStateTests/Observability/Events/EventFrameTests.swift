import GatewayState
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct EventFrameTests {
  private func text(_ frame: EventFrame) -> String { String(decoding: frame.bytes, as: UTF8.self) }

  @Test("H-630: the first frame of the stream of events is what the contract says")
  func connected() {
    #expect(
      text(.connected)
        == "event: connected\ndata: {\"status\":\"ok\"}\n\n")
  }

  @Test("H-633: a connection is kept alive by a comment")
  func keepAlive() { #expect(text(.keepAlive) == ": keep-alive\n\n") }

  @Test(
    "each line of data is a field of its own, however lines end",
    arguments: [
      ("a", "data: a\n"), ("", "data: \n"), ("a\nb", "data: a\ndata: b\n"), ("a\r\nb", "data: a\ndata: b\n"),
      ("a\rb", "data: a\ndata: b\n"), ("a\n", "data: a\ndata: \n"), ("\n\n", "data: \ndata: \ndata: \n"),
      ("a\r\n\r\nb", "data: a\ndata: \ndata: b\n"), ("ä\u{2028}b", "data: ä\u{2028}b\n"),
    ])
  func lines(data: String, expected: String) { #expect(text(EventFrame(data: data)) == expected + "\n") }

  @Test("no text forges a field: event and id have one line, and an id has no NUL")
  func forging() {
    let frame = EventFrame(event: "a\ndata: x", id: "1\r\n2\u{0}", data: "d", comment: "c\nevent: y")
    #expect(text(frame) == ": c\n: event: y\nevent: adata: x\nid: 12\ndata: d\n\n")
  }
}
