import GatewayDoubles
import GatewayState
import GatewayTestSupport
import ProviderAdapters
import RoutingCore
import RoutingTestKit
import TokenHubAPI

extension GatewayFixture {
  /// A gateway that takes any number of requests a second, with a vault.
  static func unlimited(
    store: any StateStore = MemoryStateStore(), registry: ModelRegistry? = FixtureRegistry.registry,
    directory: ModelDirectory = FixtureRegistry.directory, time: VirtualTime = VirtualTime(unixTime: start),
    configure: (inout GatewayConfiguration, inout GatewayPorts) -> Void = { _, _ in },
    answer: @escaping @Sendable (HTTPRequest) -> StubTransport.Answer = FixtureHosts.answer
  ) async throws -> GatewayFixture {
    try await open(
      store: store, registry: registry, time: time,
      configure: { configuration, ports in
        configuration.adminRate = RequestRate(perSecond: 1e6, burst: 1e6) ?? .admin
        configuration.consumerRate = RequestRate(perSecond: 1e6, burst: 1e6) ?? .admin
        configuration.directory = directory
        ports.cipher = ToyCipher()
        configure(&configuration, &ports)
      }, answer: answer)
  }

  /// Another gateway over the same store, as after a restart.
  func reopened(
    registry: ModelRegistry? = FixtureRegistry.registry, directory: ModelDirectory = FixtureRegistry.directory
  ) async throws -> GatewayFixture {
    await gateway.close()
    return try await .unlimited(store: store, registry: registry, directory: directory, time: time)
  }

  /// Sends a request of an administrator that must succeed, and reads its JSON.
  func done(_ method: String, _ path: String, _ body: String? = nil) async -> JSONValue {
    let reply = await admin(method, path, body)
    return reply.status == 200 ? reply.json : JSONValue(object: ["unexpected": JSONValue(.string(reply.text))])
  }

  /// The actions of the audit log, oldest first, with what they were done to.
  func audited() async -> [String] {
    let logs = await admin("GET", "/admin/v1/audit?limit=1000").json["logs"]?.elements ?? []
    return logs.reversed().map { "\($0["action"]?.string ?? "") \($0["resource"]?.string ?? "")" }
  }

  /// The ids of what the engine routes with.
  func engineModels() async -> [String] {
    (await admin("GET", "/admin/v1/engine/models").json["models"]?.elements ?? []).compactMap { $0["id"]?.string }
  }

  /// One model of the engine's view.
  func engineModel(_ id: String) async -> JSONValue? {
    await admin("GET", "/admin/v1/engine/models").json["models"]?.elements?.first { $0["id"]?.string == id }
  }

  /// Asks a model with a key.
  func chat(_ model: String, key: String, id: String? = nil) async -> Reply {
    await consumer(
      "POST", "/v1/chat/completions", key: key, headers: id.map { [HTTPField("X-Request-ID", $0)] } ?? [],
      #"{"model": "\#(model)", "messages": [{"role": "user", "content": "hi"}]}"#)
  }

  /// Waits until something holds, which another task brings about.
  func eventually(_ condition: () async -> Bool) async -> Bool {
    for _ in 0..<10_000 {
      if await condition() { return true }
      await Task.yield()
    }
    return false
  }
}

extension JSONValue {
  /// The names of the members, in order.
  var names: [String] { (members ?? []).map(\.name) }

  /// The ids of the items of a list.
  func ids(_ list: String = "items", _ name: String = "id") -> [String] {
    (self[list]?.elements ?? []).compactMap { $0[name]?.string }
  }
}
