import GatewayState
import GatewayTestSupport
import ProviderAdapters
import Routing
import RoutingCore
import RoutingTestKit
import RoutingTestSupport
import Testing

@testable import TokenHubAPI

/// Models whose provider's account is empty.
@Suite(.offThePool) struct DisabledModelTests {
  private func opened(_ store: any StateStore = MemoryStateStore()) async throws -> (GatewayFixture, String) {
    let fixture = try await GatewayFixture.unlimited(
      store: store,
      answer: { request in
        request.url.contains("openai.com")
          ? .json(402, .reading(#"{"error": {"message": "insufficient balance"}}"#)) : FixtureHosts.answer(request)
      })
    return (fixture, await fixture.issueKey())
  }

  private func isEnabled(_ fixture: GatewayFixture, _ id: String) async -> Bool? {
    await fixture.engineModel(id)?["enabled"]?.bool
  }

  private func stored(_ store: any StateStore, _ id: String) async -> Bool? {
    try? await store.document(id, in: .models)?.body["enabled"]?.bool
  }

  @Test(
    "R-1040: a provider that answers 402 takes the model out at runtime and in the store, until it is enabled again")
  func paymentRequired() async throws {
    let (fixture, key) = try await opened()
    let subscription = try fixture.gateway.services.events.subscribe()
    _ = await fixture.time.running { await fixture.chat("gpt-test", key: key) }
    #expect(await isEnabled(fixture, "gpt-test") == false)
    #expect(await fixture.eventually { await stored(fixture.store, "gpt-test") == false })
    var event: GatewayEvent?
    while event?.type != "model_disabled", case .event(let next) = await subscription.next() { event = next }
    #expect(event?.json["model_id"]?.string == "gpt-test" && event?.json["reason"]?.string?.isEmpty == false)
    let asked = fixture.transport.requests.count
    #expect(await fixture.chat("gpt-test", key: key).status == 503)
    #expect(fixture.transport.requests.count == asked)
    let later = try await fixture.reopened()
    #expect(await isEnabled(later, "gpt-test") == false)
    // A patch of something else does not let it in; enabling it does.
    _ = await later.done("PATCH", "/admin/v1/models/gpt-test", #"{"weight": 2}"#)
    #expect(await later.chat("gpt-test", key: key).status == 503)
    _ = await later.done("PATCH", "/admin/v1/models/gpt-test", #"{"enabled": true}"#)
    #expect(await later.chat("gpt-test", key: key).status == 200)
    #expect(await stored(later.store, "gpt-test") == true)
  }

  @Test("R-1040: a model that was taken out is let in again by the gateway that took it out")
  func enabledAgain() async throws {
    let (fixture, key) = try await opened()
    _ = await fixture.time.running { await fixture.chat("gpt-test", key: key) }
    #expect(await fixture.eventually { await stored(fixture.store, "gpt-test") == false })
    _ = await fixture.done("PATCH", "/admin/v1/models/gpt-test", #"{"enabled": true}"#)
    #expect(await isEnabled(fixture, "gpt-test") == true)
    let asked = fixture.transport.requests.count
    _ = await fixture.time.running { await fixture.chat("gpt-test", key: key) }
    #expect(fixture.transport.requests.count > asked)
  }

  @Test("R-1040: where the store fails the model is out all the same, and the next change tells the store")
  func failingStore() async throws {
    let store = BreakableStore()
    let (fixture, key) = try await opened(store)
    store.setBroken(true)
    _ = await fixture.time.running { await fixture.chat("gpt-test", key: key) }
    let registrar = fixture.gateway.services.registrar
    #expect(await fixture.eventually { registrar.current.models["gpt-test"]?.isEnabled == false })
    // The change waits for what the failing store is asked.
    _ = try await registrar.alone { true }
    store.setBroken(false)
    #expect(await stored(store, "gpt-test") == nil)
    _ = await fixture.done("PUT", "/admin/v1/routing-config", #"{"default_mode": "cheap"}"#)
    #expect(await stored(store, "gpt-test") == false)
  }
}
