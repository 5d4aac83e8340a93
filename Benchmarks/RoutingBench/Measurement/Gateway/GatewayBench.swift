import FoundationTransport
import GatewayState
import ProviderAdapters
import Routing
import RoutingCore
import TokenHubAPI

/// A gateway and a bare dispatcher over the same providers that do nothing, and the same requests for both.
struct GatewayBench: Sendable {
  /// The ways to serve a request, from the least work to the most.
  enum Way: String, CaseIterable {
    case decision
    case dispatcherSend = "dispatcher-send"
    case dispatcherStream = "dispatcher-stream"
    case gatewaySend = "gateway-send"
    case gatewaySendName = "gateway-send-name"
    case gatewaySendPlan = "gateway-send-plan"
    case gatewayStream = "gateway-stream"

    /// The row without a gateway that a row is compared with.
    var dispatcher: Way { [.dispatcherStream, .gatewayStream].contains(self) ? .dispatcherStream : .dispatcherSend }
  }

  /// How many requests there are.
  static let requestCount = 64

  private let router: Router
  private let dispatcher: Dispatcher
  private let gateway: Gateway
  private let decisions: [RoutingRequest]
  private let dispatches: [Way: [DispatchRequest]]
  private let requests: [Way: [GatewayRequest]]
  let modelCount: Int

  init(_ traffic: GatewayTraffic) async throws {
    modelCount = traffic.registry.models.count
    let configuration = RouterConfiguration(registry: traffic.registry, directory: traffic.directory)
    router = try Router(configuration)
    let providers = traffic.registry.providers.map { ($0.id, IdleChatProvider() as any ModelProvider) }
    dispatcher = Dispatcher(
      try Router(configuration), providers: Dictionary(uniqueKeysWithValues: providers), time: SystemTimeSource())
    let (gateway, key) = try await Self.open(traffic)
    self.gateway = gateway

    let numbers = 0..<Self.requestCount
    decisions = numbers.map { GatewayTraffic.request(naming: traffic.name($0, as: .id), isStreaming: false) }
    let payload = CallPayload(messages: Self.messages.map { ChatMessage($0.role, $0.text) })
    func dispatches(_ isStreaming: Bool) -> [DispatchRequest] {
      numbers.map { number in
        DispatchRequest(
          GatewayTraffic.request(naming: traffic.name(number, as: .id), isStreaming: isStreaming), payload: payload,
          policy: .given(RoutingPolicy()))
      }
    }
    self.dispatches = [.dispatcherSend: dispatches(false), .dispatcherStream: dispatches(true)]
    func requests(_ form: GatewayTraffic.NameForm, _ isStreaming: Bool = false) -> [GatewayRequest] {
      numbers.map { Self.request(naming: traffic.name($0, as: form), key: key, isStreaming: isStreaming) }
    }
    self.requests = [
      .gatewaySend: requests(.id), .gatewaySendName: requests(.name), .gatewaySendPlan: requests(.plan),
      .gatewayStream: requests(.id, true),
    ]
  }

  /// Opens a gateway, and makes a consumer's key.
  private static func open(_ traffic: GatewayTraffic) async throws -> (Gateway, key: String) {
    let token = "a token of the bench"
    var configuration = GatewayConfiguration(adminToken: SecretText(token))
    configuration.registry = traffic.registry
    configuration.directory = traffic.directory
    // One address asks for everything.
    configuration.consumerRate = RequestRate(perSecond: 1e9, burst: 1e9) ?? .consumerAddress
    let ports = GatewayPorts(
      store: MemoryStateStore(), time: SystemTimeSource(), random: SystemRandomSource(), transport: NoTransport(),
      providers: ProviderFactory { _, _, _ in IdleChatProvider() })
    let (gateway, _) = try await Gateway.open(ports, configuration: configuration)
    let response = await gateway.handle(
      GatewayRequest(
        method: "POST", path: "/admin/v1/apikeys", headers: [HTTPField("Authorization", "Bearer \(token)")],
        body: .bytes(Array(#"{"name":"bench"}"#.utf8)), remoteAddress: "192.0.2.1"))
    guard case .bytes(let bytes) = response.body, let key = try JSONValue(parsing: bytes)["key"]?.string else {
      throw UsageError(description: "the gateway gave no key: status \(response.status)")
    }
    return (gateway, key)
  }

  /// A conversation of a usual length.
  private static let messages: [(role: ChatRole, text: String)] = [
    (.system, "You are a careful assistant. Answer in short sentences, and say so where you do not know."),
    (.user, "What is the difference between a queue and a stack?"),
    (.assistant, "A queue gives back first what came first; a stack gives back first what came last."),
    (.user, String(repeating: "Explain it with an example from a kitchen, please. ", count: 6)),
  ]

  private static func request(naming model: String, key: String, isStreaming: Bool) -> GatewayRequest {
    var body = JSONWriter()
    body.value(
      JSONValue(object: [
        "model": JSONValue(.string(model)),
        "messages": JSONValue(
          messages.map {
            JSONValue(object: ["role": JSONValue(.string($0.role.name)), "content": JSONValue(.string($0.text))])
          }),
        "temperature": JSONValue(.number(0.7)), "max_tokens": 256, "stream": JSONValue(.bool(isStreaming)),
      ]))
    return GatewayRequest(
      method: "POST", path: "/v1/chat/completions",
      headers: [
        HTTPField("Host", "gateway.test"), HTTPField("Content-Type", "application/json"),
        HTTPField("Authorization", "Bearer \(key)", isSecret: true), HTTPField("User-Agent", "bench/1"),
        HTTPField("Accept", "*/*"), HTTPField("Content-Length", "\(body.bytes.count)"),
      ], body: .bytes(body.bytes), remoteAddress: "192.0.2.1")
  }

  /// Decides for all requests; the sum depends on every choice.
  func decideAll() throws -> UInt64 {
    var worker = router.makeWorker()
    var chosen: UInt64 = 0
    for request in decisions where try worker.decide(request) != nil { chosen += 1 }
    return chosen
  }

  /// Serves one request to the last byte of its answer; how many pieces that had.
  ///
  /// Of bare decisions all are made, whatever the number, since each of them is shorter than a look at the clock; the
  /// result is how many chose a model.
  ///
  /// - Throws: `UsageError` for an answer that is none, since failures would be measured as fast answers.
  func serve(_ number: Int, _ way: Way) async throws -> UInt64 {
    switch way {
    case .decision: return try decideAll()
    case .dispatcherSend:
      guard let request = dispatches[way]?[number] else { return 0 }
      return try await dispatcher.send(request).reply.body.isNull ? 0 : 1
    case .dispatcherStream:
      guard let request = dispatches[way]?[number] else { return 0 }
      let stream = try await dispatcher.stream(request)
      var pieces: UInt64 = 0
      while try await stream.next() != nil { pieces += 1 }
      return pieces
    case .gatewaySend, .gatewaySendName, .gatewaySendPlan, .gatewayStream:
      guard let request = requests[way]?[number] else { return 0 }
      return try await answer(to: request)
    }
  }

  private func answer(to request: GatewayRequest) async throws -> UInt64 {
    let response = await gateway.handle(request)
    switch response.body {
    case .bytes(let bytes):
      guard response.status == 200 else {
        throw UsageError(description: "status \(response.status): \(String(decoding: bytes, as: UTF8.self))")
      }
      return 1
    case .events(let stream):
      var frames: UInt64 = 0
      while await stream.next() != nil { frames += 1 }
      guard frames > IdleChatProvider.chunkCount else { throw UsageError(description: "a stream of \(frames) frames") }
      return frames
    }
  }
}

/// Reaches nobody: the providers of the bench have their answers ready.
private struct NoTransport: HTTPTransport {
  func send(_ request: HTTPRequest) async throws(HTTPTransportError) -> HTTPResponse { throw .failed(.refused) }

  func stream(_ request: HTTPRequest) async throws(HTTPTransportError) -> any HTTPResponseStream {
    throw .failed(.refused)
  }
}
