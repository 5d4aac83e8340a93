import GatewayDoubles
package import GatewayState
package import ProviderAdapters
import Routing
package import RoutingCore
package import RoutingTestKit
package import TokenHubAPI

/// A gateway over a store in memory, a clock turned by hand and hosts that are played.
package struct GatewayFixture: Sendable {
  package let gateway: Gateway
  package let store: any StateStore
  package let time: VirtualTime
  package let transport: StubTransport

  /// The token of administrators.
  package static let adminToken = "an-admin-token-of-the-tests"
  /// When the clock begins, in seconds since 1970: 2026-11-22, a Sunday.
  package static let start = 1_795_305_600.0

  /// Opens a gateway with ``FixtureRegistry``.
  package static func open(
    store: any StateStore = MemoryStateStore(), registry: ModelRegistry? = FixtureRegistry.registry,
    time: VirtualTime = VirtualTime(unixTime: start),
    configure: (inout GatewayConfiguration, inout GatewayPorts) -> Void = { _, _ in },
    answer: @escaping @Sendable (HTTPRequest) -> StubTransport.Answer = FixtureHosts.answer
  ) async throws -> GatewayFixture {
    let transport = StubTransport(answer)
    var configuration = GatewayConfiguration(adminToken: SecretText(adminToken))
    configuration.registry = registry
    configuration.directory = FixtureRegistry.directory
    let random = SeededBytes()
    var ports = GatewayPorts(
      store: store, time: time, random: random, transport: transport,
      blobs: MemoryBlobStore(time: time, random: random))
    configure(&configuration, &ports)
    let (gateway, _) = try await Gateway.open(ports, configuration: configuration)
    return GatewayFixture(gateway: gateway, store: store, time: time, transport: transport)
  }

  /// Sends a request and reads its response.
  package func send(
    _ method: String, _ path: String, headers: [HTTPField] = [], body: GatewayBody = .none,
    maximumFrames: Int = 10_000
  ) async -> Reply {
    let parts = path.split(separator: "?", maxSplits: 1)
    let request = GatewayRequest(
      method: method, path: String(parts[0]), query: parts.count > 1 ? String(parts[1]) : "", headers: headers,
      body: body, remoteAddress: "192.0.2.1")
    return await Reply(await gateway.handle(request), maximumFrames: maximumFrames)
  }

  /// Sends JSON as an administrator.
  package func admin(_ method: String, _ path: String, _ body: String? = nil) async -> Reply {
    await send(
      method, path, headers: [HTTPField("Authorization", "Bearer \(GatewayFixture.adminToken)", isSecret: true)],
      body: body.map { .bytes(Array($0.utf8)) } ?? .none)
  }

  /// Sends JSON with a consumer's key.
  package func consumer(
    _ method: String, _ path: String, key: String, headers: [HTTPField] = [], _ body: String? = nil,
    maximumFrames: Int = 10_000
  ) async -> Reply {
    await send(
      method, path, headers: [HTTPField("Authorization", "Bearer \(key)", isSecret: true)] + headers,
      body: body.map { .bytes(Array($0.utf8)) } ?? .none, maximumFrames: maximumFrames)
  }

  /// Makes a key and gives its secret.
  package func issueKey(_ members: String = #""name": "a test""#) async -> String {
    await admin("POST", "/admin/v1/apikeys", "{\(members)}").json["key"]?.string ?? ""
  }
}

/// Providers and models as the seeds name them.
package enum FixtureRegistry {
  package static let providers = [
    Provider(id: "openai", type: .openAI, credentialStore: .notNeeded, region: "us"),
    Provider(
      id: "alibaba", type: .openAI, baseURL: "https://alibaba.test", credentialStore: .notNeeded, region: "cn"),
    Provider(
      id: "other", type: .openAI, baseURL: "https://other.test", credentialStore: .notNeeded, region: "eu"),
    Provider(id: "anthropic", type: .anthropic, credentialStore: .notNeeded, region: "us"),
    Provider(id: "dashscope", type: .dashScope, credentialStore: .notNeeded, region: "cn"),
  ]

  package static let models = [
    Model(
      id: "alibaba/deepseek-v3.2", provider: "alibaba", weight: 6, contextWindow: 128_000,
      prices: PriceSheet(inputPerThousandTokens: 0.0003, outputPerThousandTokens: 0.0009)),
    Model(
      id: "other/deepseek-v3.2", provider: "other", weight: 6, contextWindow: 64_000,
      prices: PriceSheet(inputPerThousandTokens: 0.0004, outputPerThousandTokens: 0.0012)),
    Model(
      id: "gpt-test", provider: "openai", weight: 8, contextWindow: 128_000,
      prices: PriceSheet(inputPerThousandTokens: 0.002, outputPerThousandTokens: 0.008)),
    Model(
      id: "claude-test", provider: "anthropic", weight: 9, contextWindow: 200_000,
      prices: PriceSheet(inputPerThousandTokens: 0.003, outputPerThousandTokens: 0.015)),
    Model(
      id: "wanx2.1-t2i-turbo", provider: "dashscope", prices: PriceSheet(perUnit: 0.02), kinds: ModelKindSet([.image])),
    Model(id: "gpt-image-test", provider: "openai", prices: PriceSheet(perUnit: 0.04), kinds: ModelKindSet([.image])),
    Model(id: "wan2.6-t2v", provider: "dashscope", prices: PriceSheet(perUnit: 0.1), kinds: ModelKindSet([.video])),
    Model(id: "embed-test", provider: "openai", prices: PriceSheet(), kinds: ModelKindSet([.embedding])),
  ]

  /// All of them.
  package static var registry: ModelRegistry? { try? ModelRegistry(models: models, providers: providers) }

  /// A plan of two suppliers, the third of the seed's three formats, and an alias.
  package static let directory = ModelDirectory(
    aliases: [ModelAlias(name: "fast", variants: [.init(model: "alibaba/deepseek-v3.2", weight: 1)])],
    plans: [ModelPlan(name: "tokenhub_plan_model_name", members: ["alibaba/deepseek-v3.2", "other/deepseek-v3.2"])])
}

/// Hosts that answer as their documentation says.
package enum FixtureHosts {
  /// Answers by the path, whoever is asked.
  package static let answer: @Sendable (HTTPRequest) -> StubTransport.Answer = { request in
    let body = (try? JSONValue(parsing: request.body)) ?? .null
    let isStreaming = body["stream"]?.bool ?? false
    if request.url.hasSuffix("/chat/completions") { return isStreaming ? stream() : .json(200, completion()) }
    if request.url.hasSuffix("/v1/messages") { return .json(200, message) }
    if request.url.hasSuffix("/images/generations") {
      return .json(200, .reading(#"{"created": 1795305600, "data": [{"url": "https://img.test/1.png"}]}"#))
    }
    if request.url.hasSuffix("/embeddings") {
      return .json(
        200,
        .reading(
          #"{"object":"list","model":"x","data":[{"index":0,"embedding":[0.5,1]}],"usage":{"prompt_tokens":3,"total_tokens":3}}"#
        ))
    }
    if request.url.hasSuffix("image-synthesis") || request.url.hasSuffix("video-synthesis") {
      return .json(200, .reading(#"{"request_id":"r-1","output":{"task_id":"task-1","task_status":"PENDING"}}"#))
    }
    if request.url.contains("/api/v1/tasks/") { return .json(200, doneTask) }
    if request.url.hasSuffix("/v1/models") {
      return .json(200, .reading(#"{"data":[{"id":"gpt-test","owned_by":"openai"},{"id":"gpt-new"}]}"#))
    }
    return .json(404, .reading(#"{"error":{"message":"no such path"}}"#))
  }

  /// A chat completion.
  package static func completion(_ text: String = "OK") -> JSONValue {
    JSONValue(object: [
      "id": "chatcmpl-upstream", "object": "chat.completion", "created": 1_795_305_600, "model": "upstream",
      "choices": [
        JSONValue(object: [
          "index": 0, "message": JSONValue(object: ["role": "assistant", "content": JSONValue(.string(text))]),
          "finish_reason": "stop",
        ])
      ], "usage": JSONValue(object: ["prompt_tokens": 12, "completion_tokens": 2, "total_tokens": 14]),
    ])
  }

  /// A streamed chat completion of two words.
  package static func stream() -> StubTransport.Answer {
    func chunk(_ choices: String, _ more: String = "") -> String {
      #"data: {"id":"c-1","object":"chat.completion.chunk","created":1795305600,"model":"m","choices":\#(choices)\#(more)}"#
        + "\n\n"
    }
    return .stream([
      chunk(#"[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]"#),
      chunk(#"[{"index":0,"delta":{"content":"O"},"finish_reason":null}]"#),
      chunk(#"[{"index":0,"delta":{"content":"K"},"finish_reason":null}]"#),
      chunk(#"[{"index":0,"delta":{},"finish_reason":"stop"}]"#),
      chunk("[]", #","usage":{"prompt_tokens":12,"completion_tokens":2,"total_tokens":14}"#),
      "data: [DONE]\n\n",
    ])
  }

  /// An answer of Anthropic's.
  package static let message: JSONValue = .reading(
    #"{"id":"msg_1","type":"message","role":"assistant","model":"x","content":[{"type":"text","text":"OK"}],"stop_reason":"end_turn","usage":{"input_tokens":12,"output_tokens":2}}"#
  )

  /// A task of DashScope's that is done, with a picture and a video.
  package static let doneTask: JSONValue = .reading(
    #"{"request_id":"r-2","output":{"task_id":"task-1","task_status":"SUCCEEDED","results":[{"url":"https://img.test/2.png"}],"video_url":"https://video.test/1.mp4"},"usage":{"image_count":1}}"#
  )
}
