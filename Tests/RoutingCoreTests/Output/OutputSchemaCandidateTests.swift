import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct OutputSchemaCandidateTests {
  private let integer = #"{"type":"integer"}"#
  private let string = #"{"type":"string"}"#

  @Test(
    "R-1605: the fenced json body is checked, else the text where it is JSON",
    arguments: [
      "5", " 5.0\n", "```json\n5\n```", "Sure!\n\n```JSON\n5\n```\nDone.", "Sure!\r\n```json\r\n5\r\n```\r\n",
      "```json\n5", "```\n7.5\n```\n```json\n5\n```", "```text\nhm\n```\n```\n5\n```", "```5```",
    ])
  func accepted(text: String) throws {
    #expect(try OutputSchema(parsing: integer).violation(in: text) == nil)
  }

  @Test(
    "R-1605: prose is no candidate, whatever it contains",
    arguments: ["five", "It is 5", "{\"a\":5} as asked", "```json\nfive\n```", "5 6", "[5"])
  func refused(text: String) throws {
    let violation = try OutputSchema(parsing: #"{"type":["integer","object","array"]}"#).violation(in: text)
    #expect(violation?.pointer == "")
    #expect(violation?.message.hasPrefix("the answer is not JSON: ") == true)
  }

  @Test("R-1605: where only strings are allowed, text that is not JSON is the string itself")
  func strings() throws {
    let schema = try OutputSchema(parsing: #"{"type":["string"],"maxLength":8}"#)
    for text in ["plain", "\"quoted\"", "```json\n\"fence\"\n```", "[1] foo"] {
      #expect(schema.violation(in: text) == nil, "\(text)")
    }
    #expect(schema.violation(in: "plain text")?.message == "the string has more than 8 characters")
    #expect(schema.violation(in: "5")?.message == "expected string, found a number")
    #expect(try OutputSchema(parsing: #"{"type":["string","null"]}"#).violation(in: "plain") != nil)
  }

  @Test("R-1606: an empty answer is a violation, even where a string is asked for", arguments: ["", " \n\t"])
  func empty(text: String) throws {
    for schema in [integer, string] {
      let violation = try OutputSchema(parsing: schema).violation(in: text)
      #expect(violation?.description == "the answer is empty")
    }
  }

  @Test("an answer nested deeper than the reader goes is a violation")
  func deepAnswer() throws {
    let schema = try OutputSchema(parsing: #"{"type":"array"}"#)
    let deep = String(repeating: "[", count: 100_000)
    #expect(
      schema.violation(in: deep)?.message == "the answer is not JSON: arrays and objects are nested deeper than 128")
  }
}
