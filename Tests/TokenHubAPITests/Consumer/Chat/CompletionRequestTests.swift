import GatewayTestSupport
import ProviderAdapters
import RoutingCore
import RoutingTestSupport
import Testing
import TokenHubAPI

/// What `POST /v1/chat/completions` takes, and what of it goes on (H-135 to H-141, H-146).
@Suite(.offThePool) struct CompletionRequestTests {
  @Test(
    "H-135: without a model it is 400 with the words of OpenAI",
    arguments: ["", #""model": "", "#, #""model": null, "#, #""model": " ", "#])
  func modelRequired(member: String) async throws {
    let consumer = try await Consumer.open()
    let reply = await consumer.complete(member + #""n": 1"#)
    #expect(reply.status == 400)
    #expect(reply.json["error"]?["code"] == "missing_required_parameter" && reply.json["error"]?["param"] == "model")
    #expect(consumer.sent.isEmpty)
  }

  @Test("H-135: a gateway can be told to do without")
  func modelOmission() async throws {
    let consumer = try await Consumer.open(configure: { configuration, _ in
      configuration.completions.allowsModelOmission = true
    })
    let reply = await consumer.complete(#""n": 1"#)
    #expect(reply.status == 200)
    #expect(reply[header: "x-tokenhub-reason"]?.hasPrefix("routed-weight-") == true)
  }

  @Test("H-136: all five roles are taken, and a developer is a system to other vendors (H-146)")
  func roles() async throws {
    let consumer = try await Consumer.open()
    let messages = #"""
      "messages": [{"role": "system", "content": "S"}, {"role": "developer", "content": "D"}, {"role": "user", "content": "U"},
      {"role": "assistant", "content": null, "tool_calls": [{"id": "call_1", "type": "function", "function": {"name": "t", "arguments": "{\"a\":1}"}}]},
      {"role": "tool", "tool_call_id": "call_1", "content": "R"}, {"role": "user", "content": [{"type": "text", "text": "P"}]}]
      """#
    for model in ["gpt-test", "alibaba/deepseek-v3.2", "claude-test"] {
      let reply = await consumer.post("/v1/chat/completions", #"{"model": "\#(model)", \#(messages)}"#)
      #expect(reply.status == 200, "\(reply.text)")
    }
    let roles = consumer.sent.map { $0["messages"]?.elements?.compactMap { $0["role"]?.string } ?? [] }
    try #require(roles.count == 3)
    #expect(roles[0] == ["system", "developer", "user", "assistant", "tool", "user"])
    #expect(roles[1] == ["system", "system", "user", "assistant", "tool", "user"])
    let claude = consumer.sent[2]
    #expect(claude["system"] == "S\nD", "\(claude.text)")
    #expect(roles[2] == ["user", "assistant", "user"])
    #expect(claude["messages"]?[1]?["content"]?[0]?["type"] == "tool_use")
    #expect(claude["messages"]?[2]?["content"]?[0]?["type"] == "tool_result")
    #expect(claude["max_tokens"]?.integer == 4096)
    // Links to tools go on as they are (R-117).
    #expect(consumer.sent[0]["messages"]?[4]?["tool_call_id"] == "call_1")
  }

  @Test(
    "H-136: messages that are none are told by that name",
    arguments: [
      #""x""#, "5", "{}", "[5]", "[{}]", #"[{"role": "king", "content": "x"}]"#, #"[{"role": 5, "content": "x"}]"#,
      #"[{"role": "user", "content": 5}]"#, #"[{"role": "user", "content": [5]}]"#, "[]", "null",
    ])
  func badMessages(messages: String) async throws {
    let consumer = try await Consumer.open()
    let reply = await consumer.post("/v1/chat/completions", #"{"model": "gpt-test", "messages": \#(messages)}"#)
    #expect(reply.status == 400)
    #expect(reply.json["error"]?["param"] == "messages", "\(reply.text)")
  }

  private static let refused: [(String, String)] = [
    (#""max_tokens": 0"#, "max_tokens"), (#""max_tokens": 1.5"#, "max_tokens"),
    (#""max_tokens": "9"# + "\"", "max_tokens"),
    (#""max_completion_tokens": 0"#, "max_completion_tokens"),
    (#""max_completion_tokens": -4"#, "max_completion_tokens"),
    (#""temperature": -0.01"#, "temperature"), (#""temperature": 2.01"#, "temperature"),
    (#""temperature": "1""#, "temperature"),
    (#""top_p": 1.01"#, "top_p"), (#""top_p": -1"#, "top_p"), (#""n": 0"#, "n"), (#""n": 9"#, "n"),
    (#""stop": ["a","b","c","d","e"]"#, "stop"), (#""stop": [1]"#, "stop"), (#""stop": 1"#, "stop"),
    (#""presence_penalty": 2.1"#, "presence_penalty"), (#""frequency_penalty": -2.1"#, "frequency_penalty"),
    (#""response_format": {"type": "xml"}"#, "response_format"),
    (#""response_format": "json"# + "\"", "response_format"),
    (#""stream": 1"#, "stream"), (#""stream_options": 1"#, "stream_options"), (#""tools": {}"#, "tools"),
    (#""tools": ["x"]"#, "tools"),
    (#""preferences": 5"#, "preferences"), (#""policy": {"mode": "best"}"#, "policy.mode"),
    (#""policy": {"max_budget_usd": -1}"#, "policy.max_budget_usd"),
  ]

  @Test("H-137 to H-141: values outside of their ranges are refused by name", arguments: refused)
  func ranges(member: String, parameter: String) async throws {
    let consumer = try await Consumer.open()
    let reply = await consumer.complete(#""model": "gpt-test", "# + member)
    #expect(reply.status == 400, "\(reply.text)")
    #expect(reply.json["error"]?["param"]?.string == parameter, "\(reply.text)")
    #expect(reply.json["error"]?["type"] == "invalid_request_error")
    #expect(consumer.sent.isEmpty)
  }

  /// Everything that goes on as it was written.
  private static let forwarded =
    #""max_tokens": 5, "temperature": 2, "top_p": 0, "n": 8, "stop": ["a","b","c","d"], "presence_penalty": -2, "frequency_penalty": 2, "seed": 42, "response_format": {"type": "json_schema", "json_schema": {"name": "x", "schema": {}}}, "tools": [{"type": "function", "function": {"name": "f"}}], "tool_choice": "auto", "parallel_tool_calls": false, "user": "u", "logprobs": true, "logit_bias": {"5": -1}, "reasoning_effort": "low", "brand_new": {"deep": [1, 2.50, null, "x"]}"#

  @Test("H-137 to H-140: parameters go on word for word, those that nobody knows as well")
  func forwards() async throws {
    let consumer = try await Consumer.open()
    let reply = await consumer.complete(#""model": "gpt-test", "# + Self.forwarded)
    #expect(reply.status == 200, "\(reply.text)")
    let sent = try #require(consumer.sent.first)
    for member in JSONValue.reading("{\(Self.forwarded)}").members ?? [] {
      #expect(sent[member.name]?.text == member.value.text)
    }
  }

  @Test("H-140: a gateway can be told to forward only what it knows")
  func knownOnly() async throws {
    let consumer = try await Consumer.open(configure: { configuration, _ in
      configuration.completions.forwardsUnknown = false
    })
    _ = await consumer.complete(#""model": "gpt-test", "# + Self.forwarded)
    #expect(consumer.sent[0]["brand_new"] == nil && consumer.sent[0]["logit_bias"] != nil)
  }

  @Test(
    "H-140: null is as good as absent for what is checked",
    arguments: ["max_tokens", "temperature", "stop", "n", "tools", "stream"])
  func nulls(name: String) async throws {
    #expect(await (try await Consumer.open()).complete(#""model": "gpt-test", "\#(name)": null"#).status == 200)
  }

  @Test("H-141: what is for the router is never sent on")
  func own() async throws {
    let consumer = try await Consumer.open()
    let reply = await consumer.complete(
      #""model": "deepseek-v3.2", "preferences": {"provider": "other"}, "policy": {"mode": "cheap", "max_budget_usd": 1}"#
    )
    #expect(reply.status == 200)
    #expect(reply[header: "x-tokenhub-provider"] == "other")
    #expect(consumer.sent[0]["preferences"] == nil && consumer.sent[0]["policy"] == nil)
  }

  @Test("R-616: the provider is asked for the model by its own name")
  func upstreamName() async throws {
    let consumer = try await Consumer.open()
    _ = await consumer.complete(#""model": "alibaba/deepseek-v3.2""#)
    #expect(consumer.sent[0]["model"] == "deepseek-v3.2")
    #expect(consumer.fixture.transport.requests.first?.url == "https://alibaba.test/v1/chat/completions")
  }

  @Test("R-614: a gateway can be told that a model is a preference here too")
  func loose() async throws {
    let consumer = try await Consumer.open(configure: { configuration, _ in configuration.completions.isStrict = false }
    )
    #expect(await consumer.complete(#""model": "no-such-model""#).status == 200)
  }

  @Test("R-1411: directives count here too, unless a gateway is told otherwise", arguments: [true, false])
  func directives(isRead: Bool) async throws {
    let consumer = try await Consumer.open(configure: { configuration, _ in
      configuration.completions.readsDirectives = isRead
    })
    let reply = await consumer.post(
      "/v1/chat/completions",
      #"{"model": "deepseek-v3.2", "messages": [{"role": "user", "content": "@@tokenhub provider=other\r\nhi"}]}"#)
    #expect(reply.status == 200)
    let text = consumer.sent[0]["messages"]?[0]?["content"]?.string
    #expect(text == (isRead ? "hi" : "@@tokenhub provider=other\r\nhi"))
    #expect(reply[header: "x-tokenhub-provider"] == (isRead ? "other" : "alibaba"))
  }
}
