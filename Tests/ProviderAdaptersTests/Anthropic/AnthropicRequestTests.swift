import ProviderAdapters
import Routing
import RoutingCore
import Testing

@Suite struct AnthropicRequestTests {
  /// The request that the adapter sends for a call.
  private static func request(_ call: ProviderCall, streamed: Bool = false) async throws -> HTTPRequest {
    let transport = ScriptedTransport(text: "")
    let provider = AnthropicProvider(connection: .sample(transport))
    if streamed { _ = await provider.outcome(call) } else { _ = await provider.failure(call) }
    return try #require(transport.requests.first)
  }

  /// The text of a member of the body.
  private static func sent(
    _ member: String, _ messages: [ChatMessage] = [ChatMessage(.user, "Hi")], parameters: String = "{}",
    toolNames: ToolNameMap = ToolNameMap()
  ) async throws -> String? {
    try await request(try .sample(messages, toolNames: toolNames, parameters: parameters)).json?[member]?.text
  }

  @Test("a request carries the version of the API, and the key in its own header")
  func head() async throws {
    let request = try await Self.request(try .sample())
    #expect(request.url == "https://api.anthropic.com/v1/messages")
    #expect(request["anthropic-version"] == "2023-06-01")
    #expect(request["x-api-key"] == ProviderConnection.canary)
    #expect(request["authorization"] == nil)
    #expect(request.headers.filter(\.isSecret).map(\.name) == ["x-api-key"])
    #expect(request["x-request-id"] == "req-1")
    #expect(request.timeout == 1234)
  }

  @Test("H-146: the least that can be asked is model, limit and messages")
  func minimal() async throws {
    let text =
      #"{"model":"gpt-upstream","max_tokens":4096,"messages":[{"role":"user","content":[{"type":"text","text":"Hi"}]}]}"#
    #expect(try await Self.request(try .sample()).json?.text == text)
    let streamed = try await Self.request(try .sample(), streamed: true)
    #expect(streamed.json?["stream"] == true)
    #expect(streamed["accept"] == "text/event-stream")
  }

  @Test("H-146: system and developer messages become the system text, wherever they stand")
  func system() async throws {
    let messages = [
      ChatMessage(.system, "one"), ChatMessage(.user, "a"), ChatMessage(.developer, "two"), ChatMessage(.system, ""),
      ChatMessage(role: .system, content: .parts([try JSONValue(reading: #"{"type":"text","text":"three"}"#)])),
    ]
    #expect(try await Self.sent("system", messages) == #""one\ntwo\nthree""#)
    #expect(
      try await Self.sent("messages", messages) == #"[{"role":"user","content":[{"type":"text","text":"a"}]}]"#)
  }

  @Test("H-146: messages of one side that follow each other become one, and empty ones none")
  func merging() async throws {
    let messages = [
      ChatMessage(.user, "a"), ChatMessage(.user, "b"), ChatMessage(.assistant, "c"), ChatMessage(.assistant, ""),
      ChatMessage(role: .assistant, content: .none), ChatMessage(.assistant, "d"), ChatMessage(.user, "e"),
    ]
    #expect(
      try await Self.sent("messages", messages)
        == #"[{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]},{"role":"assistant","content":[{"type":"text","text":"c"},{"type":"text","text":"d"}]},{"role":"user","content":[{"type":"text","text":"e"}]}]"#
    )
  }

  @Test("H-146, R-117: calls become tool_use blocks and answers tool_result blocks, linked by the same id")
  func tools() async throws {
    let calls = [
      #"{"id":"call_1","type":"function","function":{"name":"weather2","arguments":"{\"a\": 1}"}}"#,
      #"{"id":"functions.f:0","type":"function","function":{"name":"f","arguments":""}}"#,
    ]
    let messages = [
      ChatMessage(role: .assistant, content: .text("t"), toolCalls: try calls.map { try JSONValue(reading: $0) }),
      ChatMessage(role: .tool, content: .text("sunny"), toolCallID: "call_1"),
      ChatMessage(role: .tool, content: .none, toolCallID: "functions.f:0"), ChatMessage(.user, "and?"),
    ]
    #expect(
      try await Self.sent("messages", messages, toolNames: .sample)
        == #"[{"role":"assistant","content":[{"type":"text","text":"t"},{"type":"tool_use","id":"call_1","name":"get_weather","input":{"a":1}},{"type":"tool_use","id":"functions_f_0","name":"f","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"call_1","content":"sunny"},{"type":"tool_result","tool_use_id":"functions_f_0","content":""},{"type":"text","text":"and?"}]}]"#
    )
  }

  @Test(
    "H-146: arguments become an object, whatever they were",
    arguments: [
      (#""{\"a\":1}""#, #"{"a":1}"#), (#""""#, "{}"), (#"" ""#, "{}"), ("null", "{}"), ("7", "{}"),
      (#"{"a":1}"#, #"{"a":1}"#), (#""[1]""#, #"{"arguments":"[1]"}"#), (#""{\"a\"""#, #"{"arguments":"{\"a\""}"#),
    ])
  func arguments(text: String, input: String) async throws {
    let call = try JSONValue(reading: #"{"id":"c","function":{"name":"f","arguments":\#(text)}}"#)
    let sent = try await Self.sent("messages", [ChatMessage(role: .assistant, content: .none, toolCalls: [call])])
    #expect(sent?.contains(#""input":\#(input)}"#) == true, "\(sent ?? "")")
  }

  @Test(
    "R-118: parts are kept where there is a block for them",
    arguments: [
      (#"{"type":"text","text":"a"}"#, #"{"type":"text","text":"a"}"#), (#"{"type":"text","text":""}"#, nil),
      (
        #"{"type":"text","text":"a","cache_control":{"type":"ephemeral"}}"#,
        #"{"type":"text","text":"a","cache_control":{"type":"ephemeral"}}"#
      ),
      (
        #"{"type":"image_url","image_url":{"url":"data:image/png;base64,aGk="}}"#,
        #"{"type":"image","source":{"type":"base64","media_type":"image/png","data":"aGk="}}"#
      ),
      (
        #"{"type":"image_url","image_url":{"url":"DATA:image/png;x=1;base64,aGk="}}"#,
        #"{"type":"image","source":{"type":"base64","media_type":"image/png","data":"aGk="}}"#
      ),
      (
        #"{"type":"image_url","image_url":{"url":"https://h/a.png"}}"#,
        #"{"type":"image","source":{"type":"url","url":"https://h/a.png"}}"#
      ),
      (
        #"{"type":"image_url","image_url":"https://h/a.png"}"#,
        #"{"type":"image","source":{"type":"url","url":"https://h/a.png"}}"#
      ),
      (
        #"{"type":"image_url","image_url":{"url":"data:"}}"#, #"{"type":"image","source":{"type":"url","url":"data:"}}"#
      ),
      (
        #"{"type":"image_url","image_url":{"url":"data:image/svg+xml;utf8,a"}}"#,
        #"{"type":"image","source":{"type":"url","url":"data:image/svg+xml;utf8,a"}}"#
      ),
      (
        #"{"type":"image_url","image_url":{"url":"data:base64,a"}}"#,
        #"{"type":"image","source":{"type":"url","url":"data:base64,a"}}"#
      ),
      (
        #"{"type":"image_url","image_url":{"url":"data:,a"}}"#,
        #"{"type":"image","source":{"type":"url","url":"data:,a"}}"#
      ),
      (
        #"{"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,aGk="}}"#,
        #"{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"aGk="}}"#
      ),
      (#"{"type":"document","source":{}}"#, #"{"type":"document","source":{}}"#),
      (#"{"type":"input_audio","input_audio":{}}"#, nil), (#"{"type":"image_url"}"#, nil), ("7", nil), ("null", nil),
      (#"{"type":7}"#, nil),
    ])
  func parts(part: String, block: String?) async throws {
    let message = ChatMessage(role: .user, content: .parts([try JSONValue(reading: part)]))
    let sent = try await Self.sent("messages", [message, ChatMessage(.user, "end")])
    let blocks = (block.map { $0 + "," } ?? "") + #"{"type":"text","text":"end"}"#
    #expect(sent == #"[{"role":"user","content":[\#(blocks)]}]"#)
  }

  @Test(
    "H-146: parameters are put into the API's words, and those it does not know are left out",
    arguments: [
      ("max_tokens", #"{"max_tokens":7}"#, "7"), ("max_tokens", #"{"max_completion_tokens":8,"max_tokens":7}"#, "8"),
      ("max_tokens", #"{"max_tokens":"x"}"#, "4096"), ("max_tokens", #"{"max_tokens":null}"#, "4096"),
      ("temperature", #"{"temperature":0.5}"#, "0.5"), ("temperature", #"{"temperature":1.7}"#, "1"),
      ("temperature", #"{"temperature":null}"#, nil), ("top_p", #"{"top_p":0.9}"#, "0.9"),
      ("top_k", #"{"top_k":40}"#, "40"), ("stop_sequences", #"{"stop":"a"}"#, #"["a"]"#),
      ("stop_sequences", #"{"stop":["a"," ","b"]}"#, #"["a","b"]"#), ("stop_sequences", #"{"stop":"\n"}"#, nil),
      ("stop_sequences", #"{"stop":[]}"#, nil), ("stop_sequences", #"{"stop":null}"#, nil),
      ("stop_sequences", #"{"stop":7}"#, nil), ("stop", #"{"stop":"a"}"#, nil),
      ("metadata", #"{"user":"u"}"#, #"{"user_id":"u"}"#), ("metadata", #"{"metadata":{"a":"b"}}"#, nil),
      (
        "thinking", #"{"thinking":{"type":"enabled","budget_tokens":1024}}"#,
        #"{"type":"enabled","budget_tokens":1024}"#
      ),
      ("response_format", #"{"response_format":{"type":"json_object"}}"#, nil), ("n", #"{"n":2}"#, nil),
      ("seed", #"{"seed":2}"#, nil), ("stream_options", #"{"stream_options":{}}"#, nil),
      ("frequency_penalty", #"{"frequency_penalty":1}"#, nil), ("logit_bias", #"{"logit_bias":{}}"#, nil),
      ("reasoning_effort", #"{"reasoning_effort":"high"}"#, nil), ("x", #"{"x":1}"#, nil),
    ])
  func parameters(member: String, parameters: String, expected: String?) async throws {
    #expect(try await Self.sent(member, parameters: parameters) == expected)
  }

  private static let tool = #""tools":[{"type":"function","function":{"name":"weather2"}}]"#

  @Test("R-111, H-146: definitions of tools carry a schema and the names that the model knows")
  func definitions() async throws {
    let parameters = #"""
      {"tools":[{"type":"function","function":{"name":"weather2","description":"d","parameters":{"type":"object"},"strict":true}},
      {"type":"function","function":{"name":"g","description":null,"parameters":null}},{"type":"web_search_20250305","name":"web_search"}]}
      """#
    #expect(
      try await Self.sent("tools", parameters: parameters, toolNames: .sample)
        == #"[{"name":"get_weather","description":"d","input_schema":{"type":"object"}},{"name":"g","input_schema":{"type":"object","properties":{}}},{"type":"web_search_20250305","name":"web_search"}]"#
    )
    for none in ["{}", #"{"tools":[]}"#, #"{"tools":null}"#, #"{"tools":7}"#] {
      #expect(try await Self.sent("tools", parameters: none) == nil)
    }
  }

  @Test(
    "R-111, H-146: the choice of a tool is put into the API's words",
    arguments: [
      (#""tool_choice":"auto""#, #"{"type":"auto"}"#), (#""tool_choice":"none""#, #"{"type":"none"}"#),
      (#""tool_choice":"required""#, #"{"type":"any"}"#),
      (#""tool_choice":{"type":"function","function":{"name":"weather2"}}"#, #"{"type":"tool","name":"get_weather"}"#),
      (#""parallel_tool_calls":false"#, #"{"type":"auto","disable_parallel_tool_use":true}"#),
      (#""parallel_tool_calls":true"#, nil),
      (#""tool_choice":"required","parallel_tool_calls":false"#, #"{"type":"any","disable_parallel_tool_use":true}"#),
      (#""tool_choice":"none","parallel_tool_calls":false"#, #"{"type":"none"}"#), (#""tool_choice":null"#, nil),
      (#""tool_choice":7"#, nil), (#""tool_choice":{}"#, nil), (#""tool_choice":"x""#, nil),
    ])
  func choices(parameter: String, expected: String?) async throws {
    let with = try await Self.sent("tool_choice", parameters: "{\(Self.tool),\(parameter)}", toolNames: .sample)
    #expect(with == expected)
    // Without tools the API refuses a choice of them.
    #expect(try await Self.sent("tool_choice", parameters: "{\(parameter)}") == nil)
  }

  @Test("what the API has no endpoint for is not sent", arguments: ModelKind.allCases)
  func unsupported(kind: ModelKind) async throws {
    let transport = ScriptedTransport(text: "")
    let provider = AnthropicProvider(connection: .sample(transport))
    let failure = await provider.failure(try .sample(kind: kind))
    #expect((failure == .notSent(.unsupported)) == (kind != .chat))
    #expect(transport.requests.isEmpty == (kind != .chat))
  }
}
