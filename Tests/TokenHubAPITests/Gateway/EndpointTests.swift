import GatewayState
import GatewayTestSupport
import ProviderAdapters
import Routing
import RoutingCore
import RoutingTestKit
import RoutingTestSupport
import Testing

@testable import TokenHubAPI

/// Who may ask for what, and that somebody answers.
@Suite(.offThePool) struct EndpointTests {
  /// The scope that a request needs, or nil where no key opens its path.
  private static func scope(_ method: String, _ path: String) -> APIKeyScope? {
    guard let path = RequestPath(path),
      case .endpoint(let endpoint, _) = RouteTable().match(method: method, path: path),
      case .consumer(let scope) = endpoint.access
    else { return nil }
    return scope
  }

  @Test(
    "H-033: a scope covers exactly its paths",
    arguments: [
      ("POST", "/v1/chat", .chat), ("POST", "/v1/chat/", .chat), ("POST", "/v1/chat/completions", .chat),
      ("POST", "/v1/plan", .plan), ("POST", "/v1/plan/", .plan), ("POST", "/v1/embeddings", .embeddings),
      ("POST", "/v1/images/generations", .images), ("POST", "/v1/video/generations", .video),
      ("GET", "/v1/video/tasks/1", .video), ("POST", "/v2/image/agent", .jobs), ("GET", "/v1/jobs/job_1", .jobs),
      ("HEAD", "/v1/jobs/job_1", .jobs), ("DELETE", "/v1/jobs/job_1", .jobs), ("GET", "/v1/jobs/job_1/stream", .jobs),
      ("GET", "/", nil), ("GET", "", nil), ("GET", "/v1", nil), ("GET", "/v1/models", nil), ("GET", "/healthz", nil),
      ("POST", "/v1/images", nil), ("POST", "/v1/images/", nil), ("POST", "/v1/imagesX/generations", nil),
      ("POST", "/v1/chats", nil), ("POST", "/v1/chat/completions/x", nil), ("POST", "/v1/chat//", nil),
      ("POST", "/V1/chat", nil), ("POST", "/v1/planner", nil), ("POST", "/v2/image/agents", nil),
      ("POST", "/v2/chat", nil), ("POST", "/admin/v1/apikeys", nil),
    ] as [(String, String, APIKeyScope?)])
  func scopes(method: String, path: String, scope: APIKeyScope?) {
    #expect(Self.scope(method, path) == scope)
  }

  @Test(
    "H-034, H-036, H-037: below /admin/v1 is the administrator's, below /v1 and /v2 a consumer's, but for what is open")
  func kinds() {
    let open: Set<Endpoint> = [.models, .health, .metrics, .root, .console, .consoleAsset, .openSession]
    for endpoint in Endpoint.allCases {
      let isAdmin = endpoint.paths.allSatisfy { $0.hasPrefix("/admin/v1/") }
      switch endpoint.access {
      case .anybody: #expect(open.contains(endpoint), "\(endpoint)")
      case .consumer: #expect(!isAdmin && !open.contains(endpoint), "\(endpoint)")
      case .administrator, .administratorByQuery: #expect(isAdmin && !open.contains(endpoint), "\(endpoint)")
      }
    }
  }

  @Test("every endpoint is answered by something that knows it", arguments: Endpoint.allCases)
  func handled(endpoint: Endpoint) async throws {
    let fixture = try await GatewayFixture.unlimited()
    var token = GatewayFixture.adminToken
    if case .consumer = endpoint.access { token = await fixture.issueKey() }
    for path in endpoint.paths {
      let path = path.replacing("{id}", with: "x").replacing("{id?}", with: "x").replacing("{id…}", with: "x")
      let reply = await fixture.send(
        endpoint.method, path, headers: [HTTPField("Authorization", "Bearer \(token)", isSecret: true)],
        body: .bytes(Array("{}".utf8)), maximumFrames: 1)
      #expect(reply.status != 500, "\(path): \(reply.text)")
    }
  }
}
