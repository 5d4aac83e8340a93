import RoutingCore
import RoutingTestSupport
import Testing

@testable import TokenHubAPI

@Suite(.offThePool) struct ImageAgentJSONTests {
  private static func read(_ members: String) -> Result<ImageAgentForm, ImageAgentFormFailure> {
    Result { () throws(ImageAgentFormFailure) in
      var reader = try ImageAgentFormReader(
        contentType: "application/json", rules: ImageAgentRules(), wantsDigest: false)
      try reader.push(Array("{\"instructions\": \"abc\", \(members)}".utf8))
      return try reader.finish()
    }
  }

  /// A list of zeros that is so many values in all.
  private static func zeros(_ count: Int) -> String {
    "[" + Array(repeating: "0", count: count - 1).joined(separator: ",") + "]"
  }

  @Test("H-702: a body of more values than any request needs is refused, as it would take many times its size")
  func values() throws {
    // What only looks like values, in a text as long as pictures are, does not count.
    _ = try Self.read("\"x\": \"\(String(repeating: "[0,{", count: 200_000))\"").get()
    // The body itself and its instructions are two of them.
    _ = try Self.read("\"x\": \(Self.zeros(ImageAgentJSON.maximumValues - 2))").get()
    guard case .failure(let failure) = Self.read("\"x\": \(Self.zeros(ImageAgentJSON.maximumValues - 1))") else {
      Issue.record("The body should have been refused.")
      return
    }
    #expect(failure.status == 400)
    #expect(
      failure.errors == [EnvelopeError(code: "VALIDATION_ERROR", message: "the body has more than 100000 values")])
  }

  @Test("H-015, H-711: of a name that stands twice its beginning is told, and it is a field only where we have one")
  func repeated() {
    let cases: [(String, String?)] = [(String(repeating: "x", count: 1 << 20), nil), ("model_id", "model_id")]
    for (name, field) in cases {
      guard case .failure(let failure) = Self.read("\"\(name)\": \"a\", \"\(name)\": \"b\"") else {
        Issue.record("The body should have been refused.")
        return
      }
      #expect(failure.errors.map(\.field) == [field])
      #expect(failure.errors.allSatisfy { $0.message.count < 100 })
    }
  }
}
