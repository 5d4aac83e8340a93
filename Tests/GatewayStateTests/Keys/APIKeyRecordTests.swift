import GatewayState
import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct APIKeyRecordTests {
  private static func record(_ change: (inout APIKeyRecord) -> Void = { _ in }) throws -> APIKeyRecord {
    var record = APIKeyRecord(
      id: "00112233aabbccdd", draft: try APIKeyDraft(name: "team"), prefix: "tokenhub_12345678",
      hash: SecretHash(algorithm: "hmac-sha256", salt: [0xDE, 0xAD], digest: [0xBE, 0xEF]), now: 1_795_308_354_123)
    change(&record)
    return record
  }

  private static func full() throws -> APIKeyRecord {
    try record { record in
      record.rotatedAt = 1_795_308_355_000
      record.lastUsedAt = 1_795_308_356_000
      record.expiresAt = 1_795_308_357_000
      record.rotationDays = 30
      record.monthlyBudget = 12.5
      record.budgetResetAt = 1_795_308_358_000
      record.requestsPerSecond = 2.5
      record.isEnabled = false
      record.preferences = JSONValue(object: ["regions": ["eu"]])
    }
  }

  @Test("a record comes back from what is stored")
  func stored() throws {
    for record in [try Self.record(), try Self.full()] {
      #expect(APIKeyRecord(json: try JSONValue(parsing: Array(record.json.text.utf8))) == record)
    }
  }

  @Test("a stored record with any field missing or of a wrong kind is none")
  func broken() throws {
    let members = try #require(try Self.full().json.members)
    let optional: Set<String> = ["rotated_at", "last_used_at", "expires_at", "budget_reset_at", "preferences"]
    for (place, member) in members.enumerated() {
      var without = members
      without.remove(at: place)
      #expect(
        (APIKeyRecord(json: JSONValue(.object(without))) == nil) == !optional.contains(member.name), "\(member.name)")
      guard member.name != "preferences" else { continue }
      var wrong = members
      wrong[place] = .init(name: member.name, value: [])
      #expect(APIKeyRecord(json: JSONValue(.object(wrong))) == nil, "\(member.name)")
    }
  }

  @Test("H-505: a listing has the fields of the rule, moments as dates, and what is not there left out")
  func listing() throws {
    #expect(
      try Self.record().listing(spent: 3).text
        == #"{"id":"00112233aabbccdd","key_prefix":"tokenhub_12345678","name":"team","#
        + #""scopes":"[\"chat\",\"plan\",\"embeddings\",\"images\",\"video\",\"jobs\"]","#
        + #""created_at":"2026-11-22T00:45:54.123Z","rotation_days":0,"monthly_budget_usd":0,"rate_limit_rps":0,"#
        + #""enabled":true}"#)
    let full = try Self.full().listing(spent: 3)
    #expect(full["last_used_at"] == "2026-11-22T00:45:56.000Z")
    #expect(full["expires_at"] == "2026-11-22T00:45:57.000Z")
    #expect(full["budget_reset_at"] == "2026-11-22T00:45:58.000Z")
    #expect(full["monthly_budget_usd"]?.number == 12.5)
    #expect(full["current_spend_usd"]?.number == 3)
    #expect(full["rotation_days"] == 30)
    #expect(full["enabled"] == false)
  }

  @Test("H-506: a listing has neither hash nor salt")
  func withoutHash() throws {
    let text = try Self.full().listing(spent: 3).text
    #expect(!text.contains("hash") && !text.contains("dead") && !text.contains("beef") && !text.contains("hmac"))
    #expect(!"\(try Self.full())".contains("190"))
  }

  @Test("a key is valid until the moment at which it expires, and while it is enabled")
  func validity() throws {
    var record = try Self.record()
    #expect(record.isValid(at: .max))
    record.expiresAt = 100
    #expect(record.isValid(at: 99) && !record.isValid(at: 100))
    record.isEnabled = false
    #expect(!record.isValid(at: 99))
  }

  @Test("H-511: rotation is due so many days after the later of making and rotating")
  func rotationDue() throws {
    let day = UTCDate.millisecondsPerDay
    func due(_ days: Int, created: Int, rotated: Int?) throws -> Int? {
      try Self.record { ($0.rotationDays, $0.createdAt, $0.rotatedAt) = (days, created, rotated) }.rotationDueAt
    }
    #expect(try due(0, created: 0, rotated: nil) == nil)
    #expect(try due(1, created: 5, rotated: nil) == 5 + day)
    #expect(try due(2, created: 5, rotated: 7) == 7 + 2 * day)
    #expect(try due(2, created: 9, rotated: 7) == 9 + 2 * day)
    #expect(try due(.max, created: 9, rotated: 7) == nil)
  }
}
