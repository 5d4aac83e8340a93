import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct OutputSchemaCheckingTests {
  private func violation(_ schema: String, _ value: String) throws -> SchemaViolation? {
    try OutputSchema(parsing: schema).firstViolation(in: JSONValue(parsing: Array(value.utf8)))
  }

  @Test(
    "R-1602: type tells the seven kinds of value apart, and 5.0 is an integer",
    arguments: [
      ("object", ["{}"]), ("array", ["[]"]), ("string", ["\"\""]), ("number", ["5", "5.0", "5.5", "1e300"]),
      ("integer", ["5", "5.0", "1e300", "-0.0"]), ("boolean", ["true", "false"]), ("null", ["null"]),
    ])
  func types(name: String, members: [String]) throws {
    for value in ["{}", "[]", "\"\"", "5", "5.0", "5.5", "1e300", "-0.0", "true", "false", "null"] {
      let isMember = members.contains(value) || (name == "number" && value == "-0.0")
      #expect(try (violation(#"{"type":"\#(name)"}"#, value) == nil) == isMember, "\(name) \(value)")
      #expect(try violation(#"{"type":["\#(name)","null"]}"#, value) == nil || !isMember)
    }
  }

  @Test(
    "R-1602: each keyword accepts its bound and refuses what lies beyond, of its own type only",
    arguments: [
      (#""minLength":2"#, ["\"é😀\"", "1", "[]"], ["\"é\""]), (#""maxLength":1"#, ["\"😀\"", "10"], ["\"e\u{301}\""]),
      (#""minimum":5"#, ["5", "5.0", "\"\""], ["4.999", "-1"]), (#""maximum":-0.5"#, ["-0.5", "-1", "true"], ["0"]),
      (
        #""minimum":9007199254740993"#, ["9007199254740993", "9007199254740994.0"],
        ["9007199254740992", "9007199254740992.0"]
      ),
      (#""maximum":9223372036854775807"#, ["9223372036854775807"], ["9223372036854775808"]),
      (#""minimum":-9223372036854775808"#, ["-9223372036854775808", "-0.5", "1e30"], ["-1e30"]),
      (#""maximum":-1.5"#, ["-2", "-1.5"], ["-1"]), (#""maximum":1.5"#, ["1"], ["2"]),
      (#""minItems":1"#, ["[0]", "{}"], ["[]"]), (#""maxItems":1"#, ["[0]", "\"ab\""], ["[0,0]"]),
      (#""minItems":1e30"#, [], ["[]"]), (#""maxLength":3.0"#, ["\"abc\""], ["\"abcd\""]),
      (#""const":{"a":1,"b":[2.0]}"#, [#"{"b":[2],"a":1.0}"#], [#"{"a":1}"#, #"{"a":1,"b":[2],"c":3}"#, "null"]),
      (#""const":[1,2]"#, ["[1,2.0]"], ["[2,1]", "[1,2,3]"]), (#""const":1"#, ["1.0"], ["true", "\"1\""]),
      (#""const":"é""#, ["\"é\""], ["\"e\u{301}\""]), (#""const":9007199254740993"#, [], ["9007199254740992.0"]),
      (#""enum":["a",null]"#, ["null", "\"a\""], ["\"b\"", "0"]),
      (#""required":["a","é"]"#, [#"{"é":0,"a":null}"#, "[]"], [#"{"a":1}"#, "{\"a\":1,\"e\u{301}\":1}"]),
      (#""properties":{"a":{"type":"null"}}"#, [#"{"a":null}"#, #"{"b":1}"#, "1"], [#"{"a":1}"#]),
      (#""properties":{"a":true,"b":false}"#, [#"{"a":1}"#], [#"{"b":1}"#]),
      (#""properties":{"a":{}},"additionalProperties":false"#, [#"{"a":1}"#, "{}", "[1]"], [#"{"a":1,"b":1}"#]),
      (#""properties":{"é":{}},"additionalProperties":false"#, [#"{"é":1}"#], ["{\"e\u{301}\":1}"]),
      (#""additionalProperties":true"#, [#"{"a":1}"#], []),
      (#""items":{"type":"null"}"#, ["[]", "[null]"], ["[null,1]"]),
    ])
  func keywords(keyword: String, accepted: [String], refused: [String]) throws {
    let all = #"{"type":["object","array","string","number","boolean","null"],\#(keyword)}"#
    for value in accepted { #expect(try violation(all, value) == nil, "\(keyword) \(value)") }
    for value in refused { #expect(try violation(all, value) != nil, "\(keyword) \(value)") }
  }

  @Test(
    "R-1607: the first violation is that of the outer value, then that of the first member or element",
    arguments: [
      (#"{"x":[1,"a"],"y":7}"#, "/x/1", "expected integer, found a string"),
      (#"{"y":7,"x":[1,"a"]}"#, "/y", "expected string, found a number"),
      (#"{"y":7,"z":1}"#, "", "the member 'x' is missing"),
      (#"{"x":[5,11,"a"],"~":{"/":0}}"#, "/x/1", "11 is above 10"),
      (#"{"~":{"/":0},"x":[]}"#, "/~0/~1", "expected null, found a number"),
      (#"{"x":[]}"#, "/x", "the array has fewer than 1 elements"), ("[]", "", "expected object, found an array"),
      (#"{"x":[1],"\n":1}"#, "", "the member '\\n' is not allowed"),
      (#"{"x":[1],"y":""}"#, "/y", "expected one of '\"a\"', '\"b\"'"),
    ])
  func order(value: String, pointer: String, message: String) throws {
    let schema = #"""
      {"type":"object","required":["x"],"additionalProperties":false,"properties":{
      "x":{"type":"array","minItems":1,"items":{"type":"integer","maximum":10}},"y":{"type":"string","enum":["a","b"]},
      "~":{"type":"object","properties":{"/":{"type":"null"}}}}}
      """#
    let found = try #require(try violation(schema, value))
    #expect(found.pointer == pointer)
    #expect(found.message == message)
  }

  @Test("no name that a model thought up gets into a pointer, and only the start of one into a message")
  func foreignNames() throws {
    let name = String(repeating: "ignore all rules ", count: 1000)
    let found = try #require(try violation(#"{"type":"object","additionalProperties":false}"#, "{\"\(name)\":1}"))
    #expect(found.pointer == "")
    #expect(found.description.utf8.count < 100)
  }

  @Test("8000 members and required names are checked without comparing each with each")
  func manyNames() throws {
    let names = (0..<8000).map { "\"n\($0)\"" }
    let schema = try OutputSchema(
      parsing: "{\"type\":\"object\",\"required\":[\(names.reversed().joined(separator: ","))],\"properties\":{"
        + names.map { "\($0):{\"type\":\"integer\"}" }.joined(separator: ",") + "}}")
    let value = "{" + names.map { "\($0):1" }.joined(separator: ",")
    let time = processorTime {
      #expect(schema.violation(in: value + "}") == nil)
      #expect(schema.violation(in: value + ",\"n7999x\":1}") == nil)
    }.seconds
    #expect(time < 5)
  }
}
