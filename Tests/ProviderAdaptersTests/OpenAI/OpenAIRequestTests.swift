import ProviderAdapters
import Routing
import RoutingCore
import RoutingTestSupport
import Testing

@Suite struct OpenAIRequestTests {
  /// The request that an adapter sends for a call.
  private static func request(_ call: ProviderCall, streamed: Bool = false) async throws -> HTTPRequest {
    let transport = ScriptedTransport(text: "")
    let provider = OpenAIProvider(connection: .sample(transport))
    if streamed { _ = await provider.outcome(call) } else { _ = await provider.failure(call) }
    return try #require(transport.requests.first)
  }

  @Test("a request carries the key, the type and the request's id, and the limits of the attempt")
  func head() async throws {
    let request = try await Self.request(try .sample())
    #expect(request.method == "POST")
    #expect(request.url == "https://api.openai.com/v1/chat/completions")
    #expect(request["authorization"] == "Bearer \(ProviderConnection.canary)")
    #expect(request.headers.filter(\.isSecret).map(\.name) == ["authorization"])
    #expect(request["content-type"] == "application/json")
    #expect(request["x-request-id"] == "req-1")
    #expect(request.timeout == 1234)
    #expect(request.maximumResponseBytes == 104_857_600)
  }

  @Test("H-006: an id that could break a header is not sent", arguments: ["", "a b", "a\r\nx: y", "ä", "a/b"])
  func requestID(id: String) async throws {
    var call = try ProviderCall.sample()
    call.requestID = id
    #expect(try await Self.request(call)["x-request-id"] == nil)
  }

  @Test("a provider without a key gets no header for one")
  func noKey() async throws {
    let transport = ScriptedTransport(text: "")
    _ = await OpenAIProvider(connection: .sample(transport, key: nil)).failure(try .sample())
    #expect(transport.requests[0].headers.map(\.name) == ["x-request-id", "content-type"])
  }

  @Test("R-117, R-118: messages go through as the client wrote them")
  func messages() async throws {
    let call = try JSONValue(
      reading: #"{"id":"call_1","type":"function","function":{"name":"f","arguments":"{}"},"x":1}"#)
    let part = try JSONValue(reading: #"{"type":"image_url","image_url":{"url":"https://h/a.png","detail":"low"}}"#)
    let request = try await Self.request(
      try .sample([
        ChatMessage(.system, "S"), ChatMessage(.developer, "D"),
        ChatMessage(role: .user, content: .parts([part]), name: "ann"),
        ChatMessage(role: .assistant, content: .none, toolCalls: [call]),
        ChatMessage(role: .tool, content: .text("42"), toolCallID: "call_1"),
      ]))
    #expect(
      request.json?["messages"]?.text
        == #"""
        [{"role":"system","content":"S"},{"role":"developer","content":"D"},{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://h/a.png","detail":"low"}}],"name":"ann"},{"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"f","arguments":"{}"},"x":1}]},{"role":"tool","content":"42","tool_call_id":"call_1"}]
        """#)
  }

  @Test("R-116: parameters are merged in and never replace what the router writes")
  func parameters() async throws {
    var call = try ProviderCall.sample(parameters: #"{"temperature":0.1,"logit_bias":{"1":-100},"x_unknown":[1]}"#)
    call.payload.parameters += [
      .init(name: "model", value: "evil"), .init(name: "messages", value: []), .init(name: "stream", value: true),
      .init(name: "temperature", value: 2),
    ]
    let request = try await Self.request(call)
    #expect(
      request.json?.text
        == #"{"model":"gpt-upstream","messages":[{"role":"user","content":"Hi"}],"temperature":0.1,"logit_bias":{"1":-100},"x_unknown":[1]}"#
    )
  }

  @Test("R-116: twenty thousand parameters take linear time, and of two of one name the first stays")
  func manyParameters() async throws {
    for kind in [ModelKind.chat, .image] {
      var call = try ProviderCall.sample([], kind: kind)
      call.payload.parameters = (0..<20_000).map { JSONValue.Member(name: "p\($0)", value: 1) }
      call.payload.parameters.append(JSONValue.Member(name: "p5", value: 2))
      let (request, time) = try await processorTimeOfTask { [call] in try await Self.request(call) }
      #expect(request.json?["p5"] == 1)
      #expect(time < 120)
    }
  }

  @Test("R-1306: a stream is asked for with its usage, and other options stay")
  func streamOptions() async throws {
    let call = try ProviderCall.sample(parameters: #"{"stream_options":{"include_usage":false,"x":1},"seed":1}"#)
    let streamed = try await Self.request(call, streamed: true)
    #expect(streamed.json?["stream"] == true)
    #expect(streamed.json?["stream_options"] == (try JSONValue(reading: #"{"include_usage":true,"x":1}"#)))
    #expect(streamed["accept"] == "text/event-stream")
    let whole = try await Self.request(call)
    #expect(whole.json?["stream"] == nil && whole.json?["stream_options"] == nil)
    #expect(whole.json?["seed"] == 1)
  }

  @Test(
    "each kind of work has its endpoint",
    arguments: [
      (.chat, "/v1/chat/completions"), (.embedding, "/v1/embeddings"), (.image, "/v1/images/generations"),
    ] as [(ModelKind, String)])
  func endpoints(kind: ModelKind, path: String) async throws {
    let request = try await Self.request(try .sample([], kind: kind, parameters: #"{"input":"a"}"#))
    #expect(request.url == "https://api.openai.com" + path)
    #expect((request.json?["messages"] == nil) == (kind != .chat))
    #expect(request.json?["input"] == "a")
  }

  @Test("what the API has no endpoint for is not sent", arguments: [ModelKind.video, .agent])
  func unsupported(kind: ModelKind) async throws {
    let transport = ScriptedTransport(text: "")
    let provider = OpenAIProvider(connection: .sample(transport))
    #expect(await provider.failure(try .sample(kind: kind)) == .notSent(.unsupported))
    #expect(await provider.outcome(try .sample(kind: .embedding))?.failure == .notSent(.unsupported))
    #expect(transport.requests.isEmpty)
  }

  @Test("H-151: a size is written with the separator that OpenAI knows")
  func size() async throws {
    let request = try await Self.request(try .sample([], kind: .image, parameters: #"{"size":"1024*512"}"#))
    #expect(request.json?["size"] == "1024x512")
  }

  @Test("R-111, H-147: definitions, choices and earlier calls carry the names that the model knows")
  func toolNames() async throws {
    let call = try JSONValue(reading: #"{"id":"c","type":"function","function":{"name":"weather","arguments":"{}"}}"#)
    let request = try await Self.request(
      try .sample(
        [ChatMessage(role: .assistant, content: .none, toolCalls: [call])], toolNames: .sample,
        parameters: #"""
          {"tools":[{"type":"function","function":{"name":"weather","parameters":{"name":"weather"}}},
          {"type":"function","function":{"name":"other"}},{"type":"web_search","name":"weather"},7],
          "tool_choice":{"type":"function","function":{"name":"weather"}}}
          """#))
    let json = try #require(request.json)
    let tools = json["tools"]
    #expect(tools?[0]?["function"]?["name"]?.string == "get_current_weather")
    #expect(tools?[0]?["function"]?["parameters"]?["name"]?.string == "weather")
    #expect(tools?[1]?["function"]?["name"]?.string == "other")
    #expect(tools?[2]?["name"]?.string == "weather")
    #expect(json["tool_choice"]?["function"]?["name"]?.string == "get_current_weather")
    #expect(json["messages"]?[0]?["tool_calls"]?[0]?["function"]?["name"]?.string == "get_current_weather")
  }

  @Test("R-111: a choice among several tools is renamed too, and a word is none")
  func toolChoices() async throws {
    let several =
      #"{"tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":"auto","tools":[{"type":"function","function":{"name":"weather"}}]}}}"#
    let request = try await Self.request(try .sample(toolNames: .sample, parameters: several))
    #expect(
      request.json?["tool_choice"]?["allowed_tools"]?["tools"]?[0]?["function"]?["name"] == "get_current_weather")
    let word = try await Self.request(try .sample(toolNames: .sample, parameters: #"{"tool_choice":"weather"}"#))
    #expect(word.json?["tool_choice"] == "weather")
  }
}
