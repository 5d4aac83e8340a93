import GatewayState
import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct RecordTests {
  private static let request = RequestLogEntry(
    id: "l1", milliseconds: 1_700_000_000_123, model: "gpt", provider: "acme", mode: "cheap", cost: 0.25, latency: 12,
    statusCode: 200, errorClass: "transient", requestID: "r1", apiKeyID: "k1", inputTokens: 3, outputTokens: 4,
    aliasFrom: "best", meta: [JSONValue.Member(name: "user", value: "u")])
  private static let reward = RewardLogEntry(
    id: "w1", milliseconds: 1_700_000_000_123, requestID: "r1", model: "gpt", provider: "acme", mode: "cheap",
    estimatedTokens: 1000, latencyBudget: 2000, latency: 12.5, cost: 0.25, errorClass: "transient", reward: 0)
  private static let audit = AuditEntry(
    id: "a1", milliseconds: 1_700_000_000_123, action: .vaultUnlockFailed, resource: "vault", detail: "d",
    requestID: "r1")

  private func names(_ json: JSONValue) -> [String] { (json.members ?? []).map(\.name) }

  /// The entry after it was written as text and read again.
  private func stored(_ entry: StateLogEntry) throws -> StateLogEntry {
    StateLogEntry(
      id: entry.id, milliseconds: entry.milliseconds, body: try JSONValue(parsing: Array(entry.body.text.utf8)))
  }

  @Test("H-603: a request is listed with the contract's fields, the optional ones only where they are there")
  func requestFields() {
    #expect(
      Self.request.json.text == """
        {"id":"l1","timestamp":"2023-11-14T22:13:20.123Z","model_id":"gpt","provider_id":"acme","mode":"cheap",\
        "estimated_cost_usd":0.25,"latency_ms":12,"status_code":200,"error_class":"transient","request_id":"r1",\
        "api_key_id":"k1","input_tokens":3,"output_tokens":4,"total_tokens":7,"alias_from":"best"}
        """)
    let bare = RequestLogEntry(
      id: "l", milliseconds: 0, model: nil, provider: nil, mode: "m", cost: 0, latency: 0, statusCode: 502,
      requestID: "r", inputTokens: 0, outputTokens: 0)
    #expect(
      names(bare.json) == [
        "id", "timestamp", "model_id", "provider_id", "mode", "estimated_cost_usd", "latency_ms", "status_code",
        "request_id", "input_tokens", "output_tokens", "total_tokens",
      ])
    #expect(RequestLogEntry(bare.entry) == bare)
  }

  @Test("H-604: an audit entry is listed with the contract's fields, the detail only where there is one")
  func auditFields() {
    #expect(
      Self.audit.json.text == """
        {"id":"a1","timestamp":"2023-11-14T22:13:20.123Z","action":"vault.unlock_failed","resource":"vault",\
        "detail":"d","request_id":"r1"}
        """)
    var bare = Self.audit
    bare.detail = nil
    #expect(names(bare.json) == ["id", "timestamp", "action", "resource", "request_id"])
  }

  @Test("H-604: the actions are those of the contract")
  func actions() {
    #expect(
      AuditAction.allCases.map(\.name) == [
        "vault.lock", "vault.unlock", "vault.unlock_failed", "vault.rotate", "provider.upsert", "provider.patch",
        "provider.delete", "model.upsert", "model.patch", "model.delete", "apikey.create", "apikey.rotate",
        "apikey.update", "apikey.revoke", "routing-config.update", "tsdb.prune", "tsdb.retention", "alias.upsert",
        "alias.delete", "plan.upsert", "plan.delete", "admin_token.rotate",
      ])
  }

  @Test("H-605: a reward is listed with the contract's fields, the error class only of a failure")
  func rewardFields() {
    #expect(
      Self.reward.json.text == """
        {"id":"w1","timestamp":"2023-11-14T22:13:20.123Z","request_id":"r1","model_id":"gpt","provider_id":"acme",\
        "mode":"cheap","estimated_tokens":1000,"token_bucket":"medium","latency_budget_ms":2000,"latency_ms":12.5,\
        "cost_usd":0.25,"success":false,"error_class":"transient","reward":0}
        """)
    var success = Self.reward
    success.errorClass = nil
    #expect(success.json["success"]?.bool == true)
    #expect(success.json["error_class"] == nil)
  }

  @Test("every record is the same after it was stored as text")
  func roundTrip() throws {
    #expect(RequestLogEntry(try stored(Self.request.entry)) == Self.request)
    #expect(AuditEntry(try stored(Self.audit.entry)) == Self.audit)
    #expect(RewardLogEntry(try stored(Self.reward.entry)) == Self.reward)
    #expect(try stored(Self.request.entry) == Self.request.entry)
    #expect(Self.request.change == .append(.requests, Self.request.entry))
    #expect(Self.audit.change == .append(.audit, Self.audit.entry))
    #expect(Self.reward.change == .append(.rewards, Self.reward.entry))
  }

  @Test("a stored entry that lacks a field is none, and nothing else is made of it")
  func broken() throws {
    for entry in [Self.request.entry, Self.audit.entry, Self.reward.entry] {
      let optional = ["error_class", "api_key_id", "alias_from", "meta", "detail", "total_tokens", "token_bucket"]
      for member in entry.body.members ?? [] where !optional.contains(member.name) {
        let rest = (entry.body.members ?? []).filter { $0.name != member.name }
        let broken = StateLogEntry(id: entry.id, milliseconds: 0, body: JSONValue(.object(rest)))
        #expect(RequestLogEntry(broken) == nil && AuditEntry(broken) == nil && RewardLogEntry(broken) == nil)
      }
    }
    #expect(RequestLogEntry(StateLogEntry(id: "", milliseconds: 0, body: .null)) == nil)
  }

  @Test(
    "H-603, H-604, H-605: a page says how many entries there are and which were asked for, and lists them in its order")
  func listing() {
    func text(_ entries: [StateLogEntry], of log: StateLog) -> String {
      LogListing.json(StateLogPage(entries: entries, total: 7), of: log, limit: 2, offset: 3).text
    }
    let end = "],\"total\":7,\"limit\":2,\"offset\":3}"
    #expect(
      text([Self.request.entry, Self.request.entry], of: .requests)
        == "{\"logs\":[\(Self.request.json.text),\(Self.request.json.text)" + end)
    #expect(text([Self.audit.entry], of: .audit) == "{\"logs\":[\(Self.audit.json.text)" + end)
    #expect(text([Self.reward.entry], of: .rewards) == "{\"rewards\":[\(Self.reward.json.text)" + end)
    #expect(text([], of: .rewards) == "{\"rewards\":[" + end)
    let strange = StateLogEntry(id: "s", milliseconds: 0, body: JSONValue(object: ["new": true]))
    #expect(
      text([strange], of: .audit)
        == "{\"logs\":[{\"id\":\"s\",\"timestamp\":\"1970-01-01T00:00:00.000Z\",\"new\":true}" + end)
  }

  @Test("a number that JSON cannot say is written as 0, and tokens do not overflow")
  func hostileNumbers() {
    var entry = Self.request
    entry.cost = .nan
    entry.latency = .infinity
    entry.inputTokens = .max
    #expect(entry.json["estimated_cost_usd"] == 0)
    #expect(entry.json["latency_ms"] == 0)
    #expect(entry.json["total_tokens"]?.integer == .max)
  }

  @Test("H-106: short texts of meta are kept and not listed; other values, long texts and those after the 64th are not")
  func meta() throws {
    let long = String(repeating: "x", count: 1025)
    let fits = String(repeating: "x", count: 1024)
    let text = "{\"a\":\"b\",\"n\":1,\"long\":\"\(long)\",\"fits\":\"\(fits)\",\"o\":{}}"
    let kept = RequestMeta.kept(of: try JSONValue(parsing: Array(text.utf8)))
    #expect(kept.map(\.name) == ["a", "fits"])
    let many = JSONValue(.object((0..<100).map { JSONValue.Member(name: "m\($0)", value: "v") }))
    #expect(RequestMeta.kept(of: many).count == 64)
    #expect(RequestMeta.kept(of: nil) == [] && RequestMeta.kept(of: 5) == [])
    #expect(Self.request.entry.body["meta"]?["user"] == "u")
    #expect(Self.request.json["meta"] == nil)
  }

  @Test("H-046: ids sort in the order of making, also within a millisecond, and are never given twice")
  func ids() {
    let source = LogIDSource(CountingRandom())
    let ids = [5, 5, 5, 6, 1 << 40, -3].map { source.next(milliseconds: $0) }
    #expect(ids[0] == "0000000000050000000101020304")
    #expect(ids[..<5].sorted() == Array(ids[..<5]))
    #expect(Set(ids).count == ids.count)
    #expect(Set(ids.map(\.utf8.count)) == [28])
  }

  @Test("H-607: all three logs are pruned 90 days back")
  func retention() async throws {
    let store = RecordingStore()
    let now = 1_700_000_000_000
    #expect(try await LogRetention.prune(store, now: now) == 1 + 2 + 3)
    let pruned = store.pruned
    #expect(pruned.map(\.0) == [.requests, .audit, .rewards])
    #expect(pruned.allSatisfy { $0.1 == now - 7_776_000_000 })
  }
}
