import GatewayState
import GatewayTestSupport
import ProviderAdapters
import Routing
import RoutingCore
import RoutingTestKit
import RoutingTestSupport
import Testing

@testable import TokenHubAPI

/// Asking a provider which models it has.
@Suite(.offThePool) struct ProviderDiscoveryTests {
  private func fixture(
    _ answer: @escaping @Sendable (HTTPRequest) -> StubTransport.Answer
  ) async throws -> GatewayFixture {
    let fixture = try await GatewayFixture.unlimited(answer: answer)
    _ = await fixture.done("POST", "/admin/v1/vault/unlock", #"{"admin_password": "a long password"}"#)
    return fixture
  }

  @Test(
    "H-309: both forms of a list are read; what is registered is known by id or name, of this provider alone",
    arguments: [#"{"data": [@]}"#, "[@]"])
  func forms(form: String) async throws {
    let list =
      #"{"id": "deepseek-v3.2", "owned_by": "deepseek"}, {"id": "alibaba/deepseek-v3.2"}, {"id": "gpt-test"}, {"x": 1}"#
    let text = form.replacing("@", with: list)
    let fixture = try await fixture { _ in .json(200, .reading(text)) }
    let reply = await fixture.admin("GET", "/admin/v1/providers/alibaba/discover")
    #expect(
      reply.json
        == .reading(
          #"""
          {"models": [{"id": "deepseek-v3.2", "registered": true, "owned_by": "deepseek"},
          {"id": "alibaba/deepseek-v3.2", "registered": true}, {"id": "gpt-test", "registered": false}],
          "provider_id": "alibaba", "total": 3}
          """#))
    let asked = try #require(fixture.transport.requests.last)
    #expect(asked.method == "GET" && asked.url == "https://alibaba.test/v1/models")
    #expect(asked.timeout == 10_000 && asked.maximumResponseBytes == 1_048_576)
  }

  @Test("H-309: the question carries the secret as the provider's type wants it")
  func secrets() async throws {
    let fixture = try await fixture { _ in .json(200, .reading("[]")) }
    for id in ["openai", "anthropic"] {
      _ = await fixture.done("PATCH", "/admin/v1/providers/\(id)", #"{"api_key": "sk-of-\#(id)"}"#)
      #expect(await fixture.admin("GET", "/admin/v1/providers/\(id)/discover").status == 200)
    }
    let fields = fixture.transport.requests.map { request in
      Dictionary(request.headers.map { ($0.name.lowercased(), $0.value) }, uniquingKeysWith: { first, _ in first })
    }
    #expect(fields[0]["authorization"] == "Bearer sk-of-openai")
    #expect(fields[1]["x-api-key"] == "sk-of-anthropic" && fields[1]["anthropic-version"] == "2023-06-01")
    #expect(fields[1]["authorization"] == nil)
  }

  @Test(
    "H-310: a provider that refuses is told of by its status, never as the gateway's own refusal",
    arguments: [401, 403, 404, 429, 500, 204])
  func refusals(status: Int) async throws {
    let fixture = try await fixture { _ in .json(status, .reading(#"{"error": "no"}"#)) }
    let reply = await fixture.admin("GET", "/admin/v1/providers/openai/discover")
    #expect(reply.status == 502)
    #expect(reply.json["provider_status"]?.integer == status)
  }

  @Test("H-310: who is unknown is not found; who cannot be reached or read is a bad gateway")
  func failures() async throws {
    #expect(
      await (try await fixture { _ in .json(200, "x") }).admin("GET", "/admin/v1/providers/nobody/discover").status
        == 404)
    let answers: [StubTransport.Answer] = [
      .failure(.refused), .bytes(200, Array("<html>".utf8)), .json(200, .reading(#"{"models": []}"#)),
      .bytes(200, Array("[".utf8) + Array(repeating: UInt8(ascii: " "), count: 1_048_576) + Array("]".utf8)),
    ]
    for answer in answers {
      let fixture = try await fixture { _ in answer }
      #expect(await fixture.admin("GET", "/admin/v1/providers/openai/discover").status == 502)
    }
  }
}
