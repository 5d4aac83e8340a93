import ProviderAdapters
import Routing
import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct AnthropicStreamTests {
  private static func outcome(_ pieces: [[UInt8]]) async throws -> Outcome {
    let provider = AnthropicProvider(connection: .sample(ScriptedTransport(pieces)))
    return try #require(await provider.outcome(try .sample(toolNames: .sample)))
  }

  /// A stream of events given by their data.
  private static func outcome(events: String...) async throws -> Outcome {
    try await outcome([Array(events.map { "data: \($0)\n\n" }.joined().utf8)])
  }

  private static let stop = #"{"type":"message_stop"}"#

  @Test("H-127: the events of a text become the chunks of one answer")
  func text() async throws {
    let outcome = try await Self.outcome([try Recorded.bytes("anthropic-text.sse")])
    #expect(outcome.failure == nil)
    #expect(
      outcome.chunks.map { $0.body["choices"]?.text } == [
        #"[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]"#,
        #"[{"index":0,"delta":{"content":"Hello"},"finish_reason":null}]"#,
        #"[{"index":0,"delta":{"content":", 世界 😀"},"finish_reason":null}]"#,
        #"[{"index":0,"delta":{},"finish_reason":"stop"}]"#, "[]",
      ])
    #expect(Set(outcome.chunks.map { $0.body["id"] }) == ["chatcmpl-014p7gG3wDgGV9EUtLvnow3U"])
    #expect(Set(outcome.chunks.map { $0.body["created"] }) == [1_700_000_000])
    #expect(Set(outcome.chunks.map { $0.body["model"] }) == ["gpt"])
    #expect(Set(outcome.chunks.map { $0.body["object"] }) == ["chat.completion.chunk"])
  }

  @Test("R-1306, H-127: the usage comes with the beginning, with the end, and last of all alone")
  func usage() async throws {
    let outcome = try await Self.outcome([try Recorded.bytes("anthropic-text.sse")])
    #expect(
      outcome.chunks.map(\.usage) == [
        TokenUsage(inputTokens: 1125, outputTokens: 2, cachedInputTokens: 1000), nil, nil,
        TokenUsage(inputTokens: 1125, outputTokens: 15, cachedInputTokens: 1000),
        TokenUsage(inputTokens: 1125, outputTokens: 15, cachedInputTokens: 1000),
      ])
    #expect(
      outcome.chunks.last?.body["usage"]?.text
        == #"{"prompt_tokens":1125,"completion_tokens":15,"total_tokens":1140,"prompt_tokens_details":{"cached_tokens":1000}}"#
    )
  }

  @Test("R-1306: counts at the end replace those of the beginning")
  func runningTotals() async throws {
    let outcome = try await Self.outcome(
      events: #"{"type":"message_start","message":{"usage":{"input_tokens":10,"output_tokens":1}}}"#,
      #"{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"input_tokens":11,"cache_read_input_tokens":4,"output_tokens":7}}"#,
      Self.stop)
    #expect(outcome.usage == TokenUsage(inputTokens: 15, outputTokens: 7, cachedInputTokens: 4))
  }

  @Test("H-127, H-147: calls become fragments numbered among themselves, with the clients' names")
  func tools() async throws {
    let outcome = try await Self.outcome([try Recorded.bytes("anthropic-tools.sse")])
    #expect(
      outcome.deltas.compactMap { $0["tool_calls"]?.text } == [
        #"[{"index":0,"id":"call_01T1x1fJ34qAmk2tNTrN7Up6","type":"function","function":{"name":"weather2","arguments":""}}]"#,
        #"[{"index":0,"function":{"arguments":"{\"location\":"}}]"#,
        #"[{"index":0,"function":{"arguments":" \"San Francisco, CA\"}"}}]"#,
        #"[{"index":1,"id":"call_02","type":"function","function":{"name":"get_time","arguments":""}}]"#,
        #"[{"index":1,"function":{"arguments":"{}"}}]"#,
      ])
    #expect(outcome.text("content") == "Okay, let's check.")
    #expect(outcome.finishReasons == ["tool_calls"])
  }

  @Test("H-127: arguments that came with the block are not lost")
  func wholeInput() async throws {
    let outcome = try await Self.outcome(
      events:
        #"{"type":"content_block_start","index":3,"content_block":{"type":"tool_use","id":"t","name":"f","input":{"a":1}}}"#,
      #"{"type":"content_block_stop","index":3}"#, #"{"type":"content_block_stop","index":3}"#,
      #"{"type":"content_block_delta","index":3,"delta":{"type":"input_json_delta","partial_json":"x"}}"#, Self.stop)
    #expect(outcome.failure == nil)
    #expect(
      outcome.deltas.compactMap { $0["tool_calls"]?[0]?["function"]?["arguments"]?.string } == ["", #"{"a":1}"#])
  }

  @Test("H-127: thoughts become reasoning_content, and their signatures nothing")
  func thinking() async throws {
    let outcome = try await Self.outcome([try Recorded.bytes("anthropic-thinking.sse")])
    #expect(outcome.text("reasoning_content") == "27 * 453 = 12231")
    #expect(outcome.text("content") == "27 * 453 = 12,231")
    #expect(outcome.chunks.allSatisfy { !$0.body.text.contains("EqQBCgIYAhIM") })
  }

  @Test(
    "H-127: reasons to stop are put into OpenAI's words",
    arguments: [
      ("end_turn", "stop"), ("stop_sequence", "stop"), ("max_tokens", "length"), ("tool_use", "tool_calls"),
      ("refusal", "content_filter"),
    ])
  func stopReasons(reason: String, finish: String) async throws {
    let outcome = try await Self.outcome(
      events: #"{"type":"message_delta","delta":{"stop_reason":"\#(reason)"},"usage":{"output_tokens":1}}"#, Self.stop)
    #expect(outcome.finishReasons == [finish])
  }

  @Test(
    "H-127: pings and events of the future are dropped",
    arguments: [
      #"{"type":"ping"}"#, #"{"type":"fancy_event","delta":{"text":"x"}}"#, "{}", #"{"type":7}"#,
      #"{"type":"content_block_delta","delta":{"type":"signature_delta","signature":"s"}}"#,
      #"{"type":"content_block_start","index":0,"content_block":{"type":"redacted_thinking","data":"x"}}"#,
      #"{"type":"message_delta","delta":{"stop_reason":null}}"#,
    ])
  func dropped(event: String) async throws {
    let outcome = try await Self.outcome(events: event, Self.stop)
    #expect(outcome.failure == nil && outcome.chunks.isEmpty)
  }

  @Test(
    "H-126, H-127: an error event is a failure with the status of its kind",
    arguments: [
      ("overloaded_error", 529, .rateLimited), ("rate_limit_error", 429, .rateLimited), ("api_error", 500, .transient),
      ("timeout_error", 504, .transient), ("invalid_request_error", 400, .badRequest),
      ("authentication_error", 401, .authentication), ("permission_error", 403, .authentication),
      ("not_found_error", 404, .badRequest), ("request_too_large", 413, .contextOverflow),
      ("billing_error", 402, .budgetExceeded), ("new_error", 500, .transient),
    ] as [(String, Int, FailureClass)])
  func errors(kind: String, status: Int, failure: FailureClass) async throws {
    let outcome = try await Self.outcome(
      events: #"{"type":"error","error":{"type":"\#(kind)","message":"m"}}"#, Self.stop)
    guard case .response(let response) = outcome.failure else { return #expect(Bool(false), "\(outcome)") }
    #expect(response.status == status && response.message == "m")
    #expect(FailureClass(.response(response), from: .anthropic) == failure)
  }

  @Test("R-1303: what came before an error is handed over")
  func errorWithin() async throws {
    let outcome = try await Self.outcome([try Recorded.bytes("anthropic-error.sse")])
    #expect(outcome.text("content") == "Hel")
    guard case .response(let response) = outcome.failure else { return #expect(Bool(false), "\(outcome)") }
    #expect(response.status == 529)
  }

  @Test("R-1002, R-1303: a recorded stream cut off before message_stop is no success, wherever that is")
  func cutAnywhere() async throws {
    let bytes = try Recorded.bytes("anthropic-tools.sse")
    for count in 0..<bytes.count {
      let outcome = try await Self.outcome([Array(bytes.prefix(count))])
      // All that may be missing of the sign of the end is the empty line behind it.
      #expect((outcome.failure == nil) == (count >= bytes.count - 2), "after \(count) bytes")
      if outcome.failure != nil { #expect(outcome.failure == .transport(.endedEarly)) }
    }
  }

  @Test("R-1305: however the bytes of a stream arrive, its chunks are the same", arguments: Recorded.streams.suffix(4))
  func splits(name: String) async throws {
    let bytes = try Recorded.bytes(name)
    let whole = try await Self.outcome([bytes])
    #expect(whole.chunks.count >= 2)
    #expect(try await Self.outcome(bytes.map { [$0] }) == whole)
    var dice = Dice(seed: 0x127)
    for _ in 0..<100 { #expect(try await Self.outcome(Cuts.random(bytes, &dice)) == whole) }
  }

  @Test("members of every wrong type are survived")
  func wrongTypes() async throws {
    for value in ["null", "7", "-1.5", "true", "\"x\"", "[]", "{}", "[{}]", "1e300", "-9223372036854775808"] {
      for template in [
        #"{"type":"message_start","message":@}"#, #"{"type":"message_start","message":{"id":@,"usage":@}}"#,
        #"{"type":"content_block_start","index":@,"content_block":@}"#,
        #"{"type":"content_block_start","index":@,"content_block":{"type":"tool_use","id":@,"name":@,"input":@}}"#,
        #"{"type":"content_block_delta","index":@,"delta":@}"#,
        #"{"type":"content_block_delta","index":@,"delta":{"type":"input_json_delta","partial_json":@}}"#,
        #"{"type":"content_block_delta","delta":{"type":"text_delta","text":@}}"#,
        #"{"type":"content_block_stop","index":@}"#, #"{"type":"message_delta","delta":@,"usage":@}"#, #"{"type":@}"#,
      ] {
        let outcome = try await Self.outcome(events: template.replacing("@", with: value), Self.stop)
        #expect(outcome.failure == nil, "\(template) \(value)")
      }
    }
  }

  @Test("what is no JSON object cannot be read", arguments: ["<html>", "7", "[]", "[DONE]", "", "{\"type\":"])
  func unreadable(data: String) async throws {
    let outcome = try await Self.outcome(events: data, Self.stop)
    guard case .unreadable = outcome.failure else { return #expect(Bool(false), "\(outcome)") }
  }
}
