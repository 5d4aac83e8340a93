import GatewayTestSupport
import RoutingTestSupport
import Testing

@testable import TokenHubAPI

@Suite(.offThePool) struct GatewayReleaseTests {
  private struct WeakGateway: Sendable {
    weak var registrar: Registrar?
    weak var gateway: Gateway?
  }

  @Test("a gateway that was closed and let go of leaves nothing behind, also after requests")
  func release() async throws {
    let watched = try await {
      let fixture = try await GatewayFixture.open()
      let key = await fixture.issueKey()
      let body = #"{"model": "gpt-test", "messages": [{"role": "user", "content": "hi"}]}"#
      let reply = await fixture.consumer("POST", "/v1/chat/completions", key: key, body)
      #expect(reply.status == 200)
      await fixture.gateway.close()
      return WeakGateway(registrar: fixture.gateway.services.registrar, gateway: fixture.gateway)
    }()
    // Tasks that were about to end let go of it last.
    for _ in 0..<1000 where watched.gateway != nil || watched.registrar != nil { await Task.yield() }
    #expect(watched.gateway == nil)
    #expect(watched.registrar == nil)
  }
}
