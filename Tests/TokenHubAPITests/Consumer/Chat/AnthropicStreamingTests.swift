import GatewayState
import GatewayTestSupport
import ProviderAdapters
import RoutingCore
import RoutingTestSupport
import Testing
import TokenHubAPI

/// Anthropic's events as chunks of OpenAI (H-127).
@Suite(.offThePool) struct AnthropicStreamingTests {
  private static let start = StreamingTests.event(
    #"{"type":"message_start","message":{"id":"msg_1","usage":{"input_tokens":12,"output_tokens":1}}}"#)
  private static let stop = StreamingTests.event(#"{"type":"message_stop"}"#)

  private static func delta(_ delta: String, _ index: Int = 0) -> String {
    StreamingTests.event(#"{"type":"content_block_delta","index":\#(index),"delta":\#(delta)}"#)
  }

  private static func ending(_ reason: String) -> String {
    StreamingTests.event(
      #"{"type":"message_delta","delta":{"stop_reason":"\#(reason)"},"usage":{"output_tokens":9}}"#)
  }

  private func reply(_ events: [String], _ members: String = "") async throws -> Reply {
    let consumer = try await Consumer.open(answer: Hosts.always(.stream(events)))
    return await consumer.complete(#""model": "claude-test", "stream": true\#(members)"#)
  }

  @Test("H-127: text and thoughts become content and reasoning, pings are dropped, and the usage comes last")
  func text() async throws {
    let reply = try await reply(
      [
        Self.start, StreamingTests.event(#"{"type":"ping"}"#),
        StreamingTests.event(
          #"{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":""}}"#),
        Self.delta(#"{"type":"thinking_delta","thinking":"hm"}"#),
        Self.delta(#"{"type":"signature_delta","signature":"s"}"#),
        StreamingTests.event(#"{"type":"content_block_stop","index":0}"#),
        Self.delta(#"{"type":"text_delta","text":"O"}"#, 1), Self.delta(#"{"type":"text_delta","text":"K"}"#, 1),
        Self.ending("end_turn"), Self.stop,
      ], #", "stream_options": {"include_usage": true}"#)
    StreamingTests.check(reply)
    #expect(StreamingTests.text(reply) == "OK")
    #expect(StreamingTests.text(reply, "reasoning_content") == "hm")
    #expect(reply.chunks.last?["usage"]?["prompt_tokens"]?.integer == 12)
    #expect(reply.chunks.last?["usage"]?["completion_tokens"]?.integer == 9)
    #expect(reply.chunks.last?["usage"]?["total_tokens"]?.integer == 21)
  }

  @Test(
    "H-127: the reason of the end in OpenAI's words",
    arguments: [
      ("end_turn", "stop"), ("stop_sequence", "stop"), ("max_tokens", "length"), ("tool_use", "tool_calls"),
      ("refusal", "content_filter"),
    ])
  func ends(reason: String, finish: String) async throws {
    let reply = try await reply(
      [Self.start, Self.delta(#"{"type":"text_delta","text":"x"}"#), Self.ending(reason), Self.stop])
    StreamingTests.check(reply)
    #expect(reply.chunks.last?["choices"]?[0]?["finish_reason"]?.string == finish)
  }

  @Test("H-127: the use of a tool becomes fragments of a call")
  func tools() async throws {
    let reply = try await reply([
      Self.start,
      StreamingTests.event(
        #"{"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"toolu_7","name":"weather","input":{}}}"#
      ),
      Self.delta(#"{"type":"input_json_delta","partial_json":"{\"city\":"}"#, 1),
      Self.delta(#"{"type":"input_json_delta","partial_json":"\"Bonn\"}"}"#, 1),
      StreamingTests.event(#"{"type":"content_block_stop","index":1}"#), Self.ending("tool_use"), Self.stop,
    ])
    StreamingTests.check(reply)
    let calls = reply.chunks.compactMap { $0["choices"]?[0]?["delta"]?["tool_calls"]?[0] }
    #expect(calls.first?["id"] == "call_7" && calls.first?["function"]?["name"] == "weather")
    #expect(calls.compactMap { $0["function"]?["arguments"]?.string }.joined() == #"{"city":"Bonn"}"#)
  }

  @Test("H-127, H-126: an error in the middle is told as one, before the first text others are asked")
  func errors() async throws {
    let failing = StreamingTests.event(#"{"type":"error","error":{"type":"overloaded_error","message":"busy"}}"#)
    let broken = try await reply([Self.start, Self.delta(#"{"type":"text_delta","text":"x"}"#), failing])
    StreamingTests.check(broken)
    #expect(broken.chunks.last?["error"]?["code"] == "stream_error")
    let cut = try await reply([Self.start, Self.delta(#"{"type":"text_delta","text":"x"}"#)])
    StreamingTests.check(cut)
    #expect(cut.chunks.last?["error"]?["code"] == "stream_error")
    #expect(try await reply([failing]).status == 429)
  }
}
