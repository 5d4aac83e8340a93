import GatewayState
import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct APIKeyScopesTests {
  private static func parsed(_ text: String) throws -> JSONValue { try JSONValue(parsing: Array(text.utf8)) }

  @Test(
    "H-501: scopes are a JSON array in a string or an array of known names",
    arguments: [
      (#""[\"chat\",\"plan\"]""#, #"["chat","plan"]"#), (#"["chat"]"#, #"["chat"]"#), ("[]", "[]"), (#""""#, "[]"),
      (#""[]""#, "[]"), (#"["chat","chat"]"#, #"["chat"]"#), (#"" [ \"jobs\" ] ""#, #"["jobs"]"#),
      (#""chat""#, nil), (#"["Chat"]"#, nil), (#"["all"]"#, nil), (#"[1]"#, nil), ("null", nil), ("1", nil),
      ("{}", nil),
      (#""{}""#, nil), (#""null""#, nil), (#""[\"chat\"""#, nil), (#"[["chat"]]"#, nil), (#""\"chat\"""#, nil),
    ])
  func requested(json: String, text: String?) throws {
    #expect(APIKeyScopes(json: try Self.parsed(json))?.text == text)
  }

  @Test("H-033: a list allows what it names, an empty one everything, and a malformed one nothing")
  func allows() {
    for scope in APIKeyScope.allCases {
      #expect(APIKeyScopes.all.allows(scope))
      #expect(APIKeyScopes.everyScope.allows(scope))
      #expect(APIKeyScopes(stored: "").allows(scope))
      for other in APIKeyScope.allCases { #expect(APIKeyScopes([other]).allows(scope) == (other == scope)) }
      for malformed in [
        "[", "null", "{}", "chat", #"{"0":"chat"}"#, #"["chat",1]"#, #"[null]"#, " ", #"["chat"] x"#, "\0",
      ] {
        #expect(!APIKeyScopes(stored: malformed).allows(scope), "\(malformed)")
        #expect(APIKeyScopes(stored: malformed).text == malformed)
      }
      // A name of another version adds nothing, and does not make the list an empty one.
      #expect(!APIKeyScopes(stored: #"["teleport"]"#).allows(scope))
      #expect(APIKeyScopes(stored: #"["teleport","chat"]"#).allows(scope) == (scope == .chat))
    }
    #expect(APIKeyScopes.everyScope.text == #"["chat","plan","embeddings","images","video","jobs"]"#)
  }
}
