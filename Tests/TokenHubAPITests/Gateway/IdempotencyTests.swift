import GatewayState
import GatewayTestSupport
import ProviderAdapters
import RoutingCore
import RoutingTestKit
import RoutingTestSupport
import Testing
import TokenHubAPI

/// A request that is sent twice under one key is done once (H-040).
@Suite(.offThePool) struct IdempotencyTests {
  private static func key(_ text: String) -> [HTTPField] { [HTTPField("Idempotency-Key", text)] }

  @Test("H-040: the second request gets the first one's answer, and says so")
  func replay() async throws {
    let consumer = try await Consumer.open()
    let first = await consumer.complete(headers: Self.key("a"))
    let second = await consumer.complete(headers: Self.key("a"))
    #expect(consumer.sent.count == 1)
    #expect(first.status == 200 && second.status == 200)
    #expect(first.bytes == second.bytes)
    #expect(first[header: "idempotency-replay"] == nil && second[header: "idempotency-replay"] == "true")
    #expect(second[header: "x-tokenhub-model"] == "gpt-test" && second[header: "content-type"] != nil)
    #expect(second[header: "x-request-id"] != first[header: "x-request-id"])
    #expect(try await consumer.log(.requests).count == 1)
  }

  @Test("H-040: another key, path, body or principal is another request")
  func others() async throws {
    let consumer = try await Consumer.open()
    let other = Consumer(fixture: consumer.fixture, key: await consumer.fixture.issueKey(#""name": "b""#))
    _ = await consumer.complete(headers: Self.key("a"))
    for reply in [
      await consumer.complete(headers: Self.key("b")), await other.complete(headers: Self.key("a")),
      await consumer.complete(#""model": "gpt-test", "n": 1"#, headers: Self.key("a")),
      await consumer.chat(headers: Self.key("a")), await consumer.complete(),
      await consumer.complete(headers: Self.key("")),
    ] {
      #expect(reply.status == 200 && reply[header: "idempotency-replay"] == nil)
    }
    #expect(consumer.sent.count == 7)
  }

  @Test("H-040: an answer is kept for five minutes")
  func lifetime() async throws {
    let consumer = try await Consumer.open()
    _ = await consumer.complete(headers: Self.key("a"))
    await consumer.fixture.time.advance(by: 299_000)
    #expect(await consumer.complete(headers: Self.key("a"))[header: "idempotency-replay"] == "true")
    await consumer.fixture.time.advance(by: 1_001)
    #expect(await consumer.complete(headers: Self.key("a"))[header: "idempotency-replay"] == nil)
    #expect(consumer.sent.count == 2)
  }

  @Test(
    "H-040: what the client has to mend is answered alike, and what may pass is tried again",
    arguments: [
      (400, true), (404, true), (429, false), (500, false), (503, false),
    ])
  func failures(status: Int, isKept: Bool) async throws {
    let registry = try ModelRegistry(models: [FixtureRegistry.models[2]], providers: [FixtureRegistry.providers[0]])
    let turns = Turns()
    let refusing = Hosts.refusing(status, headers: [HTTPField("Retry-After", "60")])
    let consumer = try await Consumer.open(
      registry: registry, configure: { configuration, _ in configuration.dispatch.retries = 0 },
      answer: { request in turns.next() == 0 ? refusing(request) : FixtureHosts.answer(request) })
    let first = await consumer.complete(headers: Self.key("a"))
    #expect(first.status >= 400)
    await consumer.fixture.time.advance(by: 61_000)
    let second = await consumer.complete(headers: Self.key("a"))
    #expect((second.status == first.status) == isKept)
    #expect((second[header: "idempotency-replay"] == "true") == isKept)
  }

  @Test("H-040: a stream is never replayed")
  func streams() async throws {
    let consumer = try await Consumer.open()
    for _ in 0..<2 {
      let reply = await consumer.complete(#""model": "gpt-test", "stream": true"#, headers: Self.key("a"))
      #expect(reply.status == 200 && reply[header: "idempotency-replay"] == nil)
      #expect(reply.frames.last == "data: [DONE]")
    }
    #expect(consumer.sent.count == 2)
  }

  @Test("H-040: while the first is under way, the second is refused")
  func concurrent() async throws {
    let consumer = try await Consumer.open(answer: Hosts.always(.endlessStream(["data: {}\n\n"])))
    let body = #"{"model": "gpt-test", "stream": true, "messages": [{"role": "user", "content": "hi"}]}"#
    let (fixture, key) = (consumer.fixture, consumer.key)
    let headers = Self.key("a")
    let first = Task { await fixture.consumer("POST", "/v1/chat/completions", key: key, headers: headers, body) }
    while fixture.transport.requests.isEmpty { await Task.yield() }
    let second = await fixture.consumer("POST", "/v1/chat/completions", key: key, headers: headers, body)
    #expect(second.status == 409)
    #expect(second.json["error"]?["message"]?.string == "request in progress")
    first.cancel()
    #expect(await first.value.status == 499)
    // Nobody waited for it, so the next may.
    let third = Task { await fixture.consumer("POST", "/v1/chat/completions", key: key, headers: headers, body) }
    while fixture.transport.requests.count < 2 { await Task.yield() }
    third.cancel()
    _ = await third.value
  }
}
