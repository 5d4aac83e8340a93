import FoundationTransport
import ProviderAdapters
import Routing
import RoutingCore
import Synchronization

/// The code of the article on sending, word for word.
enum SendingExample {
  /// Sends one request through each adapter to a server that speaks all their dialects.
  static func run(_ url: String) async throws -> Seen {
    var seen = Seen()

    let registry = try ModelRegistry(
      models: [
        Model(id: "openai/small", provider: "openai"), Model(id: "anthropic/large", provider: "anthropic"),
        Model(id: "local/llama", provider: "local"), Model(id: "alibaba/qwen", provider: "alibaba"),
      ],
      providers: [
        Provider(id: "openai", type: .openAI), Provider(id: "anthropic", type: .anthropic),
        Provider(id: "local", type: .vLLM), Provider(id: "alibaba", type: .dashScope),
      ])

    let clock = SystemTimeSource()
    let transport = FoundationHTTPTransport()
    func connection(_ key: String) -> ProviderConnection {
      ProviderConnection(
        credential: ProviderSecret(key).map { .secret($0) } ?? .none, transport: transport, clock: clock)
    }

    var providers: [ProviderID: any ModelProvider] = [
      "openai": OpenAIProvider(baseURL: url, connection: connection("key-of-openai")),
      "anthropic": AnthropicProvider(baseURL: url, connection: connection("key-of-anthropic")),
      "alibaba": DashScopeProvider(baseURL: url, connection: connection("key-of-alibaba")),
    ]
    providers["local"] = VLLMProvider(endpoints: [url, url], connection: connection("key-of-local"))

    let router = try Router(RouterConfiguration(registry: registry))
    let dispatcher = Dispatcher(router, providers: providers, time: clock)

    let payload = CallPayload(messages: [ChatMessage(.user, "Say hello.")])
    for model in registry.models {
      let request = RoutingRequest(id: "r-1", inputTokens: 5, hint: ModelReference(model.id.text))
      let answer = try await dispatcher.send(DispatchRequest(request, payload: payload))
      print(answer.summary.model, answer.summary.reason.name, AnswerText(of: answer.reply.body).text)
      seen.answers.append((answer.summary, AnswerText(of: answer.reply.body).text))
    }

    let request = RoutingRequest(id: "r-2", inputTokens: 5, hint: "anthropic/large")
    let stream = try await dispatcher.stream(DispatchRequest(request, payload: payload))
    for try await chunk in stream {
      print(chunk.body["choices"]?[0]?["delta"]?["content"]?.string ?? "", terminator: "")
      seen.pieces.append(chunk.body["choices"]?[0]?["delta"]?["content"]?.string ?? "")
    }
    seen.outcome = stream.outcome

    let directive = try OrchestrationDirective(mode: .vote, iterations: 3)
    let vote = OrchestrationRequest(directive, payload: payload, routing: RoutingRequest(id: "r-3", inputTokens: 5))
    let outcome = try await Orchestrator(dispatcher).run(vote)
    print(outcome.calls.count, outcome.cost.value)
    seen.vote = outcome
    return seen
  }

  /// What happened, for the tests.
  struct Seen {
    var answers: [(summary: DispatchSummary, text: String)] = []
    var pieces: [String] = []
    var outcome: DispatchOutcome?
    var vote: OrchestrationOutcome?
  }
}
