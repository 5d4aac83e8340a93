import ProviderAdapters
import Routing
import RoutingCore
import Testing

@Suite struct OpenAIReplyTests {
  private static func reply(
    _ body: [UInt8], _ call: ProviderCall? = nil, status: Int = 200
  ) async throws(ProviderFailure) -> ProviderReply {
    guard let call = try? call ?? ProviderCall.sample() else { throw .cancelled }
    return try await OpenAIProvider(connection: .sample(ScriptedTransport(status: status, [body]))).send(call).onOneLine
  }

  private static func failure(_ text: String, kind: ModelKind = .chat) async throws -> ProviderFailure? {
    await OpenAIProvider(connection: .sample(ScriptedTransport(text: text))).failure(try .sample(kind: kind))
  }

  @Test("H-142, H-144: an answer goes through under the name that clients know the model by")
  func chat() async throws {
    let reply = try await Self.reply(try Recorded.bytes("openai-chat.json"))
    #expect(reply.body["object"] == "chat.completion")
    #expect(reply.body["model"] == "gpt")
    #expect(reply.body["id"] == "chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT")
    #expect(reply.body["created"] == 1_741_569_952)
    #expect(reply.body["service_tier"] == "default")
    let choice = reply.body["choices"]?[0]
    #expect(choice?["message"]?["content"] == "Hello! How can I assist you today?")
    #expect(choice?["finish_reason"] == "stop")
    #expect(reply.body["usage"]?["completion_tokens_details"]?["reasoning_tokens"] == 0)
    #expect(reply.usage == TokenUsage(inputTokens: 19, outputTokens: 10, cachedInputTokens: 8))
  }

  @Test("R-111, H-147: calls carry the names that clients know")
  func toolNames() async throws {
    let reply = try await Self.reply(try Recorded.bytes("openai-tools.json"), try .sample(toolNames: .sample))
    let message = reply.body["choices"]?[0]?["message"]
    #expect(message?["tool_calls"]?[0]?["function"]?["name"] == "weather")
    #expect(message?["tool_calls"]?[0]?["id"] == "call_abc123")
    #expect(message?["content"]?.isNull == true)
    #expect(reply.body["choices"]?[0]?["finish_reason"] == "tool_calls")
  }

  @Test(
    "H-143: content is text, and null only beside calls",
    arguments: [
      (#"{"content":null}"#, #"{"content":"","role":"assistant"}"#), (#"{}"#, #"{"role":"assistant","content":""}"#),
      (#"{"content":null,"tool_calls":[]}"#, #"{"content":"","role":"assistant"}"#),
      (#"{"tool_calls":null,"content":"a"}"#, #"{"content":"a","role":"assistant"}"#),
      (#"{"tool_calls":[1]}"#, #"{"tool_calls":[1],"role":"assistant","content":null}"#),
      (
        #"{"content":"a","reasoning":"b"}"#,
        #"{"content":"a","reasoning":"b","role":"assistant","reasoning_content":"b"}"#
      ),
    ])
  func content(message: String, expected: String) async throws {
    let reply = try await Self.reply(Array(#"{"choices":[{"message":\#(message)}]}"#.utf8))
    #expect(reply.body["choices"]?[0]?["message"]?.text == expected)
  }

  @Test("H-142: what an imitation leaves out is put in its place")
  func defaults() async throws {
    let reply = try await Self.reply(Array(#"{"choices":[{"message":{"content":"a"}}]}"#.utf8))
    #expect(
      reply.body.text
        == #"{"choices":[{"message":{"content":"a","role":"assistant"},"index":0,"finish_reason":"stop"}],"id":"chatcmpl-req-1","object":"chat.completion","created":1700000000,"model":"gpt"}"#
    )
    #expect(reply.usage == nil)
  }

  @Test("embeddings and images go through as they are")
  func others() async throws {
    for (kind, name) in [(ModelKind.embedding, "openai-embeddings.json"), (.image, "openai-images.json")] {
      let reply = try await Self.reply(try Recorded.bytes(name), try .sample(kind: kind))
      #expect(reply.body.text == (try Recorded.json(name)).text)
    }
    let reply = try await Self.reply(try Recorded.bytes("openai-embeddings.json"), try .sample(kind: .embedding))
    #expect(reply.usage == TokenUsage(inputTokens: 8, outputTokens: 0))
  }

  @Test(
    "H-145: what has not the shape of an answer is none, whatever its status",
    arguments: [
      "", " ", "null", "7", "[]", "\"a\"", "{}", "<html><body>502 Bad Gateway</body></html>", "{\"choices\":",
      #"{"choices":null}"#, #"{"choices":{}}"#, #"{"choices":[]}"#, #"{"choices":"a"}"#, #"{"choices":[1]}"#,
      #"{"choices":[{}]}"#, #"{"choices":[{"message":null}]}"#, #"{"choices":[{"message":"a"}]}"#,
      #"{"choices":[{"message":{"content":"a"}},{"text":"b"}]}"#, #"{"data":[1]}"#,
      #"{"choices":[{"message":{"content":"a"}}],"usage":{"prompt_tokens":1e400}}"#, "{\"a\":\"\u{1}\"}",
      String(repeating: "[", count: 100_000), #"{"choices":[{"message":{"content":"a"}}]} and more"#,
    ])
  func unreadable(text: String) async throws {
    let failure = try await Self.failure(text)
    guard case .unreadable(let message) = failure else {
      return #expect(Bool(false), "\(String(describing: failure))")
    }
    #expect(!message.isEmpty)
  }

  @Test("embeddings and images without data are none", arguments: [ModelKind.embedding, .image])
  func noData(kind: ModelKind) async throws {
    for text in ["{}", #"{"data":[]}"#, #"{"data":null}"#, #"{"data":{}}"#, #"{"choices":[{"message":{}}]}"#] {
      guard case .unreadable = try await Self.failure(text, kind: kind) else {
        return #expect(Bool(false), "\(text)")
      }
    }
  }

  @Test(
    "an error with status 200 is a failure all the same",
    arguments: [
      (#"{"error":{"message":"m","code":429}}"#, 429), (#"{"error":{"message":"m","code":"503"}}"#, 503),
      (#"{"error":{"message":"m","type":"invalid_request_error"}}"#, 400), (#"{"error":"m"}"#, 500),
      (#"{"error":{"message":"m","code":"insufficient_quota"},"choices":[]}"#, 429),
      (#"{"object":"error","message":"m","code":400}"#, 400), (#"{"code":"InvalidApiKey","message":"m"}"#, 401),
      (#"{"error":{"message":"m","code":200}}"#, 500), (#"{"error":{"message":"m","code":1e300}}"#, 500),
    ])
  func errorInSuccess(text: String, status: Int) async throws {
    guard case .response(let response) = try await Self.failure(text) else { return #expect(Bool(false), "\(text)") }
    #expect(response.status == status)
    #expect(response.message == "m")
  }

  @Test("an answer that its host gave up is none", arguments: ["abort", "error"])
  func brokenOff(reason: String) async throws {
    let text = #"{"choices":[{"message":{"content":"a"},"finish_reason":"\#(reason)"}]}"#
    #expect(try await Self.failure(text) == .transport(.endedEarly))
  }

  @Test("an error that is null is none")
  func nullError() async throws {
    let reply = try await Self.reply(Array(#"{"error":null,"choices":[{"message":{"content":"a"}}]}"#.utf8))
    #expect(reply.body["choices"]?[0]?["message"]?["content"] == "a")
  }

  @Test(
    "R-406: counts out of range are not counted, and none traps",
    arguments: [
      (#"{"prompt_tokens":-5,"completion_tokens":3}"#, TokenUsage(inputTokens: 0, outputTokens: 3)),
      (#"{"prompt_tokens":1180591620717411303424,"completion_tokens":3}"#, TokenUsage(inputTokens: 0, outputTokens: 3)),
      (#"{"prompt_tokens":9223372036854775807,"completion_tokens":3}"#, TokenUsage(inputTokens: 0, outputTokens: 3)),
      (#"{"prompt_tokens":9007199254740992}"#, TokenUsage(inputTokens: .maximum, outputTokens: 0)),
      (#"{"prompt_tokens":1.5,"completion_tokens":"7"}"#, nil), (#"{"prompt_tokens":null}"#, nil), ("[]", nil),
      ("7", nil), ("null", nil), ("{}", nil),
      (
        #"{"prompt_tokens":5,"prompt_tokens_details":{"cached_tokens":9}}"#,
        TokenUsage(inputTokens: 5, outputTokens: 0, cachedInputTokens: 5)
      ),
      (
        #"{"prompt_tokens":5,"prompt_tokens_details":{"cached_tokens":-9}}"#,
        TokenUsage(inputTokens: 5, outputTokens: 0)
      ),
      (#"{"prompt_tokens":5,"prompt_tokens_details":[]}"#, TokenUsage(inputTokens: 5, outputTokens: 0)),
      (
        #"{"prompt_tokens":5,"completion_tokens":2,"prompt_cache_hit_tokens":3}"#,
        TokenUsage(inputTokens: 5, outputTokens: 2, cachedInputTokens: 3)
      ),
      (
        #"{"input_tokens":5,"output_tokens":2,"input_tokens_details":{"cached_tokens":1}}"#,
        TokenUsage(inputTokens: 5, outputTokens: 2, cachedInputTokens: 1)
      ),
    ] as [(String, TokenUsage?)])
  func usage(text: String, usage: TokenUsage?) async throws {
    let reply = try await Self.reply(Array(#"{"choices":[{"message":{"content":"a"}}],"usage":\#(text)}"#.utf8))
    #expect(reply.usage == usage)
  }

  @Test("members of every wrong type are survived")
  func wrongTypes() async throws {
    let wrong = ["null", "7", "-1.5", "true", "\"x\"", "[]", "{}", "[{}]", "1e300"]
    for value in wrong {
      for template in [
        #"{"id":@,"created":@,"model":@,"choices":[{"index":@,"finish_reason":@,"message":{"role":@,"content":@,"tool_calls":@,"reasoning":@}}],"usage":@}"#,
        #"{"choices":[{"message":{"tool_calls":[{"id":@,"function":@}]}}],"usage":{"prompt_tokens":@,"prompt_tokens_details":{"cached_tokens":@}}}"#,
        #"{"choices":[{"message":{"tool_calls":[{"function":{"name":@,"arguments":@}}]}}]}"#,
      ] {
        let body = Array(template.replacing("@", with: value).utf8)
        let reply = try await Self.reply(body, try .sample(toolNames: .sample))
        #expect(reply.body["choices"]?[0]?["message"]?["role"] == "assistant")
      }
    }
  }
}
