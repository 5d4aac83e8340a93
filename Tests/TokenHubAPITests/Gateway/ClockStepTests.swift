import GatewayDoubles
import GatewayState
import GatewayTestSupport
import ProviderAdapters
import RoutingCore
import RoutingTestKit
import RoutingTestSupport
import Testing
import TokenHubAPI

/// What goes on as it did where somebody sets the date while the gateway runs.
@Suite(.offThePool) struct ClockStepTests {
  private static func open() async throws -> (fixture: GatewayFixture, clock: SteppedTime) {
    let time = VirtualTime(unixTime: GatewayFixture.start)
    let clock = SteppedTime(time)
    let fixture = try await GatewayFixture.open(
      time: time,
      configure: { _, ports in
        ports.time = clock
        ports.cipher = ToyCipher()
      })
    return (fixture, clock)
  }

  @Test("H-038: a date set back keeps no address out, and one set ahead lets none in")
  func rates() async throws {
    let (fixture, clock) = try await Self.open()
    for _ in 0..<120 { #expect(await fixture.send("GET", "/v1/models").status == 200) }
    #expect(await fixture.send("GET", "/v1/models").status == 429)
    clock.step(byDays: -1)
    await fixture.time.advance(by: 1000)
    for _ in 0..<60 { #expect(await fixture.send("GET", "/v1/models").status == 200) }
    clock.step(byDays: 2)
    #expect(await fixture.send("GET", "/v1/models").status == 429)
  }

  @Test("H-039: what is spent while the date is a month ahead is kept apart from what the right month counts")
  func budget() async throws {
    let (fixture, clock) = try await Self.open()
    let key = await fixture.issueKey(#""name": "poor", "monthly_budget_usd": 0.00004"#)
    let consumer = Consumer(fixture: fixture, key: key)
    clock.step(byDays: 31)
    #expect(await consumer.complete().status == 200)
    clock.step(byDays: -31)
    #expect(await consumer.complete().status == 200)
    #expect(await consumer.complete().status == 429)
  }

  @Test("H-040: an answer is kept for five minutes that pass, whatever the date says")
  func repeatedRequests() async throws {
    let (fixture, clock) = try await Self.open()
    let consumer = Consumer(fixture: fixture, key: await fixture.issueKey())
    let repeated = [HTTPField("Idempotency-Key", "a")]
    #expect(await consumer.complete(headers: repeated).status == 200)
    clock.step(byDays: 1)
    #expect(await consumer.complete(headers: repeated)[header: "idempotency-replay"] == "true")
    clock.step(byDays: -2)
    await fixture.time.advance(by: 300_001)
    #expect(await consumer.complete(headers: repeated)[header: "idempotency-replay"] == nil)
  }

  @Test("H-207: a vault that nobody uses locks itself after half an hour, also where the date was set back")
  func vault() async throws {
    let (fixture, clock) = try await Self.open()
    func isLocked() async -> Bool? {
      await fixture.gateway.tick()
      return await fixture.admin("GET", "/admin/v1/info").json["vault_locked"]?.bool
    }
    let unlock = await fixture.admin("POST", "/admin/v1/vault/unlock", #"{"admin_password": "a long password"}"#)
    #expect(unlock.status == 200)
    clock.step(byDays: -1)
    await fixture.time.advance(by: 1_799_000)
    #expect(await isLocked() == false)
    await fixture.time.advance(by: 1000)
    #expect(await isLocked() == true)
  }

  @Test("H-632, H-908: a heartbeat comes every 15 s that pass: a date set back skips none and one set ahead adds none")
  func housekeeping() async throws {
    let (fixture, clock) = try await Self.open()
    await fixture.gateway.tick()
    clock.step(byDays: -1)
    for _ in 0..<3 {
      await fixture.time.advance(by: 14_999)
      await fixture.gateway.tick()
      await fixture.time.advance(by: 1)
      await fixture.gateway.tick()
    }
    clock.step(byDays: 31)
    await fixture.gateway.tick()
    #expect(await fixture.send("GET", "/metrics").text.contains("tokenhub_heartbeat_total 4\n"))
  }
}
