import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct OutputSchemaTests {
  @Test(
    "R-1601: a schema is an object with a type, a name or a list of names",
    arguments: [
      (#"{"properties":{}}"#, "", InvalidOutputSchema.Problem.missingType), ("{}", "", .missingType),
      ("[]", "", .notASchema(found: "an array")), ("true", "", .notASchema(found: "a boolean")),
      (#""{}""#, "", .notASchema(found: "a string")), ("1", "", .notASchema(found: "a number")),
      (#"{"type":"thing"}"#, "/type", .unknownType("thing")),
      (#"{"type":["string","date"]}"#, "/type", .unknownType("date")),
      (#"{"type":[]}"#, "/type", .malformedKeyword(expected: "the name of a type or a list of such names")),
      (#"{"type":["string",1]}"#, "/type", .malformedKeyword(expected: "the name of a type or a list of such names")),
      (#"{"type":null}"#, "/type", .malformedKeyword(expected: "the name of a type or a list of such names")),
    ])
  func type(text: String, pointer: String, problem: InvalidOutputSchema.Problem) {
    let error = #expect(throws: InvalidOutputSchema.self) { try OutputSchema(parsing: text) }
    #expect(error == InvalidOutputSchema(pointer: pointer, problem: problem))
  }

  @Test("R-1406: a schema that is not JSON is refused with the error of its JSON")
  func notJSON() {
    for value in ["{", "", "type: object"] as [JSONValue] {
      let error = #expect(throws: InvalidOutputSchema.self) { try OutputSchema(value) }
      guard case .notJSON = error?.problem else { return #expect(Bool(false), "\(value.text)") }
    }
  }

  @Test(
    "R-1604: required must be a list of strings",
    arguments: [#""a""#, "true", "[1]", #"["a",null]"#, #"{"a":true}"#, "null"])
  func required(value: String) {
    let error = #expect(throws: InvalidOutputSchema.self) {
      try OutputSchema(parsing: #"{"type":"array","items":{"required":\#(value)}}"#)
    }
    #expect(error?.pointer == "/items/required")
    #expect(error?.problem == .malformedKeyword(expected: "a list of strings"))
  }

  @Test(
    "R-1602: a keyword with a value it cannot have is refused at its place",
    arguments: [
      (#""minLength":-1"#, "minLength"), (#""maxLength":1.5"#, "maxLength"), (#""minItems":"1""#, "minItems"),
      (#""maxItems":null"#, "maxItems"), (#""maxItems":-1e30"#, "maxItems"), (#""minimum":"0""#, "minimum"),
      (#""maximum":[]"#, "maximum"), (#""properties":[]"#, "properties"),
      (#""properties":{"a/b":1}"#, "properties/a~1b"),
      (#""properties":{"a":{"minLength":true}}"#, "properties/a/minLength"), (#""items":"string""#, "items"),
      (#""additionalProperties":"no""#, "additionalProperties"), (#""enum":{}"#, "enum"), (#""enum":[]"#, "enum"),
    ])
  func malformedKeyword(member: String, pointer: String) {
    let error = #expect(throws: InvalidOutputSchema.self) {
      try OutputSchema(parsing: #"{"type":"object",\#(member)}"#)
    }
    #expect(error?.pointer == "/" + pointer)
  }

  @Test("R-1602: 32 levels of schemas are read and 33 are not, through items or properties")
  func depth() throws {
    func nested(_ levels: Int, _ opening: String, _ closing: String) -> String {
      String(repeating: #"{"type":["array","object"],\#(opening)"#, count: levels - 1) + #"{"type":"null"}"#
        + String(repeating: closing, count: levels - 1)
    }
    for (opening, closing, step) in [(#""items":"#, "}", "/items"), (#""properties":{"a":"#, "}}", "/properties/a")] {
      #expect(throws: Never.self) { try OutputSchema(parsing: nested(32, opening, closing)) }
      let error = #expect(throws: InvalidOutputSchema.self) { try OutputSchema(parsing: nested(33, opening, closing)) }
      #expect(error == InvalidOutputSchema(pointer: String(repeating: step, count: 32), problem: .tooDeep))
    }
  }

  @Test("R-1603: other keywords fail nothing and are listed in the order of the schema")
  func ignoredKeywords() throws {
    let schema = try OutputSchema(
      parsing: #"""
        {"$schema":"x","type":"object","properties":{"a":{"pattern":"^b$","minLength":1,"format":7},
        "b":{"items":[{"type":"null"}],"additionalProperties":{"type":"null"}}},"oneOf":3,"a/b":[]}
        """#)
    #expect(
      schema.ignoredKeywords == [
        "/$schema", "/properties/a/pattern", "/properties/a/format", "/properties/b/items",
        "/properties/b/additionalProperties", "/oneOf", "/a~1b",
      ])
    #expect(schema.firstViolation(in: JSONValue(object: ["a": "c", "b": [1]])) == nil)
  }

  @Test("R-1608: a missing, null or empty member asks for no schema; anything else is read")
  func requested() throws {
    for value in [nil, .null, "", " \n", JSONValue(.object([]))] as [JSONValue?] {
      #expect(try OutputSchema.requested(by: value) == nil)
    }
    let object = JSONValue(object: ["type": "string"])
    #expect(try OutputSchema.requested(by: object)?.text == #"{"type":"string"}"#)
    #expect(try OutputSchema.requested(by: #" { "type" : "string" } "#) == OutputSchema(object))
    #expect(throws: InvalidOutputSchema.self) { try OutputSchema.requested(by: []) }
    #expect(throws: InvalidOutputSchema.self) { try OutputSchema.requested(by: "{}") }
  }

  @Test("an error says where and what")
  func description() {
    let error = #expect(throws: InvalidOutputSchema.self) { try OutputSchema(parsing: #"{"type":"strong"}"#) }
    #expect(error?.description == "the schema at '/type' names the unknown type 'strong'")
  }
}
