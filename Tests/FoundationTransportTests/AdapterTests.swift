import FoundationTransport
import ProviderAdapters
import Routing
import RoutingCore
import RoutingTestSupport
import Testing

/// The adapters over real connections: what a host says, and what the dispatcher makes of it.
@Suite(.timeLimit(.minutes(60))) struct AdapterTests {
  /// The dialects that are spoken.
  enum Dialect: CaseIterable {
    case openAI
    case anthropic
    case vLLM
    case dashScope
  }

  private let server: LocalServer
  private let clock = SystemTimeSource()

  init() throws { server = try LocalServer.shared }

  private func provider(_ dialect: Dialect, at path: String = "") throws -> any ModelProvider {
    let connection = ProviderConnection(
      credential: .secret(try #require(ProviderSecret("canary-key"))), transport: FoundationHTTPTransport(),
      clock: clock)
    let url = server.url + path
    switch dialect {
    case .openAI: return OpenAIProvider(baseURL: url, connection: connection)
    case .anthropic: return AnthropicProvider(baseURL: url, connection: connection)
    case .vLLM: return try #require(VLLMProvider(endpoints: [url], connection: connection))
    case .dashScope: return DashScopeProvider(baseURL: url, connection: connection)
    }
  }

  private func call(_ model: String, timeout: Milliseconds = 5000) -> ProviderCall {
    ProviderCall(
      model: Model(id: "m", provider: "p", upstreamName: model),
      payload: CallPayload(messages: [ChatMessage(.user, "Hello")]), timeout: timeout)
  }

  @Test(
    "R-1001, R-1002, R-1003, R-1060: a status is told as it came, with the wish to be left alone",
    arguments: Dialect.allCases)
  func statuses(dialect: Dialect) async throws {
    let provider = try provider(dialect)
    let expected: [(status: Int, failure: FailureClass, retryAfter: Milliseconds?)] = [
      (429, .rateLimited, 7000), (413, .contextOverflow, nil), (500, .transient, nil), (402, .budgetExceeded, nil),
      (403, .authentication, nil), (422, .badRequest, nil),
      (529, dialect == .anthropic ? .rateLimited : .transient, 7000),
    ]
    for (status, failure, retryAfter) in expected {
      for isStreaming in [false, true] {
        let thrown = try await #require(throws: ProviderFailure.self) {
          if isStreaming {
            _ = try await provider.openStream(call("status-\(status)"))
          } else {
            _ = try await provider.send(call("status-\(status)"))
          }
        }
        let report = AttemptFailureReport(thrown, provider.classify(thrown), unixTime: clock.unixTime)
        #expect(report.failureClass == failure && report.status == status && report.retryAfter == retryAfter)
        #expect(!"\(thrown)".contains("canary-key"))
      }
    }
  }

  @Test("a whole answer and a stream say the same, with what was counted", arguments: Dialect.allCases)
  func answers(dialect: Dialect) async throws {
    let provider = try provider(dialect)
    let reply = try await provider.send(call("test-model"))
    #expect(AnswerText(of: reply.body).text == "Hello, wörld!")
    #expect(reply.usage == TokenUsage(inputTokens: 9, outputTokens: 4))
    let stream = try await provider.openStream(call("test-model"))
    var text = ""
    var usage: TokenUsage?
    while let chunk = try await stream.next() {
      text += chunk.body["choices"]?[0]?["delta"]?["content"]?.string ?? ""
      usage = chunk.usage ?? usage
    }
    #expect(text == "Hello, wörld!" && usage == reply.usage)
    if dialect != .dashScope { #expect(await provider.probe(timeout: 2000) == .alive) }
  }

  /// A stream of one model through a dispatcher, and its first words.
  private func beginning(of model: String, _ dialect: Dialect) async throws -> (DispatchedStream, String) {
    let registry = try ModelRegistry(
      models: [Model(id: "m", provider: "p", upstreamName: model)], providers: [Provider(id: "p")])
    let dispatcher = Dispatcher(
      try Router(RouterConfiguration(registry: registry)), providers: ["p": try provider(dialect)], time: clock)
    let stream = try await dispatcher.stream(
      DispatchRequest(
        RoutingRequest(id: "r", inputTokens: 5), payload: CallPayload(messages: [ChatMessage(.user, "Hello")])))
    var text = ""
    while text.isEmpty, let chunk = try await stream.next() {
      text += chunk.body["choices"]?[0]?["delta"]?["content"]?.string ?? ""
    }
    return (stream, text)
  }

  @Test(
    "R-1064: whoever stops reading in the middle of a stream closes its connection", arguments: Dialect.allCases)
  func cancelledStream(dialect: Dialect) async throws {
    let transport = FoundationHTTPTransport()
    let id = try await server.newID(by: transport)
    let (stream, text) = try await beginning(of: "hold-\(id)", dialect)
    #expect(text == "Hello")
    stream.cancel()
    #expect(try await server.wasClosed(id, by: transport))
    guard case .failed(let failure)? = stream.outcome else { return #expect(Bool(false), "it has not ended") }
    #expect(failure.kind == .cancelled && failure.attempts.map(\.result) == [.cancelled])
  }

  @Test(
    "R-1064: so does a reader whose task is cancelled while nothing comes", arguments: Dialect.allCases)
  func cancelledReader(dialect: Dialect) async throws {
    let transport = FoundationHTTPTransport()
    let id = try await server.newID(by: transport)
    let (stream, _) = try await beginning(of: "hold-\(id)", dialect)
    let reading = Task { while try await stream.next() != nil {} }
    try await Task.sleep(for: .milliseconds(50))
    reading.cancel()
    let error = await #expect(throws: DispatchFailure.self) { try await reading.value }
    #expect(error?.kind == .cancelled)
    #expect(try await server.wasClosed(id, by: transport))
  }

  @Test(
    "R-1002, R-1303: a connection that is reset in the middle of a stream ends it as a failure after what was said",
    arguments: Dialect.allCases)
  func resetStream(dialect: Dialect) async throws {
    let (stream, text) = try await beginning(of: "reset-1", dialect)
    #expect(text == "Hello")
    let error = await #expect(throws: DispatchFailure.self) { while try await stream.next() != nil {} }
    #expect(error?.attempts.map(\.result) == [.brokeOff(.transient)])
  }

  @Test(
    "R-1002, R-1064: what hangs ends at its deadline or with its caller, and what is refused or reset is told",
    arguments: ["/hang", "/reset", "/early-eof", "/not-http"])
  func brokenHosts(path: String) async throws {
    let registry = try ModelRegistry(
      models: [Model(id: "bad", provider: "bad"), Model(id: "good", provider: "good", weight: 1)],
      providers: [Provider(id: "bad", type: .openAI), Provider(id: "good", type: .anthropic)])
    let policies: [PolicyName: RoutingPolicy] = ["default": RoutingPolicy(mode: .highConfidence)]
    var parameters = DispatchParameters(retries: 0)
    parameters.attemptTimeout = 300
    let dispatcher = Dispatcher(
      try Router(RouterConfiguration(registry: registry, policies: policies)),
      providers: ["bad": BrokenHost(url: server.url + path), "good": try provider(.anthropic)], time: clock,
      parameters: parameters)
    let request = DispatchRequest(
      RoutingRequest(id: "r", inputTokens: 5), payload: CallPayload(messages: [ChatMessage(.user, "Hello")]))
    let answer = try await dispatcher.send(request)
    #expect(answer.summary.model == "good" && answer.summary.attempts.count == 2)
    let result: AttemptRecord.Result = path == "/hang" ? .timedOut : .failed(.transient)
    #expect(answer.summary.attempts.first?.result == result)

    guard path == "/hang" else { return }
    let task = Task { try await dispatcher.send(request) }
    try await Task.sleep(for: .milliseconds(50))
    task.cancel()
    let error = await #expect(throws: DispatchError.self) { try await task.value }
    guard case .failed(let failure)? = error else {
      return #expect(Bool(false), "it failed otherwise: \(error as Any)")
    }
    #expect(failure.kind == .cancelled && failure.attempts.map(\.result) == [.cancelled])
  }
}

/// A host that never answers as a provider would, reached by the real transport.
private struct BrokenHost: ModelProvider {
  let url: String
  private let transport = FoundationHTTPTransport()

  init(url: String) { self.url = url }

  func send(_ call: ProviderCall) async throws(ProviderFailure) -> ProviderReply {
    do throws(HTTPTransportError) {
      _ = try await transport.send(HTTPRequest(method: "GET", url: url, timeout: 10_000))
    } catch {
      switch error {
      case .failed(let failure): throw .transport(failure)
      case .cancelled: throw .cancelled
      }
    }
    throw .unreadable(message: "no answer of a model")
  }

  func openStream(_ call: ProviderCall) async throws(ProviderFailure) -> any ProviderStream {
    throw .notSent(.unsupported)
  }
}
