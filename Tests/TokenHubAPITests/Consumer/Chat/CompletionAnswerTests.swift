import GatewayTestSupport
import ProviderAdapters
import RoutingCore
import RoutingTestSupport
import Testing
import TokenHubAPI

/// What `POST /v1/chat/completions` answers, whoever was asked (H-142 to H-148).
@Suite(.offThePool) struct CompletionAnswerTests {
  /// The answer to a request where hosts answer with this body.
  private func reply(_ body: String, model: String = "gpt-test", _ members: String = "") async throws -> Reply {
    let consumer = try await Consumer.open(answer: Hosts.always(.json(200, .reading(body))))
    return await consumer.complete(#""model": "\#(model)""# + members)
  }

  @Test("H-142, H-144: an answer has its members, the served model's name, and what the provider adds")
  func shape() async throws {
    let reply = try await reply(
      #"""
      {"id": "chatcmpl-9", "object": "chat.completion", "created": 5, "model": "up-2024", "system_fingerprint": "fp_1",
       "choices": [{"index": 0, "message": {"role": "assistant", "content": "OK", "refusal": null}, "logprobs": {"content": []},
       "finish_reason": "length"}],
       "usage": {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3, "prompt_tokens_details": {"cached_tokens": 1}}}
      """#, model: "alibaba/deepseek-v3.2")
    let body = reply.json
    #expect(body["id"] == "chatcmpl-9" && body["object"] == "chat.completion" && body["created"]?.integer == 5)
    #expect(body["model"] == "deepseek-v3.2" && body["system_fingerprint"] == "fp_1")
    let choice = body["choices"]?[0]
    #expect(choice?["index"]?.integer == 0 && choice?["finish_reason"] == "length" && choice?["logprobs"] != nil)
    #expect(choice?["message"]?["role"] == "assistant" && choice?["message"]?["content"] == "OK")
    #expect(body["usage"]?["prompt_tokens_details"]?["cached_tokens"]?.integer == 1)
    #expect(body["negotiated_model"] == nil)
  }

  @Test(
    "H-143: content is a string, and null only beside tool calls",
    arguments: [
      (#"{"content": null}"#, #""""#), (#"{}"#, #""""#), (#"{"content": ""}"#, #""""#),
      (#"{"content": null, "tool_calls": []}"#, #""""#),
      (
        #"{"content": null, "tool_calls": [{"id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}}]}"#,
        "null"
      ),
      (
        #"{"content": "x", "tool_calls": [{"id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}}]}"#,
        #""x""#
      ),
    ])
  func content(message: String, content: String) async throws {
    let reply = try await reply(#"{"choices": [{"message": \#(message)}]}"#)
    #expect(reply.json["choices"]?[0]?["message"]?["content"]?.text == content, "\(reply.text)")
    #expect(reply.json["id"]?.string?.hasPrefix("chatcmpl-") == true)
    #expect((reply.json["created"]?.integer ?? 0) > 0)
  }

  @Test("H-145: Anthropic's answer in OpenAI's form, with its tools and its usage")
  func anthropic() async throws {
    let body = try await reply(
      #"""
      {"id": "msg_1", "type": "message", "role": "assistant", "content": [{"type": "text", "text": "a"},
       {"type": "tool_use", "id": "toolu_9", "name": "f", "input": {"x": 1}}, {"type": "text", "text": "b"}],
       "stop_reason": "tool_use", "usage": {"input_tokens": 10, "output_tokens": 5}}
      """#, model: "claude-test"
    ).json
    let message = body["choices"]?[0]?["message"]
    #expect(message?["content"] == "ab")
    let call = message?["tool_calls"]?[0]
    #expect(call?["id"] == "call_9" && call?["function"]?["name"] == "f")
    #expect(call?["function"]?["arguments"]?.string == #"{"x":1}"#)
    #expect(body["choices"]?[0]?["finish_reason"] == "tool_calls")
    #expect(body["usage"]?["prompt_tokens"]?.integer == 10 && body["usage"]?["total_tokens"]?.integer == 15)
    #expect(body["object"] == "chat.completion" && body["model"] == "claude-test")
  }

  @Test(
    "H-145: an answer that is none is the provider's failure, whatever its status says",
    arguments: [
      "{}", #"{"choices": []}"#, #"{"choices": [{}]}"#, #"{"choices": 5}"#, #"{"content": "x"}"#,
      #"{"error": {"message": "no"}}"#,
    ])
  func garbage(body: String) async throws {
    for model in ["gpt-test", "claude-test"] {
      let reply = try await reply(body, model: model)
      #expect(reply.status == 502, "\(reply.text)")
      #expect(reply.json["error"]?["code"] == "upstream_error")
    }
  }

  @Test("H-147: a tool's name is the client's in answers and the model's in requests, with both kinds of provider")
  func toolNames() async throws {
    var models = FixtureRegistry.models
    for place in [2, 3] {
      models[place].toolNames = ToolNameMap([.init(modelFacing: "up", clientFacing: "mine")])
    }
    let consumer = try await Consumer.open(
      registry: try ModelRegistry(models: models, providers: FixtureRegistry.providers),
      answer: { request in
        request.url.hasSuffix("/messages")
          ? .json(
            200,
            .reading(
              #"{"content": [{"type": "tool_use", "id": "toolu_1", "name": "up", "input": {}}], "stop_reason": "tool_use"}"#
            ))
          : .json(
            200,
            .reading(
              #"{"choices": [{"message": {"content": null, "tool_calls": [{"id": "c", "type": "function", "function": {"name": "up", "arguments": "{}"}}]}}]}"#
            ))
      })
    for model in ["gpt-test", "claude-test"] {
      let reply = await consumer.complete(
        #""model": "\#(model)", "tools": [{"type": "function", "function": {"name": "mine", "parameters": {"type": "object"}}}]"#
      )
      let name = reply.json["choices"]?[0]?["message"]?["tool_calls"]?[0]?["function"]?["name"]
      #expect(name == "mine", "\(reply.text)")
    }
    #expect(consumer.sent[0]["tools"]?[0]?["function"]?["name"] == "up")
    #expect(consumer.sent[1]["tools"]?[0]?["name"] == "up")
  }

  @Test("H-140: JSON mode goes on to OpenAI, and what Anthropic does not know is left out (H-146)")
  func jsonMode() async throws {
    let consumer = try await Consumer.open()
    for model in ["gpt-test", "claude-test"] {
      let reply = await consumer.complete(
        #""model": "\#(model)", "response_format": {"type": "json_object"}, "logit_bias": {"1": 1}, "stop": "x", "temperature": 1.5"#
      )
      #expect(reply.status == 200)
    }
    #expect(consumer.sent[0]["response_format"]?["type"] == "json_object")
    let claude = consumer.sent[1]
    #expect(claude["response_format"] == nil && claude["logit_bias"] == nil && claude["stop"] == nil)
    #expect(claude["stop_sequences"] == ["x"] && claude["temperature"]?.integer == 1)
  }

  @Test("R-1010: a prompt that is too long is asked for again with a shorter answer")
  func overflow() async throws {
    let turns = Turns()
    let consumer = try await Consumer.open(answer: { request in
      turns.next() == 0
        ? .json(400, .reading(#"{"error": {"code": "context_length_exceeded", "message": "maximum context"}}"#))
        : FixtureHosts.answer(request)
    })
    let reply = await consumer.complete(#""model": "gpt-test", "max_tokens": 200000, "policy": {"max_budget_usd": 50}"#)
    #expect(reply.status == 200, "\(reply.text)")
    #expect(reply[header: "x-tokenhub-reason"] == "reduced-max-tokens")
    #expect((consumer.sent[1]["max_tokens"]?.integer ?? 0) < 128_000)
  }
}
