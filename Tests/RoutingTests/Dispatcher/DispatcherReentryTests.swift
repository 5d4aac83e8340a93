import Routing
import RoutingCore
import RoutingTestKit
import Synchronization
import Testing

/// Nothing is called under a lock: whoever is called may call back.
@Suite(.timeLimit(.minutes(60))) struct DispatcherReentryTests {
  /// Asks the router and the dispatcher for all that takes a lock.
  private static func callBack(_ dispatcher: Dispatcher?) {
    guard let dispatcher else { return }
    let router = dispatcher.router
    router.tick(now: .zero)
    _ = router.health(at: .zero)
    _ = router.ledger
    _ = router.book
    router.enable("m0")
    _ = router.record(.alive, at: "nobody", now: .zero)
    dispatcher.setProvider(nil, for: "nobody")
    do throws(DispatchError) { _ = try dispatcher.bound(of: DispatcherBed.request()) } catch {
      Issue.record("\(error)")
    }
  }

  /// A provider, a stream and a clock that call back whenever they are called.
  private final class Caller: ModelProvider, TimeSource {
    let dispatcher = Mutex<Dispatcher?>(nil)
    let time: VirtualTime
    let inner: ScriptedProvider

    init(_ time: VirtualTime, _ inner: ScriptedProvider) {
      self.time = time
      self.inner = inner
    }

    private func callBack() { DispatcherReentryTests.callBack(dispatcher.withLock { $0 }) }

    func send(_ call: ProviderCall) async throws(ProviderFailure) -> ProviderReply {
      callBack()
      return try await inner.send(call)
    }

    func openStream(_ call: ProviderCall) async throws(ProviderFailure) -> any ProviderStream {
      callBack()
      return try await inner.openStream(call)
    }

    func classify(_ failure: ProviderFailure) -> FailureClass {
      callBack()
      return FailureClass(failure)
    }

    func probe(timeout: Milliseconds) async -> ProbeResult? {
      callBack()
      return .dead
    }

    // The dispatcher reads the time before it has been told to anybody.
    var now: Moment {
      let dispatcher = dispatcher.withLock { $0 }
      _ = dispatcher?.router.health(at: .zero)
      return time.now
    }

    var unixTime: Double {
      callBackToRouter()
      return time.unixTime
    }

    private func callBackToRouter() { dispatcher.withLock { $0 }?.router.tick(now: .zero) }

    func sleep(until moment: Moment) async throws(CancellationError) {
      callBackToRouter()
      try await time.sleep(until: moment)
    }
  }

  @Test("a provider, an observer and a clock that call back into router and dispatcher do not wait for themselves")
  func callBacks() async throws {
    let bed = try DispatcherBed([[]])
    let scripted = ScriptedProvider(
      [
        .status(503), .answer(after: 10), .status(429, retryAfter: "1"), .answer(), .trickle(chunks: 2, every: 5),
        .breakOff(afterChunks: 1),
      ], time: bed.time
    ) { Issue.record("\($0)") }
    let caller = Caller(bed.time, scripted)
    let events = EventLog()
    let dispatcher = Dispatcher(bed.router, providers: ["p0": caller], time: caller, observer: events)
    caller.dispatcher.withLock { $0 = dispatcher }
    events.watch { _ in Self.callBack(dispatcher) }
    try await bed.run { bed in
      _ = try await dispatcher.send(DispatcherBed.request("a"))
      _ = try await dispatcher.send(DispatcherBed.request("b"))
      let stream = try await dispatcher.stream(DispatcherBed.request("c"))
      while try await stream.next() != nil {}
      let broken = try await dispatcher.stream(DispatcherBed.request("d"))
      await #expect(throws: DispatchFailure.self) { while try await broken.next() != nil {} }
      for _ in 0..<5 { await dispatcher.probe() }
    }
    #expect(events.words.filter { $0.hasPrefix("end") }.count == 6)
    #expect(events.words.last == "health p0 down")
    events.watch { _ in }
    caller.dispatcher.withLock { $0 = nil }
  }
}
