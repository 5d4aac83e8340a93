import ProviderAdapters
import Routing
import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct OpenAIStreamTests {
  private static func outcome(
    _ pieces: [[UInt8]], _ call: ProviderCall? = nil, limits: ResponseLimits = .init()
  ) async throws -> Outcome {
    let provider = OpenAIProvider(connection: .sample(ScriptedTransport(pieces), limits: limits))
    return try #require(await provider.outcome(try call ?? .sample()))
  }

  private static func outcome(_ text: String, _ call: ProviderCall? = nil) async throws -> Outcome {
    try await outcome([Array(text.utf8)], call)
  }

  /// A stream of chunks that each have these choices, and the sign of the end.
  private static func stream(_ choices: String...) -> String {
    choices.map { "data: {\"id\":\"i\",\"created\":5,\"choices\":\($0)}\n\n" }.joined() + "data: [DONE]\n\n"
  }

  @Test("H-124: chunks share id, time and model, begin with a role and end with an empty delta")
  func chat() async throws {
    let outcome = try await Self.outcome([try Recorded.bytes("openai-chat.sse")])
    #expect(outcome.failure == nil)
    #expect(outcome.text("content") == "Grüße, 世界 😀!")
    #expect(Set(outcome.chunks.map { $0.body["id"] }) == ["chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT"])
    #expect(Set(outcome.chunks.map { $0.body["created"] }) == [1_741_569_952])
    #expect(Set(outcome.chunks.map { $0.body["model"] }) == ["gpt"])
    #expect(Set(outcome.chunks.map { $0.body["object"] }) == ["chat.completion.chunk"])
    #expect(outcome.deltas.map { $0["role"]?.string } == ["assistant", nil, nil, nil, nil])
    #expect(outcome.finishReasons == ["stop"])
    #expect(outcome.deltas.last?.text == "{}")
    #expect(outcome.chunks[0].body["system_fingerprint"] == "fp_44709d6fcb")
  }

  @Test("R-1306, H-125: the usage comes last, with no choices")
  func usage() async throws {
    let outcome = try await Self.outcome([try Recorded.bytes("openai-chat.sse")])
    #expect(outcome.usage == TokenUsage(inputTokens: 19, outputTokens: 10, cachedInputTokens: 8))
    #expect(outcome.chunks.last?.body["choices"] == [])
    #expect(outcome.chunks.last?.body["usage"]?["total_tokens"] == 29)
    #expect(outcome.chunks.dropLast().allSatisfy { $0.body["usage"] == nil && $0.usage == nil })
  }

  @Test(
    "H-125: a chunk of usage alone has no choices, whether its host says null or nothing",
    arguments: [
      #""choices":null,"#, "", #""choices":[],"#, #""choices":{},"#,
    ])
  func usageOnly(choices: String) async throws {
    let text =
      "data: {\(choices)\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2}}\n\ndata: [DONE]\n\n"
    let outcome = try await Self.outcome(text)
    #expect(outcome.chunks.map { $0.body["choices"] } == [[]])
    #expect(outcome.usage == TokenUsage(inputTokens: 1, outputTokens: 2))
  }

  @Test("R-111, H-147: fragments of calls carry the names that clients know")
  func tools() async throws {
    let outcome = try await Self.outcome(
      [try Recorded.bytes("openai-tools.sse")], try .sample(toolNames: .sample))
    let functions = outcome.deltas.compactMap { $0["tool_calls"]?[0]?["function"] }
    #expect(functions.map { $0["name"]?.string } == ["weather", nil, nil])
    #expect(functions.compactMap { $0["arguments"]?.string }.joined() == #"{"location":"Boston"}"#)
    #expect(outcome.finishReasons == ["tool_calls"])
    #expect(outcome.deltas[0].text.hasPrefix(#"{"role":"assistant","content":null,"tool_calls""#))
  }

  @Test(
    "H-124: what an imitation sends with the end comes before it, and nothing is lost",
    arguments: [
      (#"[{"index":0,"delta":{"content":"a"},"finish_reason":"stop"}]"#, ["a", ""]),
      (#"[{"index":0,"delta":{"content":""},"finish_reason":"stop"}]"#, ["", ""]),
      (#"[{"index":0,"delta":null,"finish_reason":"stop"}]"#, ["", ""]),
      (#"[{"delta":{"role":"assistant","content":"a"},"finish_reason":"max_tokens"}]"#, ["a", ""]),
    ])
  func contentWithEnd(choices: String, contents: [String]) async throws {
    let outcome = try await Self.outcome(Self.stream(choices))
    #expect(outcome.failure == nil)
    #expect(outcome.deltas.map { $0["content"]?.string ?? "" } == contents)
    #expect(outcome.deltas.map { $0["role"]?.string } == ["assistant", nil])
    #expect(outcome.finishReasons.count == 1)
    #expect(outcome.deltas.last?.text == "{}")
  }

  @Test(
    "H-124: reasons in other words are put into OpenAI's",
    arguments: [
      ("stop", "stop"), ("eos", "stop"), ("end_turn", "stop"), ("length", "length"), ("max_tokens", "length"),
      ("tool_calls", "tool_calls"), ("function_call", "tool_calls"), ("content_filter", "content_filter"),
      ("refusal", "content_filter"), ("new-fangled", "stop"),
    ])
  func finishReasons(word: String, reason: String) async throws {
    let outcome = try await Self.outcome(Self.stream(#"[{"delta":{},"finish_reason":"\#(word)"}]"#))
    #expect(outcome.finishReasons == [reason])
  }

  @Test("H-124: an empty reason in the middle is none")
  func emptyReason() async throws {
    let outcome = try await Self.outcome(
      Self.stream(#"[{"delta":{"content":"a"},"finish_reason":""}]"#, #"[{"delta":{"content":"b"},"finish_reason":7}]"#)
    )
    #expect(outcome.text("content") == "ab" && outcome.finishReasons == [])
  }

  @Test("H-124: thoughts have one name, and deltas are not filled up with null")
  func reasoning() async throws {
    let outcome = try await Self.outcome([try Recorded.bytes("vllm-reasoning.sse")])
    #expect(outcome.text("reasoning_content") == "Let me think.")
    #expect(outcome.text("content") == "4")
    #expect(outcome.usage == TokenUsage(inputTokens: 12, outputTokens: 20))
    let other = try await Self.outcome(Self.stream(#"[{"delta":{"reasoning":"r","content":null,"tool_calls":null}}]"#))
    #expect(other.deltas[0].text == #"{"role":"assistant","reasoning":"r","content":null,"reasoning_content":"r"}"#)
  }

  @Test("a chunk that brings nothing is not handed over")
  func emptyChunks() async throws {
    let text =
      #"data: {"id":"","choices":[],"prompt_filter_results":[]}"# + "\n\ndata: {}\n\ndata:\n\ndata:  \n\n"
      + Self.stream(#"[{"delta":{"content":"a"}}]"#)
    let outcome = try await Self.outcome(text)
    #expect(outcome.chunks.map { $0.body["id"] } == ["i"])
  }

  @Test("a host that names neither id nor time is given them")
  func noHead() async throws {
    let outcome = try await Self.outcome("data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\ndata: [DONE]\n\n")
    #expect(
      outcome.chunks.map(\.body.text) == [
        #"{"id":"chatcmpl-req-1","object":"chat.completion.chunk","created":1700000000,"model":"gpt","choices":[{"delta":{"role":"assistant","content":"a"},"index":0,"finish_reason":null}]}"#
      ])
  }

  @Test(
    "R-1002, R-1303: a stream that ends early is no success",
    arguments: [
      "", "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n",
      "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\ndata: {\"choi", ": keep-alive\n\n", "data: [DON",
      "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\ndata: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}",
      "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":1}}\n\n",
      "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"},{\"index\":1,\"delta\":{\"content\":\"b\"}}]}\n\n",
    ])
  func endsEarly(text: String) async throws {
    let outcome = try await Self.outcome(text)
    #expect(outcome.failure == .transport(.endedEarly))
    #expect(FailureClass(.transport(.endedEarly)) == .transient)
  }

  @Test("R-1002: a recorded stream cut off before its end is no success, wherever that is")
  func cutAnywhere() async throws {
    let bytes = try Recorded.bytes("openai-chat.sse")
    let text = String(decoding: bytes, as: UTF8.self)
    let finish = try #require(text.firstRange(of: #""finish_reason":"stop""#))
    // The chunk that ends the answer is complete at the empty line behind it.
    let complete = try #require(text[finish.upperBound...].firstRange(of: "\n\n"))
    let length = text[..<complete.upperBound].utf8.count
    for count in 0..<bytes.count {
      let outcome = try await Self.outcome([Array(bytes.prefix(count))])
      #expect((outcome.failure == nil) == (count >= length), "after \(count) bytes")
    }
  }

  @Test("with two answers asked for, one that is complete is not enough")
  func twoChoices() async throws {
    let text = "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
    let outcome = try await Self.outcome(text, try .sample(parameters: #"{"n":2}"#))
    #expect(outcome.failure == .transport(.endedEarly))
  }

  @Test("the sign of the end counts without the empty line behind it", arguments: ["", "\n", "\r\n"])
  func unterminatedEnd(lineEnd: String) async throws {
    let outcome = try await Self.outcome(
      "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\ndata: [DONE]" + lineEnd)
    #expect(outcome.failure == nil && outcome.chunks.count == 1)
  }

  @Test("nothing is read behind the sign of the end, and the connection is given back")
  func afterTheEnd() async throws {
    let transport = ScriptedTransport([.init(pieces: [Array("data: [DONE]\n\n".utf8)], isEndless: true)])
    let stream = try await OpenAIProvider(connection: .sample(transport)).openStream(try .sample())
    #expect(try await stream.next() == nil)
    #expect(transport.cancelled == 1)
    #expect(try await stream.next() == nil)
  }

  @Test("R-1303, H-126: an error within the stream is a failure with the provider's words")
  func errorWithin() async throws {
    let outcome = try await Self.outcome([try Recorded.bytes("vllm-error.sse")])
    #expect(outcome.text("content") == "Once")
    guard case .response(let response) = outcome.failure else { return #expect(Bool(false), "\(outcome)") }
    #expect(response.status == 500)
    #expect(response.message == "EngineCore encountered an issue. See stack trace for the root cause.")
    #expect(FailureClass(.response(response)) == .transient)
  }

  @Test(
    "an error is one in whatever form a host has it",
    arguments: [
      ("data: {\"error\":{\"message\":\"m\",\"code\":\"rate_limit_exceeded\"}}\n\n", 429),
      ("data: {\"object\":\"error\",\"message\":\"m\",\"code\":400}\n\n", 400),
      ("event: error\ndata: {\"message\":\"m\"}\n\n", 500), ("data: {\"error\":\"m\",\"choices\":[]}\n\n", 500),
      ("data: {\"code\":\"DataInspectionFailed\",\"message\":\"m\",\"request_id\":\"r\"}\n\n", 400),
      ("data: {\"error\":{\"message\":\"m\"}}", 500),
    ])
  func errorForms(text: String, status: Int) async throws {
    guard case .response(let response) = try await Self.outcome(text).failure else {
      return #expect(Bool(false), "\(text)")
    }
    #expect(response.status == status && response.message == "m")
  }

  @Test("an answer that its host gives up is no success", arguments: ["abort", "error"])
  func brokenOff(reason: String) async throws {
    let outcome = try await Self.outcome(Self.stream(#"[{"delta":{},"finish_reason":"\#(reason)"}]"#))
    #expect(outcome.failure == .transport(.endedEarly))
  }

  @Test(
    "what is no JSON object cannot be read",
    arguments: ["data: <html>\n\n", "data: 7\n\n", "data: [1]\n\n", "data: {\"a\":1e400}\n\n", "data: {\"a\":\n\n"])
  func unreadable(text: String) async throws {
    guard case .unreadable = try await Self.outcome(text + "data: [DONE]\n\n").failure else {
      return #expect(Bool(false), "\(text)")
    }
  }

  @Test("members of every wrong type are survived")
  func wrongTypes() async throws {
    for value in ["null", "7", "-1.5", "true", "\"x\"", "[]", "{}", "[{}]", "1e300", "[7]"] {
      for template in [
        #"[{"index":@,"delta":@,"finish_reason":@,"logprobs":@}]"#,
        #"[{"delta":{"role":@,"content":@,"tool_calls":@,"reasoning":@}}]"#,
        #"[{"delta":{"tool_calls":[{"index":@,"function":@},{"function":{"name":@}}]}}]"#, "@",
      ] {
        let text = Self.stream(template.replacing("@", with: value))
        #expect(try await Self.outcome(text, try .sample(toolNames: .sample)).failure == nil, "\(text)")
      }
    }
  }

  @Test("R-1305: however the bytes of a stream arrive, its chunks are the same", arguments: Recorded.streams.prefix(5))
  func splits(name: String) async throws {
    let bytes = try Recorded.bytes(name)
    let whole = try await Self.outcome([bytes])
    #expect(whole.chunks.count >= 2)
    #expect(try await Self.outcome(bytes.map { [$0] }) == whole)
    var dice = Dice(seed: 0x1305)
    for _ in 0..<100 { #expect(try await Self.outcome(Cuts.random(bytes, &dice)) == whole) }
  }

  @Test("R-1304: chunks tell of the bytes they took", arguments: Recorded.streams.prefix(5))
  func byteCounts(name: String) async throws {
    let bytes = try Recorded.bytes(name)
    let outcome = try await Self.outcome([Array(": hello\n\n".utf8) + bytes])
    let end = outcome.failure == nil ? "data: [DONE]\n\n" : #"data: {"error""#
    let text = String(decoding: bytes, as: UTF8.self)
    let counted = try #require(text.firstRange(of: end).map { text[..<$0.lowerBound].utf8.count })
    #expect(outcome.chunks.reduce(0) { $0 + $1.byteCount } == counted + 9)
    #expect(outcome.chunks.allSatisfy { $0.byteCount > 0 })
  }

  @Test(
    "R-1304: a stream without end ends at the limit of its bytes, whatever it consists of",
    arguments: [
      ": keep-alive\n\n", "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n", "data: ", "data\n", "\n",
    ])
  func endless(piece: String) async throws {
    let transport = ScriptedTransport([.init(pieces: [Array(piece.utf8)], isEndless: true)])
    let limits = ResponseLimits(maximumBytes: 20_000, maximumEventBytes: 50_000)
    let outcome = await OpenAIProvider(connection: .sample(transport, limits: limits)).outcome(try .sample())
    #expect(outcome?.failure == .transport(.tooLarge))
    #expect(transport.cancelled == 1)
    #expect(outcome?.chunks.reduce(0) { $0 + $1.byteCount } ?? 0 <= 20_000)
  }

  @Test("R-1304: so does one of a single line or a single event")
  func hugeEvent() async throws {
    for text in [String(repeating: "a", count: 2000), String(repeating: "data: a\n", count: 2000)] {
      let outcome = try await Self.outcome([Array(text.utf8)], limits: ResponseLimits(maximumEventBytes: 1000))
      #expect(outcome.failure == .transport(.tooLarge))
    }
  }

  @Test("R-1304: events of ten thousand members or choices take linear time")
  func manyMembers() async throws {
    let members = (0..<10_000).map { "\"m\($0)\":1" }.joined(separator: ",")
    let choices = (0..<10_000).map { "{\"index\":\($0),\"delta\":{}}" }.joined(separator: ",")
    let many = Self.stream("[{\"delta\":{\(members)},\(members)}]", "[\(choices)]") + "data: {\(members)}\n\n"
    let text = "data: {\(members),\"choices\":[\(choices)]}\n\n" + String(repeating: "data: {}\n\n", count: 1000) + many
    let (outcome, time) = try await processorTimeOfTask { try await Self.outcome(text) }
    #expect(outcome.failure == nil)
    // A debug build takes some seconds; quadratic time would take many minutes.
    #expect(time < 120)
  }

  @Test("chunks that were complete before a failure come before it, and the failure stays")
  func chunksFirst() async throws {
    let piece = Array("data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n".utf8)
    let transport = ScriptedTransport([piece, piece], failure: .failed(.reset))
    let stream = try await OpenAIProvider(connection: .sample(transport)).openStream(try .sample())
    #expect(await Outcome(stream).chunks.count == 2)
    let again = await Outcome(stream)
    #expect(again.chunks.isEmpty && again.failure == .transport(.reset))
  }
}
