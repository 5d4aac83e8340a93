import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct JSONScannerTests {
  @Test(
    "what RFC 8259 allows is read",
    arguments: [
      ("null", JSONValue.Content.null), (" true\t", .bool(true)), ("false", .bool(false)), ("0", .integer(0)),
      ("-12", .integer(-12)), ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
      ("9223372036854775808", .number(0x1p63)), ("1.5e3", .number(1500)), ("1E-2", .number(0.01)), ("0.0", .number(0)),
      ("\"\"", .string("")), (#""\"\\\/\b\f\n\r\t""#, .string("\"\\/\u{8}\u{C}\n\r\t")), (#""\u00e9""#, .string("é")),
      (#""\ud83d\ude00x""#, .string("😀x")), ("\"é😀\"", .string("é😀")), ("[]", .array([])), ("{}", .object([])),
      ("\n[ 1 ,\r\n2]", .array([JSONValue(.integer(1), line: 2), JSONValue(.integer(2), line: 3)])),
    ])
  func accepted(text: String, content: JSONValue.Content) throws {
    #expect(try JSONValue(parsing: Array(text.utf8)).content == content)
  }

  @Test(
    "what RFC 8259 forbids is refused, and so is what no value can hold",
    arguments: [
      "", " ", "nul", "tru", "True", "01", "-", "1.", ".5", "1e", "+1", "1e999", "NaN", "Infinity", "0x1", "--1", "\"",
      "\"\\",
      "\"\\u12\"", "\"\\x\"", "\"\u{1}\"", #""\ud800""#, #""\udc00""#, #""\ud800\u0041""#, "[", "[1", "[1,", "[1,]",
      "[,1]",
      "[1 2]", "{", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,}", "{a:1}", "{1:2}", "{\"a\" 1}", "]", "}", "1 2",
      "[] x",
      "{\"a\":1,\"a\":2}", "'a'", "// no",
    ])
  func refused(text: String) {
    #expect(throws: JSONError.self) { try JSONValue(parsing: Array(text.utf8)) }
  }

  @Test("names of other bytes are two members, also where they look alike")
  func lookAlikes() throws {
    let value = try JSONValue(parsing: Array("{\"e\u{301}\":1,\"\u{E9}\":2}".utf8))
    #expect(value.members?.map { $0.name.utf8.count } == [3, 2])
  }

  @Test(
    "bytes that are not UTF-8 are refused inside strings",
    arguments: [
      [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xE2, 0x82],
    ] as [[UInt8]])
  func invalidUTF8(bytes: [UInt8]) {
    let error = #expect(throws: JSONError.self) { try JSONValue(parsing: [0x22] + bytes + [0x22]) }
    #expect(error?.problem == .malformedString)
  }

  @Test("128 levels are read and 129 are not, whether of arrays or objects")
  func depth() {
    func nested(_ levels: Int, _ opening: String, _ closing: String) -> [UInt8] {
      Array((String(repeating: opening, count: levels) + "1" + String(repeating: closing, count: levels)).utf8)
    }
    for (opening, closing) in [("[", "]"), ("{\"a\":", "}")] {
      #expect(throws: Never.self) { try JSONValue(parsing: nested(128, opening, closing)) }
      let error = #expect(throws: JSONError.self) { try JSONValue(parsing: nested(129, opening, closing)) }
      #expect(error?.problem == .tooDeep)
    }
    #expect(throws: JSONError.self) { try JSONValue(parsing: Array(repeating: UInt8(ascii: "["), count: 1_000_000)) }
  }

  @Test(
    "a document of as many values as are allowed is read, and one of more is refused",
    arguments: [
      ("[0,[],{\"a\":\"[,{\"}]", 5), ("0", 1), ("{}", 1), ("[[[1]]]", 4), ("{\"a\":1,\"b\":[2,3]}", 5),
    ])
  func values(text: String, count: Int) {
    #expect(throws: Never.self) { try JSONValue(parsing: Array(text.utf8), maximumValues: count) }
    let error = #expect(throws: JSONError.self) {
      try JSONValue(parsing: Array(text.utf8), maximumValues: count - 1)
    }
    #expect(error?.problem == .tooManyValues)
  }

  @Test("an error tells its line and byte")
  func place() {
    let error = #expect(throws: JSONError.self) { try JSONValue(parsing: Array("{\n\"a\": 1,\n \"b\" x}".utf8)) }
    #expect(error?.line == 3)
    #expect(error?.offset == 15)
    #expect(error?.problem == .unexpectedByte(UInt8(ascii: "x"), expected: "':'"))
  }
}
