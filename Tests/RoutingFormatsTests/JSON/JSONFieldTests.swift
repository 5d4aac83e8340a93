import RoutingCore
import RoutingFormats
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct JSONFieldTests {
  private func root(_ text: String) throws -> JSONField { JSONField(try JSONValue(parsing: Array(text.utf8))) }

  @Test("an error names the way to its field and the line it stands on")
  func path() throws {
    let root = try root("{\"models\": [\n{},\n{\"prices\": {\"input\": \"free\"}}]}")
    let prices = try root.required("models").elements()[1].required("prices")
    let error = #expect(throws: FormatError.self) { try prices.required("input").double() }
    #expect(
      error == FormatError(line: 3, field: "models[1].prices.input", message: "expected a number, found a string"))
    #expect(error?.description == "line 3: models[1].prices.input: expected a number, found a string")
    let missing = #expect(throws: FormatError.self) { try prices.required("output") }
    #expect(missing?.message == "the member 'output' is missing")
  }

  @Test("null counts as absent, and 5.0 as the whole number 5")
  func leniency() throws {
    let root = try root(#"{"a": null, "b": 5.0, "c": 5.5, "d": 1e300}"#)
    #expect(try root.optional("a")?.path == nil)
    #expect(try root.optional("z")?.path == nil)
    #expect(try root.required("b").int() == 5)
    #expect(throws: FormatError.self) { try root.required("c").int() }
    #expect(throws: FormatError.self) { try root.required("d").int() }
    #expect(throws: FormatError.self) { try root.required("b").string() }
    #expect(throws: FormatError.self) { try root.required("b").bool() }
    #expect(throws: FormatError.self) { try root.required("b").elements() }
    #expect(throws: FormatError.self) { try root.required("b").members() }
    #expect(throws: FormatError.self) { try root.required("b").optional("x") }
  }
}
