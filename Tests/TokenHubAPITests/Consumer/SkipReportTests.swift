import GatewayTestSupport
import RoutingTestSupport
import Testing

@testable import TokenHubAPI

/// What is told of models that were not asked.
@Suite(.offThePool) struct SkipReportTests {
  private static let body = #"{"request": {"messages": [{"role": "user", "content": "hi"}]}}"#

  private static func skips(_ fixture: GatewayFixture) async -> [String] {
    await fixture.send("GET", "/metrics").text.split(separator: "\n")
      .filter { $0.hasPrefix("tokenhub_provider_skips_total{") }.map(String.init).sorted()
  }

  @Test("R-312, H-906: every model that is left out is counted once for each request, and a simulation counts nothing")
  func every() async throws {
    let fixture = try await GatewayFixture.open { configuration, _ in configuration.reportsEverySkip = true }
    let key = await fixture.issueKey()
    _ = await fixture.admin("POST", "/admin/v1/routing/simulate", "{}")
    #expect(await Self.skips(fixture) == [])
    for count in 1...2 {
      let reply = await fixture.consumer("POST", "/v1/chat", key: key, Self.body)
      #expect(reply.status == 200)
      // Of the eight models four chat; the others are pictures, a video and embeddings.
      #expect(
        await Self.skips(fixture) == [
          #"tokenhub_provider_skips_total{provider="dashscope",reason="kind_mismatch"} \#(2 * count)"#,
          #"tokenhub_provider_skips_total{provider="openai",reason="kind_mismatch"} \#(2 * count)"#,
        ])
    }
  }

  @Test("H-906: without that option only requests that nobody could serve are counted")
  func ofFailures() async throws {
    let fixture = try await GatewayFixture.open()
    let key = await fixture.issueKey()
    _ = await fixture.consumer("POST", "/v1/chat", key: key, Self.body)
    #expect(await Self.skips(fixture) == [])
    let refused = await fixture.consumer(
      "POST", "/v1/chat", key: key,
      #"{"request": {"messages": [{"role": "user", "content": "hi"}]}, "policy": {"preferences": {"region": "mars"}}}"#)
    #expect(refused.status == 502)
    #expect(await Self.skips(fixture).contains { $0.contains(#"provider="alibaba",reason="region_excluded"} 1"#) })
  }
}
