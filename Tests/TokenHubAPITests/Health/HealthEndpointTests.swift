import GatewayState
import GatewayTestSupport
import ProviderAdapters
import Routing
import RoutingCore
import RoutingTestKit
import RoutingTestSupport
import Testing

@testable import TokenHubAPI

/// `GET /healthz` and the door of `GET /metrics`.
@Suite(.offThePool) struct HealthEndpointTests {
  @Test("H-180: healthy with an adapter and a model at least, and otherwise not")
  func health() async throws {
    let fixture = try await GatewayFixture.unlimited(registry: nil, directory: ModelDirectory())
    func health() async -> String {
      let reply = await fixture.send("GET", "/healthz")
      return "\(reply.status) \(reply.text)"
    }
    #expect(await health() == #"503 {"status":"unhealthy","adapters":0,"models":0}"#)
    _ = await fixture.done("POST", "/admin/v1/models", #"{"id": "m", "provider_id": "p"}"#)
    #expect(await health() == #"503 {"status":"unhealthy","adapters":0,"models":1}"#)
    _ = await fixture.done("POST", "/admin/v1/providers", #"{"id": "p"}"#)
    #expect(await health() == #"200 {"status":"ok","adapters":1,"models":1}"#)
    _ = await fixture.done("PATCH", "/admin/v1/providers/p", #"{"enabled": false}"#)
    #expect(await health() == #"503 {"status":"unhealthy","adapters":0,"models":1}"#)
    _ = await fixture.done("PATCH", "/admin/v1/providers/p", #"{"enabled": true}"#)
    _ = await fixture.done("DELETE", "/admin/v1/models/m")
    #expect(await health() == #"503 {"status":"unhealthy","adapters":1,"models":0}"#)
  }

  @Test("H-181: metrics are text for Prometheus, open to all unless a token is set")
  func metrics() async throws {
    let open = await (try await GatewayFixture.unlimited()).send("GET", "/metrics")
    #expect(open.status == 200 && open[header: "content-type"] == "text/plain; version=0.0.4; charset=utf-8")
    let fixture = try await GatewayFixture.unlimited { configuration, _ in
      configuration.metricsToken = SecretText("scrape")
    }
    #expect(await fixture.send("GET", "/metrics").status == 401)
    #expect(await fixture.send("GET", "/metrics", headers: [HTTPField("Authorization", "Bearer x")]).status == 401)
    #expect(await fixture.send("GET", "/metrics", headers: [HTTPField("Authorization", "Bearer scrape")]).status == 200)
    #expect(
      await fixture.send(
        "GET", "/metrics", headers: [HTTPField("Authorization", "Bearer \(GatewayFixture.adminToken)")]
      ).status == 401)
  }
}
