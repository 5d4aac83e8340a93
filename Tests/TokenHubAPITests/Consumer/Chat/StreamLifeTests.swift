import GatewayState
import GatewayTestSupport
import ProviderAdapters
import RoutingCore
import RoutingTestKit
import RoutingTestSupport
import Testing
import TokenHubAPI

/// Silence, and clients that go away (H-128, H-129).
@Suite(.offThePool) struct StreamLifeTests {
  private static let chunk = StreamingTests.chunk(#"[{"index":0,"delta":{"content":"x"}}]"#)
  private static let body = #"{"model": "gpt-test", "stream": true, "messages": [{"role": "user", "content": "hi"}]}"#

  /// A stream that was opened and not read yet.
  private static func open(_ consumer: Consumer) async throws -> any GatewayEventStream {
    let response = await consumer.fixture.gateway.handle(
      GatewayRequest(
        method: "POST", path: "/v1/chat/completions", headers: [HTTPField("x-api-key", consumer.key)],
        body: .bytes(Array(body.utf8)), remoteAddress: "192.0.2.1"))
    guard case .events(let stream) = response.body else { throw NotAStream() }
    return stream
  }

  private struct NotAStream: Error {}

  /// Waits until something has been logged.
  private static func settle(_ consumer: Consumer) async {
    for _ in 0..<500 { await Task.yield() }
  }

  /// What is logged once anything is, and whatever comes right after it.
  private static func log(_ consumer: Consumer) async throws -> JSONList {
    for _ in 0..<10_000 where try await consumer.log(.requests).isEmpty { await Task.yield() }
    await settle(consumer)
    return try await consumer.log(.requests)
  }

  @Test("H-128: fifteen seconds of silence are filled with a comment")
  func keepAlive() async throws {
    let consumer = try await Consumer.open(answer: Hosts.always(.endlessStream([Self.chunk])))
    let time = consumer.fixture.time
    let stream = try await Self.open(consumer)
    #expect(await stream.next().map { String(decoding: $0, as: UTF8.self) }?.hasPrefix("data: {") == true)
    for _ in 0..<2 {
      let reading = Task { await stream.next() }
      let before = time.now
      await time.advance(by: 14_999)
      await time.advance(by: 1)
      #expect(await reading.value == Array(": keep-alive\n\n".utf8))
      #expect(time.now == before.advanced(byMilliseconds: 15_000))
    }
    stream.cancel()
  }

  @Test("H-126, R-1304: a stream that is silent for a minute is broken off, after comments that kept it alive")
  func silence() async throws {
    let consumer = try await Consumer.open(answer: Hosts.always(.endlessStream([Self.chunk])))
    let time = consumer.fixture.time
    let stream = try await Self.open(consumer)
    var frames = [await stream.next()]
    for _ in 0..<4 {
      let reading = Task { await stream.next() }
      await Self.settle(consumer)
      await time.advance(by: 15_000)
      frames.append(await reading.value)
    }
    while let frame = await stream.next() { frames.append(frame) }
    let texts = frames.map { $0.map { String(decoding: $0, as: UTF8.self) } ?? "" }
    #expect(texts[1...3].allSatisfy { $0 == ": keep-alive\n\n" })
    #expect(texts.suffix(2).first?.contains("stream_error") == true && texts.last == "data: [DONE]\n\n", "\(texts)")
    #expect(consumer.fixture.transport.cancelledStreams == 1)
  }

  /// How a client goes away.
  enum Leaving: CaseIterable, Sendable {
    case cancels, cancelsTwice, isCancelledWhileReading, letsGo, neverReads, cancelsBeforeReading
  }

  @Test(
    "H-129, H-120: a client that goes away stops the provider, is logged once as cancelled, and says nothing of health",
    arguments: Leaving.allCases)
  func goesAway(leaving: Leaving) async throws {
    let consumer = try await Consumer.open(answer: Hosts.always(.endlessStream([Self.chunk])))
    do {
      let stream = try await Self.open(consumer)
      if leaving != .neverReads, leaving != .cancelsBeforeReading { _ = await stream.next() }
      switch leaving {
      case .cancels, .cancelsBeforeReading: stream.cancel()
      case .cancelsTwice:
        stream.cancel()
        stream.cancel()
      case .isCancelledWhileReading:
        let reading = Task { await stream.next() }
        await Self.settle(consumer)
        reading.cancel()
        #expect(await reading.value == nil)
      case .letsGo, .neverReads: break
      }
      if leaving == .cancels { #expect(await stream.next() == nil) }
    }
    let log = try await Self.log(consumer)
    #expect(consumer.fixture.transport.cancelledStreams == 1)
    let health = await consumer.fixture.admin("GET", "/admin/v1/health").json["providers"]?.elements ?? []
    let openai = health.first { $0["provider_id"] == "openai" }
    #expect(openai?["total_errors"]?.integer == 0 && openai?["total_requests"]?.integer == 0, "\(openai?.text ?? "")")
    #expect(log.count == 1)
    #expect(log.first?["error_class"] == "cancelled" && log.first?["status_code"]?.integer == 499)
    #expect(try await consumer.log(.rewards).isEmpty)
  }

  @Test("H-129: what is read while a client goes away is not the end of the answer, and it is logged as cancelled")
  func readsWhileGoingAway() async throws {
    let reading = ReadingAtCancellation()
    let consumer = try await Consumer.open(configure: { _, ports in
      ports.transport = EndlessTransport(Self.chunk) { reading.providerIsTold() }
    })
    let stream = try await Self.open(consumer)
    #expect(await stream.next() != nil)
    // The provider is asked for more.
    await Self.settle(consumer)
    reading.begin(with: stream)
    stream.cancel()
    #expect(reading.frames == [nil])
    let log = try await Self.log(consumer)
    #expect(log.count == 1)
    #expect(log.first?["error_class"] == "cancelled" && log.first?["status_code"]?.integer == 499)
  }

  @Test("H-120: who goes away with the whole answer but its end has been answered, and it is recorded once")
  func goesAwayAtTheEnd() async throws {
    for count in 1...6 {
      let consumer = try await Consumer.open()
      do {
        let stream = try await Self.open(consumer)
        for _ in 0..<count { _ = await stream.next() }
        stream.cancel()
      }
      let log = try await Self.log(consumer)
      #expect(log.count == 1)
      // The last of five is the end itself.
      if count >= 5 { #expect(log.first?["error_class"] == nil) }
    }
  }

  @Test("R-1064, H-120: a client that does not wait for a whole answer stops the provider and is logged as cancelled")
  func wholeAnswer() async throws {
    let consumer = try await Consumer.open(
      configure: { configuration, _ in configuration.dispatch.backoff = 100 }, answer: Hosts.refusing(503))
    let (fixture, key) = (consumer.fixture, consumer.key)
    let asking = Task {
      await fixture.consumer(
        "POST", "/v1/chat/completions", key: key,
        #"{"model": "gpt-test", "messages": [{"role": "user", "content": "x"}]}"#)
    }
    // It waits before its first retry.
    while fixture.transport.requests.isEmpty { await Task.yield() }
    await Self.settle(consumer)
    asking.cancel()
    #expect(await asking.value.status == 499)
    let log = try await Self.log(consumer)
    #expect(log.count == 1 && log[0]["error_class"] == "cancelled" && log[0]["status_code"]?.integer == 499)
    #expect(consumer.sent.count == 1)
  }
}
