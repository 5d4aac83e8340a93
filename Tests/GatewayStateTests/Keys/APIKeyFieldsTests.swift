import GatewayState
import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct APIKeyFieldsTests {
  private static func parsed(_ text: String) throws -> JSONValue { try JSONValue(parsing: Array(text.utf8)) }

  @Test("H-501: the example of the documentation is a draft")
  func seed() throws {
    let draft = try APIKeyDraft(
      json: try Self.parsed(
        #"{"name": "string", "scopes": "[\"chat\",\"plan\"]", "rotation_days": 0, "expires_in": "720h", "monthly_budget_usd": 50.0}"#
      ))
    #expect(draft.name == "string")
    #expect(draft.scopes.text == #"["chat","plan"]"#)
    #expect(draft.expiresAfter == 2_592_000_000)
    #expect(draft.monthlyBudget == 50)
    #expect(draft.rotationDays == 0 && draft.requestsPerSecond == 0 && draft.preferences == nil)
  }

  @Test("H-033: a draft without scopes has every scope; H-501: everything else has its default")
  func defaults() throws {
    for text in [
      #"{"name":"n","unknown":[]}"#,
      #"{"name":"n","scopes":null,"rotation_days":null,"expires_in":null,"monthly_budget_usd":null,"preferences":null}"#,
    ] {
      let draft = try APIKeyDraft(json: try Self.parsed(text))
      #expect(draft == (try APIKeyDraft(name: "n")))
      #expect(draft.scopes == .everyScope && draft.expiresAfter == nil && draft.monthlyBudget == 0)
    }
    #expect(try APIKeyDraft(json: try Self.parsed(#"{"name":"n","expires_in":"1ns"}"#)).expiresAfter == 1)
    #expect(try APIKeyDraft(json: try Self.parsed(#"{"name":"n","expires_in":"1000001ns"}"#)).expiresAfter == 2)
    #expect(try APIKeyDraft(json: try Self.parsed(#"{"name":"n","rate_limit_rps":-1}"#)).requestsPerSecond == -1)
    #expect(try APIKeyDraft(json: try Self.parsed(#"{"name":"n","rate_limit_rps":0.5}"#)).requestsPerSecond == 0.5)
  }

  @Test(
    "H-501: a field out of its range is named, and what was sent is not repeated",
    arguments: [
      (#"{}"#, "name"), (#"{"name":""}"#, "name"), (#"{"name":1}"#, "name"), (#"{"name":null}"#, "name"),
      ("[]", "name"),
      (#"{"name":"n","scopes":"chat"}"#, "scopes"), (#"{"name":"n","scopes":["x-canary"]}"#, "scopes"),
      (#"{"name":"n","rotation_days":-1}"#, "rotation_days"), (#"{"name":"n","rotation_days":1.5}"#, "rotation_days"),
      (#"{"name":"n","rotation_days":"1"}"#, "rotation_days"), (#"{"name":"n","expires_in":"x-canary"}"#, "expires_in"),
      (#"{"name":"n","expires_in":""}"#, "expires_in"), (#"{"name":"n","expires_in":"0s"}"#, "expires_in"),
      (#"{"name":"n","expires_in":"-1h"}"#, "expires_in"), (#"{"name":"n","expires_in":3600}"#, "expires_in"),
      (#"{"name":"n","monthly_budget_usd":-0.01}"#, "monthly_budget_usd"),
      (#"{"name":"n","monthly_budget_usd":"5"}"#, "monthly_budget_usd"),
      (#"{"name":"n","rate_limit_rps":-2}"#, "rate_limit_rps"),
      (#"{"name":"n","rate_limit_rps":-0.5}"#, "rate_limit_rps"),
      (#"{"name":"n","rate_limit_rps":true}"#, "rate_limit_rps"), (#"{"name":"n","preferences":[]}"#, "preferences"),
    ])
  func outOfRange(json: String, field: String) throws {
    let error = #expect(throws: APIKeyFieldError.self) { try APIKeyDraft(json: try Self.parsed(json)) }
    #expect(error?.field == field)
    #expect(error?.message.contains(field) == true)
    #expect(error?.message.contains("canary") == false)
  }

  @Test("H-501: the message for a duration is the one of the rule, and names have 1 to 200 characters")
  func messages() throws {
    let error = #expect(throws: APIKeyFieldError.self) {
      try APIKeyDraft(json: try Self.parsed(#"{"name":"n","expires_in":"soon"}"#))
    }
    #expect(error?.message == "invalid expires_in duration")
    _ = try APIKeyDraft(name: String(repeating: "é", count: 200))
    #expect(throws: APIKeyFieldError.self) { try APIKeyDraft(name: String(repeating: "é", count: 201)) }
  }

  @Test(
    "H-508: changes are held to the same ranges, and null is no change",
    arguments: [
      (#"{"name":""}"#, "name"), (#"{"name":null}"#, "name"), (#"{"scopes":null}"#, "scopes"),
      (#"{"scopes":"["}"#, "scopes"), (#"{"rotation_days":-1}"#, "rotation_days"),
      (#"{"rotation_days":null}"#, "rotation_days"), (#"{"enabled":"yes"}"#, "enabled"), (#"{"enabled":1}"#, "enabled"),
      (#"{"enabled":null}"#, "enabled"), (#"{"monthly_budget_usd":-1}"#, "monthly_budget_usd"),
      (#"{"rate_limit_rps":"1"}"#, "rate_limit_rps"), (#"{"preferences":"x"}"#, "preferences"),
    ])
  func changesOutOfRange(json: String, field: String) throws {
    let error = #expect(throws: APIKeyFieldError.self) { try APIKeyChanges(json: try Self.parsed(json)) }
    #expect(error?.field == field)
  }

  @Test("H-508: changes say what they change and nothing else")
  func changes() throws {
    let none = try APIKeyChanges(json: try Self.parsed(#"{"id":"x","hash":"y"}"#))
    #expect(none.name == nil && none.scopes == nil && none.rotationDays == nil && none.isEnabled == nil)
    #expect(none.monthlyBudget == nil && none.requestsPerSecond == nil && none.preferences == nil)
    let all = try APIKeyChanges(
      json: try Self.parsed(
        #"{"name":"n","scopes":[],"rotation_days":3,"enabled":false,"monthly_budget_usd":null,"rate_limit_rps":null,"preferences":null}"#
      ))
    #expect(all.name == "n" && all.scopes == .all && all.rotationDays == 3 && all.isEnabled == false)
    #expect(all.monthlyBudget == 0 && all.requestsPerSecond == 0 && all.preferences == .null)
  }
}
