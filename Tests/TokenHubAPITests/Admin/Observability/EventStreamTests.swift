import GatewayState
import GatewayTestSupport
import ProviderAdapters
import Routing
import RoutingCore
import RoutingTestKit
import RoutingTestSupport
import Testing

@testable import TokenHubAPI

/// `/admin/v1/events`.
@Suite(.offThePool) struct EventStreamTests {
  private func open(_ fixture: GatewayFixture) async throws -> any GatewayEventStream {
    let request = GatewayRequest(
      method: "GET", path: "/admin/v1/events",
      headers: [HTTPField("Authorization", "Bearer \(GatewayFixture.adminToken)")], remoteAddress: "192.0.2.1")
    let response = await fixture.gateway.handle(request)
    guard case .events(let stream) = response.body else { throw NoStream() }
    return stream
  }

  private struct NoStream: Error {}

  private func frame(_ stream: any GatewayEventStream) async -> String {
    String(decoding: await stream.next() ?? [], as: UTF8.self)
  }

  private func data(_ frame: String) -> JSONValue {
    let line = frame.split(separator: "\n").first { $0.hasPrefix("data: ") } ?? "data: null"
    return .reading(String(line.dropFirst(6)))
  }

  @Test("H-630: a stream greets, then tells of each event by type and time")
  func greeting() async throws {
    let fixture = try await GatewayFixture.unlimited()
    let reply = await fixture.admin("HEAD", "/admin/v1/events")
    #expect(reply.status == 200 && reply[header: "content-type"] == "text/event-stream")
    #expect(reply[header: "cache-control"] == "no-cache" && reply[header: "connection"] == "keep-alive")
    let stream = try await open(fixture)
    #expect(await frame(stream) == "event: connected\ndata: {\"status\":\"ok\"}\n\n")
    await fixture.gateway.tick()
    let heartbeat = await frame(stream)
    #expect(heartbeat.hasPrefix("event: heartbeat\ndata: ") && heartbeat.hasSuffix("\n\n"))
    #expect(data(heartbeat)["type"]?.string == "heartbeat")
    #expect(data(heartbeat)["timestamp"]?.string == "2026-11-22T00:00:00.000Z")
    stream.cancel()
    #expect(await stream.next() == nil)
  }

  @Test("H-631: requests that succeed and fail are told of with all their members")
  func routes() async throws {
    let fixture = try await GatewayFixture.unlimited(answer: { request in
      request.url.contains("openai.com") ? .json(400, .reading("{}")) : FixtureHosts.answer(request)
    })
    let key = await fixture.issueKey(#""name": "tester""#)
    let stream = try await open(fixture)
    _ = await frame(stream)
    _ = await fixture.chat("claude-test", key: key, id: "good")
    let good = data(await frame(stream))
    #expect(
      good.names == [
        "type", "timestamp", "model_id", "provider_id", "latency_ms", "cost_usd", "reason", "mode", "request_id",
        "api_key_name", "input_tokens", "output_tokens", "total_tokens",
      ])
    #expect(
      good["type"]?.string == "route_success" && good["request_id"]?.string == "good"
        && good["total_tokens"]?.integer == 14)
    _ = await fixture.chat("gpt-test", key: key, id: "bad")
    var bad = data(await frame(stream))
    while bad["type"]?.string != "route_error", !bad.isNull { bad = data(await frame(stream)) }
    for name in ["latency_ms", "error_class", "error_msg", "model_id", "provider_id", "mode", "request_id"] {
      #expect(bad[name] != nil, "\(name)")
    }
    #expect(bad["request_id"]?.string == "bad" && bad["provider_id"]?.string == "openai")
  }

  @Test("H-633: who does not read loses the oldest events and is told how many; nobody waits for them")
  func overflow() async throws {
    let fixture = try await GatewayFixture.unlimited()
    let (slow, other) = (try await open(fixture), try await open(fixture))
    _ = await frame(slow)
    _ = await frame(other)
    let bus = fixture.gateway.services.events
    for number in 0..<70 {
      bus.publish(GatewayEvent(milliseconds: number, .keyRotationExpired(keyID: "\(number)", name: "n")))
      if number < 64 { #expect(data(await frame(other))["api_key_id"]?.string == "\(number)") }
    }
    // One event at most was under way to the slow one already, before the loss was noticed.
    var (frames, lost, kept): (Int, [Int], [String]) = (0, [], [])
    while kept.last != "69", frames < 80 {
      let text = await frame(slow)
      frames += 1
      if text.hasPrefix("event: dropped\n") {
        #expect(frames <= 2)
        lost.append(data(text)["count"]?.integer ?? 0)
      } else {
        kept.append(data(text)["api_key_id"]?.string ?? "")
      }
    }
    #expect(lost.count == 1 && (lost.first ?? 0) + kept.count == 70)
    #expect(kept.suffix(64) == (6..<70).map { "\($0)" }[...])
    #expect(data(await frame(other))["api_key_id"]?.string == "64")
  }

  @Test("H-633: fifteen seconds of silence are filled with a comment")
  func silence() async throws {
    let fixture = try await GatewayFixture.unlimited()
    let stream = try await open(fixture)
    _ = await frame(stream)
    let time = fixture.time
    let text = await time.running { await frame(stream) }
    #expect(text == ": keep-alive\n\n")
    #expect(time.unixTime >= GatewayFixture.start + 15)
  }

  @Test("H-633, H-038: who went away is forgotten, and streams count in no rate")
  func goneAway() async throws {
    let fixture = try await GatewayFixture.open()
    for _ in 0..<200 { (try await open(fixture)).cancel() }
    let stream = try await open(fixture)
    _ = await frame(stream)
    stream.cancel()
    #expect(await fixture.admin("GET", "/admin/v1/stats").status == 200)
  }
}
