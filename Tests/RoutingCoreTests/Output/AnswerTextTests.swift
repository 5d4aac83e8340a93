import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct AnswerTextTests {
  private static func json(_ text: String) throws -> JSONValue { try JSONValue(parsing: Array(text.utf8)) }

  @Test(
    "R-1501: the text is that of the first choice, else all Anthropic text blocks, else the raw body",
    arguments: [
      (
        #"{"choices":[{"message":{"content":"a"}},{"message":{"content":"b"}}],"content":[{"type":"text","text":"c"}]}"#,
        "a"
      ),
      (
        #"{"choices":[{"message":{"content":[{"type":"text","text":"a"},{"type":"image"},{"type":"text","text":"b"}]}}]}"#,
        "ab"
      ),
      (#"{"choices":[{"message":{"content":null,"tool_calls":[{"id":"1"}]}}]}"#, ""),
      (#"{"choices":[{"message":{"role":"assistant"}}]}"#, ""),
      (#"{"content":[{"type":"text","text":"a"},{"type":"tool_use","text":"x"},{"type":"text","text":"b"}]}"#, "ab"),
      (#"{"content":[{"type":"tool_use","id":"1"}]}"#, ""), (#"{"content":[]}"#, ""),
      (#"{"choices":[], "content":"a"}"#, #"{"choices":[],"content":"a"}"#),
      (#"{"choices":[{"text":"a"}]}"#, #"{"choices":[{"text":"a"}]}"#),
      (#""a""#, #""a""#),
    ])
  func text(body: String, text: String) throws {
    #expect(AnswerText(of: try Self.json(body)).text == text)
  }

  @Test("R-1501: a body in no known form is the text byte by byte, JSON or not")
  func raw() {
    #expect(AnswerText(of: Array(#"{ "a" : 1 }"#.utf8)).text == #"{ "a" : 1 }"#)
    #expect(AnswerText(of: Array("<html>".utf8)).text == "<html>")
    #expect(AnswerText(of: [0x61, 0xFF]).text == "a\u{FFFD}")
    #expect(AnswerText(of: []).text == "")
    #expect(AnswerText(of: Array(#" {"choices":[{"message":{"content":"a"}}]}"#.utf8)).text == "a")
  }

  @Test("R-1501: reasoning comes first, with a blank line, and only where it is asked for")
  func reasoning() throws {
    let answer = AnswerText(of: try Self.json(#"{"choices":[{"message":{"content":"a","reasoning_content":"r"}}]}"#))
    #expect((answer.text, answer.textAfterReasoning) == ("a", "r\n\na"))
    let silent = AnswerText(of: try Self.json(#"{"choices":[{"message":{"content":"a","reasoning_content":""}}]}"#))
    #expect((silent.reasoning, silent.textAfterReasoning) == (nil, "a"))
  }

  @Test(
    "calls of tools are told, in each of their forms",
    arguments: [
      (#"{"choices":[{"message":{"content":null,"tool_calls":[{"id":"1"}]}}]}"#, true),
      (#"{"choices":[{"message":{"content":null,"function_call":{"name":"f"}}}]}"#, true),
      (#"{"choices":[{"message":{"content":"a","tool_calls":[]}}]}"#, false),
      (#"{"content":[{"type":"tool_use"}]}"#, true),
      (#"{"content":[{"type":"text","text":"a"}]}"#, false), ("[]", false),
    ])
  func callsTools(body: String, callsTools: Bool) throws {
    #expect(AnswerText(of: try Self.json(body)).callsTools == callsTools)
  }

  @Test(
    "R-1508: another text changes the content of the first message and nothing else",
    arguments: [
      (
        #"{"id":"1","choices":[{"index":0,"message":{"role":"assistant","content":"T","x":1},"finish_reason":"stop"},{"message":{"content":"b"}}],"usage":{"total_tokens":3}}"#,
        #"{"id":"1","choices":[{"index":0,"message":{"role":"assistant","content":"new","x":1},"finish_reason":"stop"},{"message":{"content":"b"}}],"usage":{"total_tokens":3}}"#
      ),
      (
        #"{"choices":[{"message":{"content":[{"type":"text","text":"T"}]}}]}"#,
        #"{"choices":[{"message":{"content":"new"}}]}"#
      ),
      (#"{"choices":[{"message":{}}]}"#, #"{"choices":[{"message":{"content":"new"}}]}"#),
      (
        #"{"id":"1","content":[{"type":"thinking"},{"type":"text","text":"a","citations":[]},{"type":"text","text":"b"},{"type":"tool_use"}]}"#,
        #"{"id":"1","content":[{"type":"thinking"},{"type":"text","text":"new","citations":[]},{"type":"tool_use"}]}"#
      ),
      (#"{"content":[]}"#, #"{"content":[{"type":"text","text":"new"}]}"#), (#"{"error":"x"}"#, #"{"error":"x"}"#),
      ("[1]", "[1]"),
    ])
  func replacing(body: String, changed: String) throws {
    let answer = try Self.json(body).replacingAnswerText(with: "new")
    #expect(answer.text == changed)
    if body != changed { #expect(AnswerText(of: answer).text == "new") }
  }

  @Test(
    "R-1508: a message without content keeps none where there is no text",
    arguments: [
      #"{"choices":[{"message":{"content":null,"tool_calls":[{"id":"1"}]}}]}"#, #"{"choices":[{"message":{}}]}"#,
      #"{"content":[{"type":"tool_use"}]}"#,
    ])
  func replacingByNothing(body: String) throws {
    #expect(try Self.json(body).replacingAnswerText(with: "").text == body)
  }
}
