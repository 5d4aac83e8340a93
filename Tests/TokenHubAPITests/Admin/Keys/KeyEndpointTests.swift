import GatewayState
import GatewayTestSupport
import ProviderAdapters
import Routing
import RoutingCore
import RoutingTestKit
import RoutingTestSupport
import Testing

@testable import TokenHubAPI

/// `/admin/v1/apikeys`.
@Suite(.offThePool) struct KeyEndpointTests {
  private func issue(_ fixture: GatewayFixture, _ members: String = #""name": "a""#) async -> JSONValue {
    await fixture.admin("POST", "/admin/v1/apikeys", "{\(members)}").json
  }

  private func listed(_ fixture: GatewayFixture, _ query: String = "") async -> [JSONValue] {
    await fixture.admin("GET", "/admin/v1/apikeys\(query)").json.elements ?? []
  }

  @Test("H-501, H-502, H-503: a key is shown once with its id and prefix, and works")
  func issue() async throws {
    let fixture = try await GatewayFixture.unlimited()
    let body = #"{"name": "my key", "scopes": "[\"chat\",\"plan\"]"}"#
    let reply = await fixture.admin("POST", "/admin/v1/apikeys", body)
    #expect(reply.status == 200 && reply.json["ok"]?.bool == true)
    let key = try #require(reply.json["key"]?.string)
    let hexadecimal = Set("0123456789abcdef")
    #expect(
      key.hasPrefix("tokenhub_") && key.dropFirst(9).count == 64
        && key.dropFirst(9).allSatisfy { hexadecimal.contains($0) })
    #expect(reply.json["prefix"]?.string == String(key.prefix(17)))
    let id = try #require(reply.json["id"]?.string)
    #expect(id.count == 16 && id.allSatisfy { hexadecimal.contains($0) } && !key.contains(id))
    #expect(reply.json["warning"]?.string?.isEmpty == false && reply.json["name"]?.string == "my key")
    #expect(reply.json["scopes"]?.string == #"["chat","plan"]"#)
    #expect(await fixture.chat("gpt-test", key: key).status == 200)
    let image = await fixture.consumer("POST", "/v1/images/generations", key: key, "{}")
    #expect(image.status == 403)
  }

  @Test(
    "H-501: what is out of range is refused by its name",
    arguments: [
      ("", "name"), (#""name": """#, "name"), (#""name": 1"#, "name"),
      (#""name": "\#(String(repeating: "x", count: 201))""#, "name"), (#""name": "a", "scopes": "chat""#, "scopes"),
      (#""name": "a", "scopes": ["fly"]"#, "scopes"), (#""name": "a", "scopes": {}"#, "scopes"),
      (#""name": "a", "rotation_days": -1"#, "rotation_days"), (#""name": "a", "rotation_days": 1.5"#, "rotation_days"),
      (#""name": "a", "expires_in": "0s""#, "expires_in"), (#""name": "a", "expires_in": "-1h""#, "expires_in"),
      (#""name": "a", "expires_in": "soon""#, "expires_in"), (#""name": "a", "expires_in": 60"#, "expires_in"),
      (#""name": "a", "monthly_budget_usd": -1"#, "monthly_budget_usd"),
      (#""name": "a", "rate_limit_rps": -2"#, "rate_limit_rps"),
      (#""name": "a", "preferences": []"#, "preferences"),
    ])
  func refused(members: String, field: String) async throws {
    let fixture = try await GatewayFixture.unlimited()
    let reply = await fixture.admin("POST", "/admin/v1/apikeys", "{\(members)}")
    #expect(reply.status == 400 && reply.json["param"]?.string == field, "\(reply.text)")
    if members.contains("soon") { #expect(reply.json["error"]?.string == "invalid expires_in duration") }
    #expect(await listed(fixture).isEmpty)
    #expect(await fixture.store.everything().isEmpty)
  }

  @Test(
    "H-501: a key lasts as long as it says, in Go's units and days",
    arguments: [("1h30m", 5_400_000), ("2d", 172_800_000), ("1500ms", 1500), ("1.5s", 1500)])
  func expiry(text: String, milliseconds: Double) async throws {
    let fixture = try await GatewayFixture.unlimited()
    let key = await fixture.issueKey(#""name": "a", "expires_in": "\#(text)""#)
    await fixture.time.advance(by: Milliseconds(milliseconds - 500) ?? 0)
    #expect(await fixture.chat("gpt-test", key: key).status == 200)
    await fixture.time.advance(by: 600)
    #expect(await fixture.chat("gpt-test", key: key).status == 401)
    #expect(await listed(fixture).first?["expires_at"]?.string?.hasSuffix("Z") == true)
  }

  @Test("H-505, H-046: the list is an array, latest first, with its total in a header and pages where asked")
  func list() async throws {
    let fixture = try await GatewayFixture.unlimited()
    let empty = await fixture.admin("GET", "/admin/v1/apikeys")
    #expect(empty.json == [] && empty[header: "x-total-count"] == "0")
    for name in ["one", "two", "three"] {
      _ = await issue(fixture, #""name": "\#(name)", "monthly_budget_usd": \#(name == "two" ? 5 : 0)"#)
      await fixture.time.advance(by: 1000)
    }
    let all = await listed(fixture)
    #expect(all.map { $0["name"]?.string } == ["three", "two", "one"])
    #expect(
      all[1].names == [
        "id", "key_prefix", "name", "scopes", "created_at", "rotation_days", "monthly_budget_usd", "rate_limit_rps",
        "enabled", "current_spend_usd",
      ])
    #expect(all[0]["current_spend_usd"] == nil && all[0]["created_at"]?.string == "2026-11-22T00:00:02.000Z")
    let page = await fixture.admin("GET", "/admin/v1/apikeys?limit=1&offset=1")
    #expect(page.json.elements?.map { $0["name"]?.string } == ["two"] && page[header: "x-total-count"] == "3")
  }

  @Test("H-505, H-512: spending and the last use are shown")
  func uses() async throws {
    let fixture = try await GatewayFixture.unlimited()
    let key = await fixture.issueKey(#""name": "a", "monthly_budget_usd": 5"#)
    #expect(await listed(fixture)[0]["last_used_at"] == nil)
    #expect(await fixture.chat("gpt-test", key: key).status == 200)
    let record = await listed(fixture)[0]
    // 12 tokens of input at 0.002 for a thousand, 2 of output at 0.008.
    #expect(abs((record["current_spend_usd"]?.number ?? 0) - 0.00004) < 1e-12)
    #expect(record["last_used_at"]?.string == "2026-11-22T00:00:00.000Z")
  }

  @Test("H-504, H-506: neither a key nor its hash is ever told again, and only the hash is stored")
  func secrecy() async throws {
    let fixture = try await GatewayFixture.unlimited()
    let issued = await issue(fixture)
    let (key, id) = (issued["key"]?.string ?? "-", issued["id"]?.string ?? "-")
    let rotated = await fixture.done("POST", "/admin/v1/apikeys/\(id)/rotate")["key"]?.string ?? "-"
    _ = await fixture.chat("gpt-test", key: rotated)
    var told = [await fixture.admin("PATCH", "/admin/v1/apikeys/\(id)", #"{"name": "b"}"#).text]
    for path in ["apikeys", "audit", "logs"] { told.append(await fixture.admin("GET", "/admin/v1/\(path)").text) }
    #expect(told.allSatisfy { !$0.contains("hash") })
    for secret in [key, rotated] {
      #expect(told.allSatisfy { !$0.contains(secret) })
      #expect(await fixture.store.everything().allSatisfy { !$0.contains(secret) && !$0.contains(secret.dropFirst(9)) })
    }
  }

  @Test("H-507, H-510: a rotated key keeps id and settings, and its old secret is worth nothing at once")
  func rotate() async throws {
    let fixture = try await GatewayFixture.unlimited()
    let issued = await issue(fixture, #""name": "a", "scopes": ["chat"], "rotation_days": 3, "monthly_budget_usd": 7"#)
    let (old, id) = (issued["key"]?.string ?? "", issued["id"]?.string ?? "")
    #expect(await fixture.chat("gpt-test", key: old).status == 200)
    await fixture.time.advance(by: 1000)
    let reply = await fixture.done("POST", "/admin/v1/apikeys/\(id)/rotate")
    let new = try #require(reply["key"]?.string)
    #expect(reply["ok"]?.bool == true && reply["warning"]?.string?.isEmpty == false && new != old)
    #expect(await fixture.chat("gpt-test", key: old).status == 401)
    #expect(await fixture.chat("gpt-test", key: new).status == 200)
    let record = await listed(fixture)[0]
    #expect(
      record["id"]?.string == id && record["scopes"]?.string == #"["chat"]"# && record["rotation_days"]?.integer == 3)
    #expect(
      record["rotated_at"]?.string == "2026-11-22T00:00:01.000Z"
        && record["key_prefix"]?.string == String(new.prefix(17)))
    #expect(await fixture.admin("POST", "/admin/v1/apikeys/0000000000000000/rotate").status == 404)
  }

  @Test("H-508, H-510: a patch counts at once; a wrong type is refused, an unknown key not found")
  func patch() async throws {
    let fixture = try await GatewayFixture.unlimited()
    let issued = await issue(fixture)
    let (key, path) = (issued["key"]?.string ?? "", "/admin/v1/apikeys/\(issued["id"]?.string ?? "")")
    #expect(await fixture.chat("gpt-test", key: key).status == 200)
    #expect(await fixture.admin("PATCH", path, #"{"enabled": false}"#).json == .reading(#"{"ok": true}"#))
    #expect(await fixture.chat("gpt-test", key: key).status == 401)
    #expect(await fixture.admin("PATCH", path, #"{"enabled": true, "scopes": ["plan"], "name": "b"}"#).status == 200)
    #expect(await fixture.chat("gpt-test", key: key).status == 403)
    #expect(await listed(fixture)[0]["name"]?.string == "b")
    await fixture.gateway.services.writer.flush()
    let before = await fixture.store.everything()
    for body in [
      #"{"name": ""}"#, #"{"name": 1}"#, #"{"scopes": "x"}"#, #"{"rotation_days": -1}"#, #"{"enabled": "no"}"#,
      #"{"monthly_budget_usd": "1"}"#, #"{"rate_limit_rps": -3}"#, "{", "",
    ] { #expect(await fixture.admin("PATCH", path, body).status == 400, "\(body)") }
    #expect(await fixture.store.everything() == before)
    let unknown = await fixture.admin("PATCH", "/admin/v1/apikeys/0000000000000000", #"{"name": "c"}"#)
    #expect(unknown.status == 404 && unknown.json["error"]?.string == "api key not found")
  }

  @Test("H-509, H-510, H-514: a revoked key is worth nothing at once; all is audited in its order")
  func revoke() async throws {
    let fixture = try await GatewayFixture.unlimited()
    let issued = await issue(fixture)
    let (key, id) = (issued["key"]?.string ?? "", issued["id"]?.string ?? "")
    #expect(await fixture.chat("gpt-test", key: key).status == 200)
    for _ in 0..<2 {
      #expect(await fixture.admin("DELETE", "/admin/v1/apikeys/\(id)").json == .reading(#"{"ok": true}"#))
    }
    #expect(await fixture.chat("gpt-test", key: key).status == 401)
    #expect(await listed(fixture).isEmpty)
    let other = await issue(fixture)["id"]?.string ?? ""
    _ = await fixture.admin("POST", "/admin/v1/apikeys/\(other)/rotate")
    _ = await fixture.admin("PATCH", "/admin/v1/apikeys/\(other)", #"{"name": "b"}"#)
    #expect(
      await fixture.audited() == [
        "apikey.create \(id)", "apikey.revoke \(id)", "apikey.create \(other)", "apikey.rotate \(other)",
        "apikey.update \(other)",
      ])
  }

  @Test("H-511: a key that was not rotated in time is disabled by the hourly round, and told of")
  func enforcement() async throws {
    let fixture = try await GatewayFixture.unlimited()
    let key = await fixture.issueKey(#""name": "a", "rotation_days": 1"#)
    let subscription = try fixture.gateway.services.events.subscribe()
    await fixture.gateway.tick()
    #expect(await fixture.chat("gpt-test", key: key).status == 200)
    await fixture.time.advance(by: 86_400_000)
    await fixture.gateway.tick()
    #expect(await fixture.chat("gpt-test", key: key).status == 401)
    #expect(await listed(fixture)[0]["enabled"]?.bool == false)
    var types: [String] = []
    while !types.contains("key_rotation_expired"), types.count < 20, case .event(let event) = await subscription.next()
    {
      types.append(event.type)
    }
    #expect(types.contains("key_rotation_expired"))
  }

  @Test("H-513, H-039: a key whose budget is spent may go on once it is paid")
  func paid() async throws {
    let fixture = try await GatewayFixture.unlimited()
    let issued = await issue(fixture, #""name": "a", "monthly_budget_usd": 0.00001"#)
    let (key, id) = (issued["key"]?.string ?? "", issued["id"]?.string ?? "")
    #expect(await fixture.chat("gpt-test", key: key).status == 200)
    #expect(await fixture.chat("gpt-test", key: key).status == 429)
    await fixture.time.advance(by: 1000)
    #expect(await fixture.admin("POST", "/admin/v1/apikeys/\(id)/paid").status == 200)
    #expect(await listed(fixture)[0]["budget_reset_at"]?.string == "2026-11-22T00:00:01.000Z")
    #expect(await fixture.chat("gpt-test", key: key).status == 200)
    #expect(await fixture.chat("gpt-test", key: key).status == 429)
    #expect(await (try await fixture.reopened()).chat("gpt-test", key: key).status == 429)
    #expect(await fixture.admin("POST", "/admin/v1/apikeys/0000000000000000/paid").status == 404)
  }
}
