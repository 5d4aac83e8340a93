import FoundationTransport
import GatewayDoubles
import GatewayState
import GatewayTestSupport
import ProviderAdapters
import Routing
import RoutingCore
import Synchronization
import TokenHubAPI

/// A gateway on a port of this machine, with a provider on another that plays all its providers.
struct SocketGateway: Sendable {
  let gateway: Gateway
  let server: LoopbackServer
  let upstream: ScriptedUpstream
  private let arrivals: Arrivals

  /// The token of administrators.
  static let adminToken = "an-admin-token-of-the-tests"

  /// What came in, by method and path.
  private final class Arrivals: Sendable {
    let lines = Mutex<[String]>([])
  }

  /// Opens a gateway with the models of the seeds for as long as a body runs; `configure` is told the provider's address.
  static func with<Result: Sendable>(
    configure: (inout GatewayConfiguration, inout GatewayPorts, String) -> Void = { _, _, _ in },
    _ body: (SocketGateway) async throws -> Result
  ) async throws -> Result {
    let upstream = try ScriptedUpstream()
    upstream.playEverybody()
    var configuration = GatewayConfiguration(adminToken: SecretText(adminToken))
    configuration.registry = try SocketRegistry.registry(at: upstream.url)
    configuration.directory = FixtureRegistry.directory
    configuration.agents = [
      ImageAgentProfile(id: "an-agent", plannerModel: "gpt-test", imageModel: "gpt-image-test")
    ]
    configuration.allowsPrivateAddresses = true
    let (time, random) = (SystemTimeSource(), SystemRandomSource())
    var ports = GatewayPorts(
      store: MemoryStateStore(), time: time, random: random, transport: FoundationHTTPTransport(), cipher: ToyCipher(),
      blobs: MemoryBlobStore(time: time, random: random))
    configure(&configuration, &ports, upstream.url)
    let (gateway, _) = try await Gateway.open(ports, configuration: configuration)
    let arrivals = Arrivals()
    let server = try LoopbackServer { request in
      arrivals.lines.withLock { $0.append("\(request.method) \(request.path)") }
      return await gateway.handle(request)
    }
    let this = SocketGateway(gateway: gateway, server: server, upstream: upstream, arrivals: arrivals)
    do {
      let result = try await body(this)
      await this.close()
      return result
    } catch {
      await this.close()
      throw error
    }
  }

  private func close() async {
    await server.stop()
    await gateway.close()
    await upstream.stop()
  }

  /// Where the gateway is.
  var url: String { server.url }

  /// How often a method and a path came in.
  func count(of line: String) -> Int { arrivals.lines.withLock { $0.count { $0 == line } } }

  /// Asks as an administrator, past the socket.
  @discardableResult func admin(_ method: String, _ path: String, _ body: String? = nil) async -> Reply {
    let request = GatewayRequest(
      method: method, path: path, headers: [HTTPField("Authorization", "Bearer \(Self.adminToken)", isSecret: true)],
      body: body.map { .bytes(Array($0.utf8)) } ?? .none, remoteAddress: "192.0.2.9")
    return await Reply(await gateway.handle(request))
  }

  /// A new key: its secret and its id.
  func issueKey(_ members: String = #""name": "a test""#) async -> (secret: String, id: String) {
    let json = await admin("POST", "/admin/v1/apikeys", "{\(members)}").json
    return (json["key"]?.string ?? "", json["id"]?.string ?? "")
  }
}

/// The models of the seeds with their providers on one port.
enum SocketRegistry {
  static func registry(at url: String, more: [(provider: Provider, model: Model)] = []) throws -> ModelRegistry {
    var providers = FixtureRegistry.providers
    for index in providers.indices { providers[index].baseURL = url }
    return try ModelRegistry(
      models: FixtureRegistry.models + more.map(\.model), providers: providers + more.map(\.provider))
  }

  /// A model with a provider of its own, below a path of its own.
  static func model(
    _ id: String, at url: String, isEnabled: Bool = true
  ) -> (provider: Provider, model: Model) {
    var model = Model(
      id: ModelID(id), provider: ProviderID("p-\(id)"), weight: 5, contextWindow: 128_000,
      prices: PriceSheet(inputPerThousandTokens: 0.002, outputPerThousandTokens: 0.008))
    model.isEnabled = isEnabled
    let provider = Provider(
      id: ProviderID("p-\(id)"), type: .openAI, baseURL: "\(url)/\(id)", credentialStore: .notNeeded, region: "us")
    return (provider, model)
  }
}
