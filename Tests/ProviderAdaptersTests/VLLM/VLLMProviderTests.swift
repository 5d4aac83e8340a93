import ProviderAdapters
import Routing
import RoutingCore
import Testing

@Suite struct VLLMProviderTests {
  private static let endpoints = ["http://a:8000", "http://b:8000/v1", "http://c:8000/"]

  private static func provider(_ transport: ScriptedTransport, key: String? = nil) throws -> VLLMProvider {
    try #require(VLLMProvider(endpoints: endpoints, connection: .sample(transport, key: key)))
  }

  @Test("H-312: endpoints take turns, for whole answers and streams together")
  func roundRobin() async throws {
    let transport = ScriptedTransport(throwing: .failed(.refused))
    let provider = try Self.provider(transport)
    for number in 0..<7 {
      if number % 2 == 0 {
        _ = await provider.failure(try .sample())
      } else {
        _ = await provider.outcome(try .sample())
      }
    }
    #expect(
      transport.requests.map(\.url)
        == ["a", "b", "c", "a", "b", "c", "a"].map { "http://\($0):8000/v1/chat/completions" }
    )
  }

  @Test("H-312: each endpoint gets its share of calls from many tasks")
  func concurrency() async throws {
    let transport = ScriptedTransport(text: "")
    let provider = try Self.provider(transport)
    let call = try ProviderCall.sample()
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<300 { group.addTask { _ = await provider.failure(call) } }
    }
    for endpoint in ["a", "b", "c"] {
      #expect(transport.requests.filter { $0.url.hasPrefix("http://\(endpoint):") }.count == 100)
    }
  }

  @Test("one call is one attempt, also where the endpoint is not there")
  func oneAttempt() async throws {
    let transport = ScriptedTransport(throwing: .failed(.refused))
    #expect(await (try Self.provider(transport)).failure(try .sample()) == .transport(.refused))
    #expect(transport.requests.count == 1)
  }

  @Test("H-312: no credential is sent unless there is one")
  func credential() async throws {
    let transport = ScriptedTransport(text: "")
    _ = await (try Self.provider(transport)).failure(try .sample())
    _ = await (try Self.provider(transport, key: "k")).failure(try .sample())
    #expect(transport.requests.map { $0["authorization"] } == [nil, "Bearer k"])
  }

  @Test("the operator's newer role is the older one here")
  func developer() async throws {
    let transport = ScriptedTransport(text: "")
    _ = await (try Self.provider(transport)).failure(try .sample([ChatMessage(.developer, "D")]))
    #expect(transport.requests[0].json?["messages"]?[0]?["role"] == "system")
  }

  @Test("an answer is read as OpenAI's")
  func stream() async throws {
    let transport = ScriptedTransport([try Recorded.bytes("vllm-reasoning.sse")])
    let outcome = await (try Self.provider(transport)).outcome(try .sample())
    #expect(outcome?.failure == nil && outcome?.text("content") == "4")
  }

  @Test("R-1003: an overflow in the words of older servers is one")
  func overflow() async throws {
    let transport = ScriptedTransport(status: 400, [try Recorded.bytes("vllm-error-400.json")])
    let provider = try Self.provider(transport)
    let failure = try #require(await provider.failure(try .sample()))
    #expect(provider.classify(failure) == .contextOverflow)
  }

  @Test(
    "R-920, R-921: all endpoints are asked for their health, and one that lives is enough",
    arguments: [
      ([200, 500, 500], .alive), ([500, 500, 200], .alive), ([500, 404, 503], .dead),
    ] as [([Int], ProbeResult)])
  func probe(statuses: [Int], result: ProbeResult) async throws {
    let transport = ScriptedTransport(statuses.map { .init(head: HTTPResponseHead(status: $0)) })
    #expect(await (try Self.provider(transport, key: "k")).probe(timeout: 5000) == result)
    #expect(
      Set(transport.requests.map(\.url)).isSubset(of: ["a", "b", "c"].map { "http://\($0):8000/health" }))
    #expect(transport.requests.allSatisfy { $0.method == "GET" && $0["authorization"] == nil && $0.timeout == 5000 })
    if result == .dead { #expect(transport.requests.count == 3) }
  }

  @Test("without endpoints there is no provider")
  func noEndpoints() {
    #expect(VLLMProvider(endpoints: [], connection: .sample(ScriptedTransport([]))) == nil)
  }
}
