import RoutingCore
import RoutingFormats
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct ScenarioBoundaryTests {
  private func scenario(_ request: String) throws(FormatError) -> RoutingScenario {
    try RoutingScenario(
      parsing: Array(#"{"models":[{"id":"m","provider_id":"p"}],"request":\#(request)}"#.utf8), line: 1)
  }

  @Test("R-401, R-402: a stated length of zero beside messages states nothing, so the text is counted")
  func statedZero() throws {
    let messages = #""messages":[{"role":"user","content":"twenty-four ascii bytes."}]"#
    #expect(try scenario("{\(messages)}").request.inputTokens.value == 6)
    #expect(try scenario("{\"input_tokens\":0,\(messages)}").request.inputTokens.value == 6)
    #expect(try scenario("{\"input_tokens\":9,\(messages)}").request.inputTokens.value == 9)
  }

  @Test("R-407: fewer than no units are refused")
  func negativeUnits() throws {
    let error = #expect(throws: FormatError.self) { try scenario(#"{"kind":"image","units":-1}"#) }
    #expect(error?.field == "request.units")
    #expect(try scenario(#"{"kind":"image","units":0}"#).request.units == 0)
  }

  @Test("R-1406, R-1410: messages that cannot be used are refused in the contract's words")
  func messages() {
    let empty = #expect(throws: FormatError.self) {
      try scenario(#"{"messages":[{"role":"user","content":"@@tokenhub mode=cheap"}]}"#)
    }
    #expect(empty?.message == "messages required")
    let schema = #expect(throws: FormatError.self) {
      try scenario(#"{"messages":[{"role":"user","content":"@@tokenhub output_schema={x\nhello"}]}"#)
    }
    #expect(schema?.message == "output_schema in message 1 is not valid JSON")
  }
}
