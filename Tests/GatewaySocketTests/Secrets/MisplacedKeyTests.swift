import GatewayState
import GatewayTestSupport
import ProviderAdapters
import RoutingCore
import RoutingTestSupport
import Testing
import TokenHubAPI

/// Keys that clients put where logs would keep them.
@Suite(.offThePool) struct MisplacedKeyTests {
  private static let chat = #"{"request": {"messages": [{"role": "user", "content": "hi"}], "meta": META}}"#

  @Test("H-006, C-403: a request id that looks like a key is replaced, and any other is kept")
  func requestID() async throws {
    let fixture = try await GatewayFixture.open()
    let key = await fixture.issueKey()
    for (given, isKept) in [(key, false), ("sk-0123456789", false), ("run-7.of_12", true)] {
      let reply = await fixture.consumer(
        "POST", "/v1/chat", key: key, headers: [HTTPField("X-Request-ID", given)],
        Self.chat.replacing("META", with: "{}"))
      #expect(reply.status == 200)
      #expect((reply[header: "x-request-id"] == given) == isKept, "\(given)")
      #expect(reply[header: "x-request-id"]?.isEmpty == false)
    }
  }

  @Test("H-106, C-403, C-406: of a key in the notes of a request the log keeps what anybody may see")
  func meta() async throws {
    let fixture = try await GatewayFixture.open()
    let key = await fixture.issueKey()
    let reply = await fixture.consumer(
      "POST", "/v1/chat", key: key,
      Self.chat.replacing("META", with: #"{"note": "my key is \#(key)", "\#(key)": "x", "team": "seven"}"#))
    #expect(reply.status == 200)
    await fixture.gateway.close()
    let entry = try await fixture.store.entries(of: .requests, offset: 0, limit: 1).entries.first
    let shown = key.prefix(17) + "…"
    #expect(
      entry?.body["meta"]
        == .reading(#"{"note": "my key is \#(shown)", "team": "seven"}"#))
  }
}
