import FoundationTransport
import Foundation
import GatewayDoubles
import GatewayState
import GatewayTestSupport
import JournalStore
import ProviderAdapters
import RoutingCore
import Synchronization

@testable import TokenHubAPI

/// A gateway full of secrets, and everything that came out of it.
final class SecretWorld {
  /// One thing that came out.
  struct Output {
    var title: String
    var bytes: [UInt8]
    var exempt: Set<Canaries.Name> = []
  }

  let gateway: Gateway
  let transport: StubTransport
  private let folder: URL
  private let store: JournalStateStore
  private let configuration: GatewayConfiguration
  private let ports: GatewayPorts
  private(set) var outputs: [Output] = []
  private(set) var canaries = Canaries()
  /// The endpoints that were asked.
  private(set) var asked: Set<Endpoint> = []
  /// The token of administrators that holds now.
  var adminToken: String
  /// The consumer's key that holds now, with its id.
  var key = (secret: "", id: "")

  /// A secret made for looking for it: with what encodings change.
  static func secret(_ seed: UInt64) -> String {
    let bytes = SeededBytes(seed: seed).bytes(24).map { String($0, radix: 16) }
    return bytes.enumerated().map { $1 + ["/", "+", "=", "-"][$0 % 4] }.joined()
  }

  init() async throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "canary-\(UUID().uuidString)")
    store = try JournalStateStore(folder: folder.path)
    transport = StubTransport(EchoHosts.answer)
    adminToken = Self.secret(1)
    var configuration = GatewayConfiguration(adminToken: SecretText(adminToken))
    configuration.webhookSecret = SecretText(Self.secret(2))
    configuration.metricsToken = SecretText(Self.secret(3))
    configuration.agents = [ImageAgentProfile(id: "an-agent", plannerModel: "ok", imageModel: "picture")]
    configuration.dispatch.retries = 0
    configuration.dispatch.streamRetries = 0
    if let rate = RequestRate(perSecond: 10_000, burst: 10_000) {
      configuration.adminRate = rate
      configuration.consumerRate = rate
    }
    self.configuration = configuration
    let (time, random) = (SystemTimeSource(), SystemRandomSource())
    ports = GatewayPorts(
      store: store, time: time, random: random, transport: transport, cipher: ToyCipher(),
      blobs: MemoryBlobStore(time: time, random: random))
    (gateway, _) = try await Gateway.open(ports, configuration: configuration)
    for (name, seed) in [("admin token", 1), ("webhook secret", 2), ("metrics token", 3)] {
      canaries.add(name, Self.secret(UInt64(seed)))
    }
  }

  /// Looks for a secret from now on, and in what came before.
  func watch(_ name: Canaries.Name, _ secret: String) { canaries.add(name, secret) }

  /// Asks an endpoint; what comes is kept, with what it alone may tell.
  @discardableResult func ask(
    _ endpoint: Endpoint, path: String? = nil, headers: [HTTPField]? = nil, _ body: String? = nil,
    tells exempt: Set<Canaries.Name> = []
  ) async -> Reply {
    asked.insert(endpoint)
    let target = path ?? (endpoint.paths.first ?? "/").replacing("{id}", with: "x").replacing("{id…}", with: "x")
    let parts = target.split(separator: "?", maxSplits: 1).map(String.init)
    let request = GatewayRequest(
      method: endpoint.method, path: parts[0], query: parts.count > 1 ? parts[1] : "",
      headers: headers ?? [HTTPField("Authorization", "Bearer \(credential(for: endpoint))", isSecret: true)],
      body: body.map { .bytes(Array($0.utf8)) } ?? .none, remoteAddress: "192.0.2.1")
    // Of streams without end the first frames will do.
    let reply = await Reply(await gateway.handle(request), maximumFrames: endpoint == .events ? 1 : 200)
    let head = reply.headers.map { "\($0.name): \($0.value)" }.joined(separator: "\n")
    outputs.append(
      Output(title: "\(endpoint) -> \(reply.status)", bytes: Array((head + "\n\n").utf8) + reply.bytes, exempt: exempt))
    return reply
  }

  private func credential(for endpoint: Endpoint) -> String {
    if endpoint == .metrics { return Self.secret(3) }
    if case .consumer = endpoint.access { return key.secret }
    return endpoint == .models ? key.secret : adminToken
  }

  /// Collects the events of administrators while a body runs.
  func collectingEvents(_ body: () async throws -> Void) async throws {
    let request = GatewayRequest(
      method: "GET", path: "/admin/v1/events", query: "token=\(PercentEncoded.text(adminToken))",
      remoteAddress: "192.0.2.1")
    guard case .events(let stream) = await gateway.handle(request).body else { return }
    let log = EventLog()
    let collector = Task { while let frame = await stream.next() { log.bytes.withLock { $0 += frame } } }
    try await body()
    stream.cancel()
    await collector.value
    outputs.append(Output(title: "the events", bytes: log.bytes.withLock { $0 }))
  }

  /// Ends the gateway, and keeps all that it leaves behind: its logs, its documents, the bytes of its files, and what
  /// the next one says when it opens.
  func close() async throws {
    await gateway.close()
    for log in [StateLog.requests, .audit, .rewards] {
      let entries = try await store.entries(of: log, offset: 0, limit: 10_000).entries
      outputs.append(Output(title: "the log \(log.name)", bytes: entries.flatMap { Array($0.body.text.utf8) }))
    }
    let (again, report) = try await Gateway.open(ports, configuration: configuration)
    outputs.append(Output(title: "the report of opening", bytes: Array("\(report) \(again)".utf8)))
    await again.close()
    // Providers get their own keys and nobody else's.
    for request in transport.requests {
      let head = request.headers.map { "\($0.name): \($0.value)" }.joined(separator: "\n")
      outputs.append(
        Output(
          title: "sent to \(request.url)", bytes: Array("\(request.url)\n\(head)\n\n".utf8) + request.body,
          exempt: request.url.hasPrefix("https://hook.test") ? [] : ["provider key", "key in memory"]))
    }
    await store.close()
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() {
      outputs.append(
        Output(title: "the file \(name)", bytes: Array(try Data(contentsOf: folder.appending(path: name)))))
    }
    try FileManager.default.removeItem(at: folder)
  }

  /// Everything that was found where it must not be.
  var leaks: [String] {
    Dictionary(grouping: outputs, by: \.exempt).values.flatMap { outputs -> [String] in
      // Looked at one by one only where there is something to find.
      let all = Array(outputs.map(\.bytes).joined(separator: [0]))
      guard let exempt = outputs.first?.exempt, !canaries.found(in: all, exempt: exempt).isEmpty else { return [] }
      return outputs.flatMap { output in
        canaries.found(in: output.bytes, exempt: exempt).map { "\(output.title): \($0)" }
      }
    }
  }
}

/// What an event stream said.
private final class EventLog: Sendable {
  let bytes = Mutex<[UInt8]>([])
}

/// Text for a query.
enum PercentEncoded {
  static func text(_ text: String) -> String {
    text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? text
  }
}
