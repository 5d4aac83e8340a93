import RoutingCore
import RoutingTestSupport
import Testing

@testable import TokenHubAPI

@Suite(.offThePool) struct DataEnvelopeTests {
  private static func body(_ errors: [EnvelopeError]) -> JSONValue {
    APIError(ImageAgentFormFailure(status: 400, errors: errors)).body(on: .jobs, requestID: "r")
  }

  @Test("H-013: errors are told in one shape, successes in the other")
  func envelope() {
    let errors = [EnvelopeError(code: "A", message: "b", field: "c"), EnvelopeError(code: "D", message: "e")]
    #expect(
      Self.body(errors).text
        == #"{"data":null,"errors":[{"code":"A","message":"b","field":"c"},{"code":"D","message":"e"}]}"#)
    #expect(DataEnvelope.success(["x"]).text == #"{"data":["x"],"errors":null}"#)
  }

  @Test("H-015, C-403: what is wrong with fields, and how these are called, is cut and redacted")
  func redacted() {
    let text = "sk-canary0123456789abcdef " + String(repeating: "é", count: 2000)
    var error = APIError.badRequest("m", parameter: text)
    for body in [
      Self.body([EnvelopeError(code: "A", message: text, field: text)]), error.body(on: .jobs, requestID: "r"),
    ] {
      let problem = body["errors"]?[0]
      #expect(!body.text.contains("canary"), "\(body.text)")
      #expect((problem?["message"]?.string ?? "").count <= 500)
      #expect(problem?["field"]?.string?.count == 500)
    }
    error.parameter = "images.3"
    #expect(error.body(on: .jobs, requestID: "r")["errors"]?[0]?["field"]?.string == "images.3")
  }
}
