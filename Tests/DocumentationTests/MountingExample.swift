import FoundationTransport
import GatewayState
import JournalStore
import ProviderAdapters
import TokenHubAPI

/// The code of the article on mounting, compiled and run as it stands there.
enum MountingExample {
  /// What a server has of a client: here it keeps what is sent.
  struct Connection {
    private(set) var status = 0
    private(set) var fields: [(name: String, value: String)] = []
    private(set) var body: [UInt8] = []

    mutating func send(status: Int) { self.status = status }
    mutating func send(_ name: String, _ value: String) { fields.append((name, value)) }
    mutating func send(_ bytes: [UInt8]) { body += bytes }
  }

  static func open(_ folder: String, _ token: String) async throws -> (Gateway, JournalStateStore) {
    let store = try JournalStateStore(folder: folder)
    let time = SystemTimeSource()
    let ports = GatewayPorts(
      store: store, time: time, random: SystemRandomSource(), transport: FoundationHTTPTransport())
    let opened = try await Gateway.open(ports, configuration: GatewayConfiguration(adminToken: SecretText(token)))
    for problem in opened.report.unreadable { print("cannot read \(problem)") }
    let gateway = opened.gateway
    return (gateway, store)
  }

  static func ports(
    _ store: JournalStateStore, _ time: SystemTimeSource, _ hasher: any SecretHasher, _ cipher: (any VaultCipher)?
  ) -> GatewayPorts {
    let ports = GatewayPorts(
      store: store, time: time, random: SystemRandomSource(), transport: FoundationHTTPTransport(),
      hasher: hasher, cipher: cipher)
    return ports
  }

  /// Keeps house until `isOver` returns, and closes.
  static func serve(
    _ gateway: Gateway, _ store: JournalStateStore, until isOver: @escaping @Sendable () async -> Void
  ) async {
    let housekeeping = Task {
      while !Task.isCancelled {
        await gateway.tick()
        try? await Task.sleep(for: .seconds(1))
      }
    }
    await isOver()
    housekeeping.cancel()
    await housekeeping.value
    await gateway.close()
    await store.close()
  }

  static func issue(_ gateway: Gateway, _ token: String) async -> GatewayResponse {
    let issued = await gateway.handle(
      GatewayRequest(
        method: "POST", path: "/admin/v1/apikeys",
        headers: [HTTPField("Authorization", "Bearer \(token)", isSecret: true)],
        body: .bytes(Array(#"{"name": "my agent"}"#.utf8)), remoteAddress: "192.0.2.1"))
    return issued
  }

  /// What a server has read of a request when its head is complete.
  struct Head {
    var method: String
    var path: String
    var query = ""
    var fields: [(name: String, value: String)] = []
    var remoteAddress: String
  }

  static func answer(_ gateway: Gateway, _ head: Head, _ body: [UInt8]) async -> Connection {
    var connection = Connection()
    let response = await gateway.handle(
      GatewayRequest(
        method: head.method, path: head.path, query: head.query,
        headers: head.fields.map { HTTPField($0.name, $0.value) }, body: .bytes(body),
        remoteAddress: head.remoteAddress))
    connection.send(status: response.status)
    for field in response.headers { connection.send(field.name, field.value) }
    switch response.body {
    case .bytes(let bytes): connection.send(bytes)
    case .events(let stream): while let frame = await stream.next() { connection.send(frame) }
    }
    return connection
  }
}
