import ProviderAdapters
import Routing
import RoutingCore
import Testing

@Suite struct OpenAIProviderTests {
  @Test("R-1002: a connection that fails is told as it failed", arguments: ProviderFailure.TransportFailure.allCases)
  func transport(failure: ProviderFailure.TransportFailure) async throws {
    let provider = OpenAIProvider(connection: .sample(ScriptedTransport(throwing: .failed(failure))))
    #expect(await provider.failure(try .sample()) == .transport(failure))
    #expect(await provider.outcome(try .sample())?.failure == .transport(failure))
  }

  @Test("R-1064: cancellation is told as such, also by a transport that knows no better")
  func cancelled() async throws {
    let call = try ProviderCall.sample()
    let provider = OpenAIProvider(connection: .sample(ScriptedTransport(throwing: .cancelled)))
    #expect(await provider.failure(call) == .cancelled)
    let unaware = OpenAIProvider(connection: .sample(ScriptedTransport(throwing: .failed(.reset))))
    let task = Task { () async -> ProviderFailure? in
      while !Task.isCancelled { await Task.yield() }
      return await unaware.failure(call)
    }
    task.cancel()
    #expect(await task.value == .cancelled)
  }

  @Test("a stream that was cancelled gives its connection back, and no more chunks")
  func cancelStream() async throws {
    let piece = Array("data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n".utf8)
    let transport = ScriptedTransport([.init(pieces: [piece + piece], isEndless: true)])
    let stream = try await OpenAIProvider(connection: .sample(transport)).openStream(try .sample())
    #expect(try await stream.next() != nil)
    stream.cancel()
    stream.cancel()
    #expect(transport.cancelled == 2)
    let rest = await Outcome(stream)
    #expect(rest.chunks.isEmpty && rest.failure == .cancelled)
  }

  @Test("R-1064: a body that ends because its task was cancelled is no early end")
  func cancelledBody() async throws {
    let call = try ProviderCall.sample()
    let provider = OpenAIProvider(connection: .sample(ScriptedTransport(text: ": nothing\n\n")))
    let task = Task { () async -> ProviderFailure? in
      while !Task.isCancelled { await Task.yield() }
      return await provider.outcome(call)?.failure
    }
    task.cancel()
    #expect(await task.value == .cancelled)
  }

  @Test("R-1304: a whole answer above the limit is not read, even if the transport lets it through")
  func tooLarge() async throws {
    let transport = ScriptedTransport([try Recorded.bytes("openai-chat.json")])
    let provider = OpenAIProvider(connection: .sample(transport, limits: ResponseLimits(maximumBytes: 700)))
    #expect(await provider.failure(try .sample()) == .transport(.tooLarge))
  }

  @Test(
    "a whole body where a stream was due is none",
    arguments: [
      ("application/json", #"{"choices":[{"message":{"content":"a"}}]}"#), ("text/html; charset=utf-8", "<html>"),
      ("Application/JSON", ""),
    ])
  func notAStream(type: String, body: String) async throws {
    let transport = ScriptedTransport(fields: [HTTPField("Content-Type", type)], text: body)
    let outcome = await OpenAIProvider(connection: .sample(transport)).outcome(try .sample())
    guard case .unreadable = outcome?.failure else { return #expect(Bool(false), "\(String(describing: outcome))") }
    #expect(transport.cancelled == 1)
  }

  @Test("an error as a whole body where a stream was due is told as one")
  func errorInsteadOfStream() async throws {
    let transport = ScriptedTransport(
      fields: [HTTPField("content-type", "application/json")], [try Recorded.bytes("openai-error-429.json")])
    let provider = OpenAIProvider(connection: .sample(transport))
    let failure = try #require(await provider.outcome(try .sample())?.failure)
    #expect(provider.classify(failure) == .budgetExceeded)
  }

  @Test(
    "R-920, R-921: a probe asks for the models without a credential, and reads only the head",
    arguments: [
      (200, .alive), (204, .alive), (401, .alive), (403, .alive), (405, .alive), (404, .dead), (429, .dead),
      (500, .dead),
      (302, .dead),
    ] as [(Int, ProbeResult)])
  func probe(status: Int, result: ProbeResult) async throws {
    let transport = ScriptedTransport([.init(head: HTTPResponseHead(status: status), pieces: [[0]], isEndless: true)])
    let provider = OpenAIProvider(baseURL: "https://h/v1/", connection: .sample(transport))
    #expect(await provider.probe(timeout: 5000) == result)
    #expect(
      transport.requests == [
        HTTPRequest(method: "GET", url: "https://h/v1/models", timeout: 5000, maximumResponseBytes: 104_857_600)
      ])
    #expect(transport.cancelled == 1)
  }

  @Test("R-921: a host that does not answer is dead")
  func deadProbe() async {
    let transport = ScriptedTransport(throwing: .failed(.refused))
    #expect(await OpenAIProvider(connection: .sample(transport)).probe(timeout: 5000) == .dead)
  }

  @Test("R-1001: each adapter judges by the type of its host")
  func classify() throws {
    let connection = ProviderConnection.sample(ScriptedTransport([]))
    let overloaded = ProviderFailure.response(.init(status: 529))
    let arrears = ProviderFailure.response(.init(status: 400, body: "Arrearage"))
    let vllm = try #require(VLLMProvider(endpoints: ["http://h"], connection: connection))
    #expect(OpenAIProvider(connection: connection).classify(overloaded) == .transient)
    #expect(AnthropicProvider(connection: connection).classify(overloaded) == .rateLimited)
    #expect(vllm.classify(overloaded) == .transient)
    #expect(DashScopeProvider(connection: connection).classify(arrears) == .budgetExceeded)
    #expect(OpenAIProvider(connection: connection).classify(arrears) == .badRequest)
  }

  @Test("hosts with another version in their paths can be reached")
  func versionPath() async throws {
    let transport = ScriptedTransport(text: "")
    let provider = OpenAIProvider(baseURL: "https://h/api/paas", versionPath: "/v4", connection: .sample(transport))
    _ = await provider.failure(try .sample())
    #expect(transport.requests[0].url == "https://h/api/paas/v4/chat/completions")
  }
}
