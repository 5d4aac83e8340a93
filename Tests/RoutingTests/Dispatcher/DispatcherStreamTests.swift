import Routing
import RoutingCore
import RoutingTestKit
import Testing

/// Answers that arrive piece by piece.
@Suite(.timeLimit(.minutes(60))) struct DispatcherStreamTests {
  /// What reading a stream gave.
  private struct Reading: Sendable {
    var chunks = 0
    var failure: DispatchFailure?
  }

  private static func read(_ stream: DispatchedStream) async -> Reading {
    var reading = Reading()
    do throws(DispatchFailure) {
      while try await stream.next() != nil { reading.chunks += 1 }
    } catch {
      reading.failure = error
    }
    return reading
  }

  private static func read(_ bed: DispatcherBed) async throws -> Reading {
    try await bed.run { bed in await read(try await bed.dispatcher.stream(DispatcherBed.request())) }
  }

  @Test("R-1302: one that does not open is followed by the next, for its reason and its cost")
  func failover() async throws {
    let bed = try DispatcherBed([[.status(401)], [.trickle(chunks: 3, every: 100, after: 50)]])
    let (opening, reading) = try await bed.run { bed in
      let stream = try await bed.dispatcher.stream(DispatcherBed.request())
      return (stream.opening, await Self.read(stream))
    }
    #expect(opening.provider == "p1")
    #expect(opening.reason == .streamFallback)
    #expect(opening.latency == 50)
    #expect(reading.chunks == 3)
    #expect(reading.failure == nil)
    #expect(bed.time.now == .milliseconds(250))
    #expect(
      bed.events.words == [
        "start m0 first", "end m0 auth", "start m1 failover", "open m1", "end m1 success", "answered m1",
      ])
    bed.expectQuiet()
  }

  @Test("R-1302: a stream that ends before its first piece has not begun, and is retried once")
  func emptyStream() async throws {
    let bed = try DispatcherBed([
      [.partialBody(chunks: 0), .trickle(chunks: 0, every: 0)], [.trickle(chunks: 2, every: 0)],
    ])
    let (opening, reading) = try await bed.run { bed in
      let stream = try await bed.dispatcher.stream(DispatcherBed.request())
      return (stream.opening, await Self.read(stream))
    }
    #expect(opening.attempts.map(\.result) == [.failed(.transient), .failed(.transient)])
    #expect(opening.attempts.map(\.cause) == [.first, .retry])
    #expect(reading.chunks == 2)
    #expect(bed.providers[0].calls.count == 2)
    bed.expectQuiet()
  }

  @Test("R-1303: one that breaks in the middle is an error, and nobody else is asked")
  func breaksOff() async throws {
    let bed = try DispatcherBed([[.breakOff(afterChunks: 2, every: 10)], []])
    let reading = try await Self.read(bed)
    #expect(reading.chunks == 2)
    #expect(reading.failure?.kind == .streamError)
    #expect(reading.failure?.attempts.map(\.result) == [.brokeOff(.transient)])
    #expect(bed.providers[1].calls.isEmpty)
    bed.expectQuiet()
  }

  @Test("R-1303: one that just stops is an error and no end")
  func endsEarly() async throws {
    let bed = try DispatcherBed([[.partialBody(chunks: 2)], []])
    let reading = try await Self.read(bed)
    #expect(reading.chunks == 2)
    #expect(reading.failure?.kind == .streamError)
    bed.expectQuiet()
  }

  @Test("R-1304: silence for longer than the idle time ends a stream, and the provider is told")
  func idle() async throws {
    let bed = try DispatcherBed(
      [[.silence(afterChunks: 2, every: 900)], []], parameters: DispatchParameters(streamIdleTimeout: 1000))
    let reading = try await Self.read(bed)
    #expect(reading.chunks == 2)
    #expect(reading.failure?.kind == .streamError)
    #expect(bed.time.now == .milliseconds(1900))
    #expect(bed.providers[0].calls.first?.wasCancelled == true)
    bed.expectQuiet()
  }

  @Test("R-1304: a slow trickle that is never silent for too long is read to its end")
  func slowTrickle() async throws {
    let bed = try DispatcherBed(
      [[.trickle(chunks: 20, every: 999)]], parameters: DispatchParameters(attemptTimeout: 500, streamIdleTimeout: 1000)
    )
    let reading = try await Self.read(bed)
    #expect(reading.chunks == 20)
    #expect(reading.failure == nil)
    #expect(bed.time.now == .milliseconds(19 * 999))
  }

  @Test("R-1304: a stream of more bytes than the cap is broken off, and the provider is told")
  func byteCap() async throws {
    let bed = try DispatcherBed(
      [[.trickle(chunks: 100, every: 1, bytesPerChunk: 1000)]],
      parameters: DispatchParameters(streamByteLimit: 10_000))
    let reading = try await Self.read(bed)
    #expect(reading.chunks == 10)
    #expect(reading.failure?.kind == .streamError)
    #expect(bed.providers[0].calls.first?.wasCancelled == true)
    bed.expectQuiet()
  }

  @Test("a stream that hangs before its first piece is given up at the attempt's deadline")
  func hangsBeforeFirstByte() async throws {
    let bed = try DispatcherBed(
      [[.silence(afterChunks: 0)], [.trickle(chunks: 1, every: 0)]],
      parameters: DispatchParameters(streamRetries: 0, attemptTimeout: 400))
    let reading = try await Self.read(bed)
    #expect(reading.chunks == 1)
    #expect(bed.time.now == .milliseconds(400))
    #expect(bed.providers[0].calls.first?.wasCancelled == true)
    bed.expectQuiet()
  }

  @Test("R-1064: a reader that lets go of a stream cancels it upstream")
  func readerGoesAway() async throws {
    let bed = try DispatcherBed([[.trickle(chunks: 100, every: 10)], []])
    try await bed.run { bed in
      let stream = try await bed.dispatcher.stream(DispatcherBed.request())
      _ = try await stream.next()
      _ = try await stream.next()
    }
    #expect(bed.providers[0].calls.first?.wasCancelled == true)
    #expect(bed.events.words.last == "failed cancelled")
    bed.expectQuiet()
  }

  @Test("R-1064: cancelling the task that reads ends the reading and the stream")
  func readerIsCancelled() async throws {
    let bed = try DispatcherBed([[.silence(afterChunks: 1)], []])
    let reading = try await bed.run { bed in
      let stream = try await bed.dispatcher.stream(DispatcherBed.request())
      return await withTaskGroup(of: Reading?.self) { group in
        group.addTask { await Self.read(stream) }
        group.addTask {
          do throws(CancellationError) { try await bed.time.sleep(until: .milliseconds(50)) } catch {}
          return nil
        }
        _ = await group.next()
        group.cancelAll()
        return await group.next() ?? nil
      }
    }
    #expect(reading?.failure?.kind == .cancelled)
    #expect(bed.time.now == .milliseconds(50))
    #expect(bed.providers[0].calls.first?.wasCancelled == true)
    bed.expectQuiet()
  }

  @Test("R-1064: a cancelled stream is over before its provider is told, whose last words are nobody's failure")
  func overBeforeTold() async throws {
    let provider = TellingProvider()
    let registry = try ModelRegistry(models: [Model(id: "m", provider: "p")], providers: [Provider(id: "p")])
    let dispatcher = Dispatcher(
      try Router(RouterConfiguration(registry: registry)), providers: ["p": provider], time: VirtualTime())
    let stream = try await dispatcher.stream(
      DispatchRequest(
        RoutingRequest(inputTokens: 10), payload: CallPayload(messages: [ChatMessage(.user, "Hello")]),
        policy: .given(RoutingPolicy(maximumCost: nil))))
    provider.watch(stream)
    stream.cancel()
    provider.watch(nil)
    guard case .failed(let failure)? = provider.seen else {
      Issue.record("\(String(describing: provider.seen))")
      return
    }
    #expect(failure.kind == .cancelled)
  }

  @Test("cancelling twice, also after the end, changes nothing")
  func cancelTwice() async throws {
    let bed = try DispatcherBed([[.trickle(chunks: 1, every: 0), .trickle(chunks: 2, every: 0)]])
    try await bed.run { bed in
      let whole = try await bed.dispatcher.stream(DispatcherBed.request())
      _ = await Self.read(whole)
      whole.cancel()
      guard case .answered? = whole.outcome else {
        Issue.record("\(String(describing: whole.outcome))")
        return
      }
      let stream = try await bed.dispatcher.stream(DispatcherBed.request())
      stream.cancel()
      stream.cancel()
      #expect(bed.events.words.filter { $0 == "failed cancelled" }.count == 1)
    }
    bed.expectQuiet()
  }
}

/// Streams one piece, and looks at how far a reader is when it is told to stop.
private final class TellingProvider: ModelProvider, ProviderStream {
  private struct State: Sendable {
    var hasSpoken = false
    var watched: DispatchedStream?
    var seen: DispatchOutcome?
  }

  private let state = Locked(State())

  /// The outcome that the watched stream had when this was told to stop.
  var seen: DispatchOutcome? { state.withLock { $0.seen } }

  func watch(_ stream: DispatchedStream?) { state.withLock { $0.watched = stream } }

  func send(_ call: ProviderCall) async throws(ProviderFailure) -> ProviderReply { throw .notSent(.unsupported) }

  func openStream(_ call: ProviderCall) async throws(ProviderFailure) -> any ProviderStream { self }

  func next() async throws(ProviderFailure) -> StreamChunk? {
    let isFirst = state.withLock { state -> Bool in
      defer { state.hasSpoken = true }
      return !state.hasSpoken
    }
    return isFirst ? StreamChunk(body: JSONValue(object: ["choices": []]), byteCount: 2) : nil
  }

  func cancel() {
    guard let outcome = state.withLock({ $0.watched })?.outcome else { return }
    state.withLock { $0.seen = outcome }
  }
}
