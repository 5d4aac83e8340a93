import ProviderAdapters
import Routing
import RoutingCore
import Testing

@Suite struct AnthropicReplyTests {
  private static func reply(_ body: [UInt8]) async throws -> ProviderReply {
    let provider = AnthropicProvider(connection: .sample(ScriptedTransport([body])))
    return try await provider.send(try .sample(toolNames: .sample)).onOneLine
  }

  private static func failure(_ text: String) async throws -> ProviderFailure? {
    await AnthropicProvider(connection: .sample(ScriptedTransport(text: text))).failure(try .sample())
  }

  @Test("H-145: texts are joined, and the cache's tokens are part of the prompt's")
  func text() async throws {
    let reply = try await Self.reply(try Recorded.bytes("anthropic-text.json"))
    #expect(
      reply.body.text
        == #"{"id":"chatcmpl-013Zva2CMHLNnXjNJJKqJ2EF","object":"chat.completion","created":1700000000,"model":"gpt","choices":[{"index":0,"message":{"role":"assistant","content":"Hi! My name is Claude."},"finish_reason":"stop"}],"usage":{"prompt_tokens":3100,"completion_tokens":503,"total_tokens":3603,"prompt_tokens_details":{"cached_tokens":1000}}}"#
    )
    #expect(reply.usage == TokenUsage(inputTokens: 3100, outputTokens: 503, cachedInputTokens: 1000))
  }

  @Test("H-145, H-147: tool_use becomes a call with OpenAI's id and the clients' name, and thoughts are kept")
  func tools() async throws {
    let reply = try await Self.reply(try Recorded.bytes("anthropic-tools.json"))
    #expect(
      reply.body["choices"]?.text
        == #"[{"index":0,"message":{"role":"assistant","content":"I'll check.","reasoning_content":"I need the weather.","tool_calls":[{"id":"call_01A09q90qw90lq917835lq9","type":"function","function":{"name":"weather2","arguments":"{\"location\":\"San Francisco, CA\",\"unit\":\"celsius\"}"}}]},"finish_reason":"tool_calls"}]"#
    )
  }

  @Test(
    "H-143: content is null only beside calls",
    arguments: [
      ("[]", #"{"role":"assistant","content":""}"#),
      (
        #"[{"type":"tool_use","id":"tooluse_1","name":"f"}]"#,
        #"{"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"f","arguments":"{}"}}]}"#
      ),
      (
        #"[{"type":"tool_use","id":"x_1","name":7,"input":{}}]"#,
        #"{"role":"assistant","content":null,"tool_calls":[{"id":"x_1","type":"function","function":{"name":"","arguments":"{}"}}]}"#
      ),
    ])
  func content(blocks: String, message: String) async throws {
    let reply = try await Self.reply(Array(#"{"content":\#(blocks)}"#.utf8))
    #expect(reply.body["choices"]?[0]?["message"]?.text == message)
  }

  @Test(
    "H-127: reasons to stop are put into OpenAI's words",
    arguments: [
      (#""end_turn""#, "stop"), (#""stop_sequence""#, "stop"), (#""max_tokens""#, "length"),
      (#""tool_use""#, "tool_calls"),
      (#""refusal""#, "content_filter"), (#""pause_turn""#, "stop"), (#""model_context_window_exceeded""#, "length"),
      ("null", "stop"), ("7", "stop"),
    ])
  func stopReasons(reason: String, finish: String) async throws {
    let reply = try await Self.reply(Array(#"{"content":[],"stop_reason":\#(reason)}"#.utf8))
    #expect(reply.body["choices"]?[0]?["finish_reason"]?.string == finish)
    #expect(reply.usage == nil && reply.body["usage"] == nil)
  }

  @Test(
    "H-145: what has no content is no answer",
    arguments: [
      "", "null", "[]", "{}", "<html>", #"{"content":"a"}"#, #"{"content":null}"#, #"{"content":{}}"#,
      #"{"choices":[{"message":{"content":"a"}}]}"#, #"{"content":[],"usage":{"input_tokens":1e400}}"#,
    ])
  func unreadable(text: String) async throws {
    let failure = try await Self.failure(text)
    guard case .unreadable = failure else { return #expect(Bool(false), "\(String(describing: failure))") }
  }

  @Test("an error with status 200 is a failure all the same")
  func errorInSuccess() async throws {
    let provider = AnthropicProvider(
      connection: .sample(ScriptedTransport([try Recorded.bytes("anthropic-error-529.json")])))
    let failure = try #require(await provider.failure(try .sample()))
    guard case .response(let response) = failure else { return #expect(Bool(false), "\(failure)") }
    #expect(response.status == 529 && response.message == "Overloaded")
    #expect(provider.classify(failure) == .rateLimited)
  }

  @Test(
    "R-406: counts out of range are not counted, and none traps",
    arguments: [
      (#"{"input_tokens":-5,"output_tokens":3}"#, TokenUsage(inputTokens: 0, outputTokens: 3)),
      (#"{"input_tokens":1180591620717411303424,"output_tokens":3}"#, TokenUsage(inputTokens: 0, outputTokens: 3)),
      (
        #"{"input_tokens":9007199254740992,"cache_read_input_tokens":9007199254740992,"cache_creation_input_tokens":9007199254740992,"output_tokens":9007199254740992}"#,
        TokenUsage(inputTokens: .maximum, outputTokens: .maximum, cachedInputTokens: .maximum)
      ),
      (#"{"input_tokens":"1"}"#, nil), ("[]", nil), ("7", nil), ("{}", nil),
    ] as [(String, TokenUsage?)])
  func usage(text: String, usage: TokenUsage?) async throws {
    #expect(try await Self.reply(Array(#"{"content":[],"usage":\#(text)}"#.utf8)).usage == usage)
  }

  @Test("members of every wrong type are survived")
  func wrongTypes() async throws {
    for value in ["null", "7", "-1.5", "true", "\"x\"", "[]", "{}", "[{}]", "1e300"] {
      for template in [
        #"{"id":@,"model":@,"stop_reason":@,"usage":@,"content":[@,{"type":@},{"type":"text","text":@},{"type":"thinking","thinking":@}]}"#,
        #"{"content":[{"type":"tool_use","id":@,"name":@,"input":@}],"usage":{"input_tokens":@,"output_tokens":@}}"#,
      ] {
        let reply = try await Self.reply(Array(template.replacing("@", with: value).utf8))
        #expect(reply.body["choices"]?[0]?["message"]?["role"] == "assistant")
      }
    }
  }
}
