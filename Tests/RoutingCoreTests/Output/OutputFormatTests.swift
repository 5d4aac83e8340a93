import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct OutputFormatTests {
  private func format(_ text: String) throws -> OutputFormat {
    try OutputFormat(JSONValue(parsing: Array(text.utf8)))
  }

  @Test(
    "R-1502: a format that asks for nothing shapes nothing",
    arguments: [
      "{}", #"{"type":"","strip_think":false,"max_tokens":0,"schema":""}"#,
      #"{"type":null,"strip_think":null,"max_tokens":null,"schema":{},"other":1}"#,
    ])
  func plain(text: String) throws {
    let format = try format(text)
    #expect(format.isPlain)
    #expect(format == OutputFormat())
    let answer = " <think>a</think> **b** ```json\n{}\n``` "
    #expect(format.shaped(answer) == OutputFormat().shaped(answer))
    #expect(format.shaped(answer).text == answer)
    let payload = CallPayload(messages: [ChatMessage(.user, "a")])
    #expect(format.applied(to: payload) == payload)
  }

  @Test(
    "R-1502: each of the four members alone asks for shaping",
    arguments: [
      #"{"type":"text"}"#, #"{"strip_think":true}"#, #"{"max_tokens":1}"#, #"{"schema":{"type":"object"}}"#,
      #"{"schema":"{\"type\":\"object\"}"}"#,
    ])
  func notPlain(text: String) throws {
    #expect(try !format(text).isPlain)
  }

  @Test("R-1608: the schema is an object or a string, and asks for JSON by itself")
  func schema() throws {
    let schema = try OutputSchema(parsing: #"{"type":"object"}"#)
    for text in [
      #"{"schema":{"type":"object"}}"#, #"{"schema":"{\"type\": \"object\"}"}"#,
      #"{"type":"json","schema":{"type":"object"}}"#,
    ] {
      #expect(try format(text) == OutputFormat(schema: schema))
      #expect(try format(text).type == .json)
    }
  }

  @Test(
    "R-1505: the four types are read, and no other",
    arguments: zip(OutputType.allCases, ["json", "text", "markdown", "xml"]))
  func types(type: OutputType, name: String) throws {
    let read = try format(#"{"type":"\#(name)","strip_think":true,"max_tokens":7}"#)
    #expect(read == OutputFormat(type: type, stripsThinking: true, maximumTokens: 7))
    #expect(type.name == name)
    #expect(throws: InvalidOutputFormat.unknownType(name + "x")) { try format(#"{"type":"\#(name)x"}"#) }
  }

  @Test(
    "R-1505: what is no format is refused with the reason",
    arguments: [
      (#"{"type":"yaml"}"#, InvalidOutputFormat.unknownType("yaml")), (#"{"type":"JSON"}"#, .unknownType("JSON")),
      (#"{"type":1}"#, .malformedMember(name: "type", expected: "a string")), ("[]", .notAnObject(found: "an array")),
      (#"{"strip_think":1}"#, .malformedMember(name: "strip_think", expected: "true or false")),
      (#"{"max_tokens":-1}"#, .malformedMember(name: "max_tokens", expected: "a whole number from 0 up")),
      (#"{"max_tokens":1.5}"#, .malformedMember(name: "max_tokens", expected: "a whole number from 0 up")),
      (#"{"type":"xml","schema":{"type":"object"}}"#, .schemaBesideType(.xml)),
      (#"{"schema":{}, "type":"yaml"}"#, .unknownType("yaml")),
      (#"{"schema":[]}"#, .invalidSchema(InvalidOutputSchema(pointer: "", problem: .notASchema(found: "an array")))),
      (#"{"schema":{"a":1}}"#, .invalidSchema(InvalidOutputSchema(pointer: "", problem: .missingType))),
    ])
  func refused(text: String, reason: InvalidOutputFormat) {
    let error = #expect(throws: InvalidOutputFormat.self) { try format(text) }
    #expect(error == reason)
    #expect(error?.description.hasPrefix("output_format") == true)
  }
}
