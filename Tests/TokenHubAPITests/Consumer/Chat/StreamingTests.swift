import GatewayState
import GatewayTestSupport
import ProviderAdapters
import Routing
import RoutingCore
import RoutingTestKit
import RoutingTestSupport
import Testing
import TokenHubAPI

/// Streamed answers of both endpoints and both kinds of provider (H-122 to H-127).
@Suite(.offThePool) struct StreamingTests {
  /// A chunk of OpenAI's of these choices.
  static func chunk(_ choices: String, _ more: String = "") -> String {
    #"data: {"id":"c-1","object":"chat.completion.chunk","created":1795305600,"model":"m","choices":\#(choices)\#(more)}"#
      + "\n\n"
  }

  /// An event of Anthropic's.
  static func event(_ data: String) -> String { "event: x\ndata: \(data)\n\n" }

  /// What the text of all chunks comes to.
  static func text(_ reply: Reply, _ member: String = "content") -> String {
    reply.chunks.compactMap { $0["choices"]?[0]?["delta"]?[member]?.string }.joined()
  }

  private static let streaming = #", "stream": true"#

  /// What holds of every stream, however it ended.
  static func check(_ reply: Reply, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(reply.status == 200, sourceLocation: sourceLocation)
    #expect(reply.frames.filter { $0 == "data: [DONE]" }.count == 1, sourceLocation: sourceLocation)
    #expect(reply.frames.last == "data: [DONE]", sourceLocation: sourceLocation)
    #expect(!reply.text.contains("event:"), sourceLocation: sourceLocation)
    let chunks = reply.chunks.filter { $0["error"] == nil }
    for name in ["id", "created", "model"] {
      #expect(Set(chunks.map { $0[name]?.text }).count <= 1, sourceLocation: sourceLocation)
    }
    #expect(chunks.allSatisfy { $0["object"]?.string == "chat.completion.chunk" }, sourceLocation: sourceLocation)
    #expect(chunks.allSatisfy { $0["choices"]?.elements != nil }, sourceLocation: sourceLocation)
    if let first = chunks.first {
      #expect(first["choices"]?[0]?["delta"]?["role"] == "assistant", sourceLocation: sourceLocation)
    }
    #expect(
      chunks.dropFirst().allSatisfy { $0["choices"]?[0]?["delta"]?["role"] == nil }, sourceLocation: sourceLocation)
  }

  @Test(
    "H-122, H-123, H-124: a stream has its head, its frames and one end, on both surfaces", arguments: [false, true])
  func stream(isNative: Bool) async throws {
    let consumer = try await Consumer.open()
    let reply =
      isNative
      ? await consumer.chat(#""model_hint": "gpt-test", "stream": true"#)
      : await consumer.complete(#""model": "gpt-test", "stream": true"#)
    Self.check(reply)
    let head = [
      "content-type": "text/event-stream", "cache-control": "no-cache", "connection": "keep-alive",
      "x-accel-buffering": "no", "x-tokenhub-model": "gpt-test",
    ]
    for (name, value) in head { #expect(reply[header: name] == value) }
    #expect(Self.text(reply) == "OK")
    let last = reply.chunks.last?["choices"]?[0]
    #expect(last?["finish_reason"] == "stop" && last?["delta"]?.members?.isEmpty == true)
    #expect(reply.chunks.dropLast().allSatisfy { $0["choices"]?[0]?["finish_reason"]?.isNull == true })
    #expect(reply.chunks.allSatisfy { $0["usage"] == nil && $0["model"] == "gpt-test" })
  }

  @Test("H-125: who asks for the usage gets it once, in a chunk of its own before the end, also natively")
  func usage() async throws {
    let consumer = try await Consumer.open()
    for reply in [
      await consumer.complete(#""model": "gpt-test", "stream": true, "stream_options": {"include_usage": true}"#),
      await consumer.chat(
        #""model_hint": "gpt-test", "stream": true, "parameters": {"stream_options": {"include_usage": true}}"#),
    ] {
      Self.check(reply)
      let counted = reply.chunks.filter { $0["usage"] != nil }
      #expect(counted.count == 1)
      #expect(reply.chunks.last?["choices"] == [] && reply.chunks.last?["usage"]?["total_tokens"]?.integer == 14)
    }
  }

  @Test("H-125: a host's chunk of usage without choices is brought into form", arguments: ["null", "absent", "[]"])
  func usageOfImitators(choices: String) async throws {
    let usage = #""usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}"#
    let last =
      choices == "absent" ? "data: {\"id\":\"c-1\",\(usage)}\n\n" : Self.chunk(choices, "," + usage)
    let consumer = try await Consumer.open(
      answer: Hosts.always(
        .stream([
          Self.chunk(#"[{"index":0,"delta":{"content":"x"}}]"#),
          Self.chunk(#"[{"index":0,"delta":{},"finish_reason":"stop"}]"#),
          last, "data: [DONE]\n\n",
        ])))
    let reply = await consumer.complete(
      #""model": "gpt-test", "stream": true, "stream_options": {"include_usage": true}"#)
    Self.check(reply)
    #expect(reply.chunks.last?["choices"] == [] && reply.chunks.last?["usage"]?["total_tokens"]?.integer == 3)
    #expect(try await consumer.log(.requests)[0]["total_tokens"]?.integer == 3)
  }

  @Test("H-122: what fails before the first byte is told as JSON, and others are asked first (R-1302)")
  func failureBeforeFirstByte() async throws {
    for answer: StubTransport.Answer in [
      .json(503, .null), .stream([]), .stream([": nothing\n\n"]), .bytes(200, Array("<html>".utf8)), .failure(.refused),
      .stream([#"data: {"error":{"message":"overloaded","type":"server_error"}}"# + "\n\n"]),
      .stream(["data: garbage\n\n"]),
    ] {
      let consumer = try await Consumer.open(answer: Hosts.always(answer))
      let reply = await consumer.complete(#""model": "deepseek-v3.2", "stream": true"#)
      #expect(reply.status == 502, "\(answer): \(reply.text)")
      #expect(reply[header: "content-type"]?.hasPrefix("application/json") == true)
      #expect(reply.json["error"]?["code"] == "upstream_error")
      #expect(Set(consumer.fixture.transport.requests.map { $0.url }).count == 2)
    }
  }

  @Test("R-137: a stream that another model opened says so")
  func fallback() async throws {
    let consumer = try await Consumer.open(answer: { request in
      request.url.contains("alibaba") ? .json(401, .null) : FixtureHosts.answer(request)
    })
    let reply = await consumer.complete(#""model": "deepseek-v3.2", "stream": true"#)
    #expect(reply[header: "x-tokenhub-reason"] == "stream-fallback")
    #expect(reply[header: "x-tokenhub-provider"] == "other")
  }

  @Test(
    "H-126: a stream that breaks in the middle tells of it and ends",
    arguments: [
      [], [#"data: {"error":{"message":"boom sk-canary0123456789abcdef","type":"server_error"}}"# + "\n\n"],
      ["data: {oops\n\n"],
      ["data: [1]\n\n"],
    ])
  func brokenStream(rest: [String]) async throws {
    let consumer = try await Consumer.open(
      answer: Hosts.always(.stream([Self.chunk(#"[{"index":0,"delta":{"content":"half"}}]"#)] + rest)))
    for request in [
      #""model": "gpt-test", "stream": true"#,
      #""model": "gpt-test", "stream": true, "stream_options": {"include_usage": true}"#,
    ] {
      let reply = await consumer.complete(request)
      Self.check(reply)
      #expect(Self.text(reply) == "half")
      let error = reply.chunks.last?["error"]
      #expect(error?["type"] == "server_error" && error?["code"] == "stream_error")
      #expect(error?["message"]?.string?.isEmpty == false && !reply.text.contains("canary"))
      #expect(consumer.sent.count == 1 || consumer.sent.count == 2)
    }
  }

  @Test("H-124: tool calls of a stream come through, and their names are the client's (H-147)")
  func toolCalls() async throws {
    var registry = FixtureRegistry.models
    registry[2].toolNames = ToolNameMap([.init(modelFacing: "upstream_tool", clientFacing: "my_tool")])
    let consumer = try await Consumer.open(
      registry: try ModelRegistry(models: registry, providers: FixtureRegistry.providers),
      answer: Hosts.always(
        .stream([
          Self.chunk(
            #"[{"index":0,"delta":{"role":"assistant","content":null,"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"upstream_tool","arguments":""}}]}}]"#
          ),
          Self.chunk(#"[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"a\":"}}]}}]"#),
          Self.chunk(
            #"[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"1}"}}]},"finish_reason":"tool_calls"}]"#
          ),
          "data: [DONE]\n\n",
        ])))
    let reply = await consumer.complete(
      #""model": "gpt-test", "stream": true, "tools": [{"type": "function", "function": {"name": "my_tool", "parameters": {}}}]"#
    )
    Self.check(reply)
    let calls = reply.chunks.compactMap { $0["choices"]?[0]?["delta"]?["tool_calls"]?[0] }
    #expect(calls.first?["function"]?["name"] == "my_tool" && calls.first?["id"] == "call_1")
    #expect(calls.compactMap { $0["function"]?["arguments"]?.string }.joined() == #"{"a":1}"#)
    #expect(reply.chunks.last?["choices"]?[0]?["finish_reason"] == "tool_calls")
    #expect(consumer.sent[0]["tools"]?[0]?["function"]?["name"] == "upstream_tool")
  }

  @Test("H-124: several choices stream side by side, each with its own end")
  func choices() async throws {
    let consumer = try await Consumer.open(
      answer: Hosts.always(
        .stream([
          Self.chunk(#"[{"index":0,"delta":{"content":"a"}},{"index":1,"delta":{"content":"b"}}]"#),
          Self.chunk(#"[{"index":1,"delta":{},"finish_reason":"length"}]"#),
          Self.chunk(#"[{"index":0,"delta":{},"finish_reason":"stop"}]"#), "data: [DONE]\n\n",
        ])))
    let reply = await consumer.complete(#""model": "gpt-test", "stream": true, "n": 2"#)
    let ends = reply.chunks.flatMap { $0["choices"]?.elements ?? [] }
      .compactMap { choice in choice["finish_reason"]?.string.map { "\(choice["index"]?.integer ?? -1) \($0)" } }
    #expect(ends == ["1 length", "0 stop"])
    #expect(reply.frames.last == "data: [DONE]")
  }
}
