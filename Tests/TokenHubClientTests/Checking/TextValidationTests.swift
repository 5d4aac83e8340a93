import RoutingCore
import RoutingTestSupport
import Testing
import TokenHubClient

@Suite(.offThePool) struct TextValidationTests {
  private static func failed(_ text: String, _ fields: [ClientField] = []) -> [String] {
    var checker = IntegrationChecker.sent()
    _ = checker.step(Samples.answer(text, fields))
    #expect((checker.state == .reported) == checker.checks.failed.isEmpty)
    return checker.checks.failed
  }

  @Test(
    "C-107, C-211, C-212, C-213, C-215: what an answer must have",
    arguments: [
      (Samples.completion, []),
      (#"{"object":"chat.completion","choices":[{"message":{"content":""}}]}"#, []),
      (#"{"object":"chat.completion.chunk","choices":[{"message":{"content":"a"}}]}"#, []),
      (#"{"object":"list","choices":[{"message":{"content":"a"}}]}"#, ["object"]),
      (#"{"choices":[{"message":{"content":"a"}}]}"#, ["object"]),
      (#"{"object":"chat.completion","choices":[]}"#, ["choices", "content"]),
      (#"{"object":"chat.completion"}"#, ["choices", "content"]),
      (#"{"object":"chat.completion","choices":{}}"#, ["choices", "content"]),
      (#"{"object":"chat.completion","choices":[{"message":{"content":null}}]}"#, ["content"]),
      (#"{"object":"chat.completion","choices":[{"message":{}}]}"#, ["content"]),
      (#"{"object":"chat.completion","choices":[{"message":{"content":null,"tool_calls":[{}]}}]}"#, ["content"]),
      (#"{"object":"chat.completion","choices":[{},{"message":{"content":"a"}}]}"#, ["content"]),
      ("", ["object", "choices", "content"]), ("null", ["object", "choices", "content"]),
      ("<html>", ["object", "choices", "content"]),
    ])
  func whole(text: String, failed: [String]) {
    #expect(Self.failed(text) == failed)
  }

  @Test("C-210: only the status 200 passes", arguments: [201, 202, 204, 302, 400, 500])
  func status(status: Int) {
    var checker = IntegrationChecker.sent()
    _ = checker.step(Samples.answer(Samples.completion, status: status))
    #expect(checker.checks.failed == ["status"])
    #expect(checker.state != .reported && checker.state != .validated)
  }

  private static func chunk(_ choices: String) -> String {
    "data: {\"object\":\"chat.completion.chunk\",\"choices\":\(choices)}\n\n"
  }

  private static let hello =
    chunk(#"[{"delta":{"role":"assistant"}}]"#) + ": keep-alive\n\n" + chunk(#"[{"delta":{"content":"O"}}]"#)
    + chunk(#"[{"delta":{"content":null}}]"#) + chunk(#"[{"delta":{"content":"K"}}]"#) + chunk("[]")

  @Test(
    "C-214: a stream needs a delta that is not null and the mark of its end",
    arguments: [
      (hello + "data: [DONE]\n\n", [], "OK"), (hello + "data:[DONE]", [], "OK"), (hello, ["done"], "OK"),
      ("data: [DONE]\n\n" + hello, ["done"], "OK"),
      (chunk(#"[{"delta":{"content":""}}]"#) + "data: [DONE]\n\n", [], ""),
      (chunk(#"[{"delta":{"content":null}}]"#) + "data: [DONE]\n\n", ["content"], nil),
      (chunk("[]") + "data: [DONE]\n\n", ["choices", "content"], nil),
      (hello + "data: {\"error\":{\"message\":\"m\",\"code\":\"stream_error\"}}\n\ndata: [DONE]\n\n", ["object"], "OK"),
      (hello + "data: {\n\ndata: [DONE]\n\n", ["object"], "OK"),
      ("data: [DONE]\n\n", ["object", "choices", "content"], nil),
      (chunk(#"[{"message":{"content":"a"}}]"#) + "data: [DONE]\n\n", ["content"], nil),
    ])
  func streamed(text: String, failed: [String], content: String?) {
    let stream = StreamedCompletion(Array(text.utf8))
    #expect(stream.content == content)
    #expect(Self.failed(text, [ClientField("Content-Type", "text/event-stream; charset=utf-8")]) == failed)
    #expect(Self.failed(text) == failed, "known by its beginning")
    let returned = text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n")
    #expect(StreamedCompletion(Array(returned.utf8)) == stream)
  }

  @Test("C-214: a document split over lines of one frame is one document")
  func lines() {
    let text =
      "event: x\ndata: {\"object\":\"chat.completion.chunk\",\ndata: \"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n"
    let stream = StreamedCompletion(Array(text.utf8))
    #expect(stream.content == "a" && stream.chunkCount == 1 && stream.isOfChunks)
    // The end of a line stays one, and no number goes over it.
    let cut = StreamedCompletion(Array(text.replacing(":[{", with: ":[1\ndata: 2,{").utf8))
    #expect(cut.content == nil && !cut.isOfChunks)
  }

  @Test("C-214: a frame of thirty thousand lines takes linear time")
  func huge() {
    let text = String(repeating: "data: a\n", count: 30_000)
    let time = processorTime { _ = StreamedCompletion(Array(text.utf8)) }.seconds
    #expect(time < 30)
    let chunk = Self.chunk(#"[{"delta":{"content":"a"}}]"#)
    #expect(StreamedCompletion(Array(String(repeating: chunk, count: 1000).utf8)).content?.count == 1000)
  }

  @Test("C-216: what is logged of a check is its name, its result and a kind of value, and nothing of the body")
  func output() {
    var checker = IntegrationChecker.sent()
    _ = checker.step(Samples.answer(#"{"object":"PRIVATE","choices":[{"message":{"content":{"PRIVATE":1}}}]}"#))
    #expect(
      checker.checks.map(\.json.text) == [
        #"{"check":"status","passed":true,"observed_type":"number"}"#,
        #"{"check":"object","passed":false,"observed_type":"string"}"#,
        #"{"check":"choices","passed":true,"observed_type":"array"}"#,
        #"{"check":"content","passed":true,"observed_type":"object"}"#,
      ])
    for value in ["null", "true", "1", "1.5", "\"a\"", "[1]", "{}"] {
      #expect(ObservedType(try? JSONValue(parsing: Array(value.utf8))) != .absent)
    }
    #expect(ObservedType(nil) == .absent)
  }

  @Test(
    "C-217: who served and what was served must lie in the boundaries",
    arguments: [
      ("p1", "v/m", [], []), ("p2", "v/m", ["provider"], []), (nil, "v/m", ["provider"], []),
      ("p1", nil, [], ["model"]),
      ("p1", "v/x", [], ["model"]), ("p9", "v/m", ["provider"], []), ("p3", "acme/m", [], []),
    ] as [(String?, String?, [String], [String])])
  func preferences(provider: String?, model: String?, provides: [String], models: [String]) {
    let preferences = ClientPreferences(
      providers: .init(allow: ["p1", "p9", "acme"], deny: ["p9"]), models: .init(allow: ["v/m", "acme/m"]))
    let fields = [
      provider.map { ClientField("X-TokenHub-Provider", $0) }, model.map { ClientField("X-TokenHub-Model", $0) },
    ]
    var checker = IntegrationChecker.sent(IntegrationChecker(preferences: preferences))
    _ = checker.step(Samples.answer(Samples.completion, fields.compactMap(\.self)))
    #expect(checker.checks.failed == provides + models)
  }

  @Test("C-217: a model may be bounded by the name that the answer tells; without bounds nothing is looked at")
  func names() {
    let fields = [ClientField("x-tokenhub-model", "id-7"), ClientField("x-tokenhub-provider", "p")]
    let preferences = ClientPreferences(models: .init(allow: ["deepseek-v3.2"]))
    var checker = IntegrationChecker.sent(IntegrationChecker(preferences: preferences))
    _ = checker.step(Samples.answer(Samples.completion, fields))
    #expect(checker.checks.count == 5 && checker.checks.failed.isEmpty)
    checker = .sent(IntegrationChecker(preferences: ClientPreferences(regions: .init(allow: ["eu"]))))
    _ = checker.step(Samples.answer(Samples.completion))
    #expect(checker.checks.count == 4 && checker.state == .reported)
  }
}
