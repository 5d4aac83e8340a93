import Routing
import RoutingCore
import RoutingTestKit
import RoutingTestSupport
import Synchronization
import Testing

/// A provider that does what it is told.
@Suite(.timeLimit(.minutes(60))) struct ScriptedProviderTests {
  static let call = ProviderCall(
    model: Model(id: "p/m", provider: "p"), payload: CallPayload(messages: [ChatMessage(.user, "Hello")]),
    requestID: "r", timeout: 1000)

  private static func send(_ provider: ScriptedProvider) async -> Result<ProviderReply, ProviderFailure> {
    do throws(ProviderFailure) { return .success(try await provider.send(call)) } catch { return .failure(error) }
  }

  @Test("each call gets its step, at the time that it says, and is written down")
  func steps() async throws {
    let time = VirtualTime()
    let provider = ScriptedProvider(
      [
        .answer(after: 10, tokens: 2), .status(429, retryAfter: "3", after: 5), .unreadable(),
        .trickle(chunks: 3, every: 7),
      ],
      time: time
    ) { Issue.record("\($0)") }
    let results = try await SerialTaskExecutor { time.advanceToNextSleeper() }.run {
      var results: [Result<ProviderReply, ProviderFailure>] = []
      for _ in 0..<4 { results.append(await Self.send(provider)) }
      return results
    }
    #expect(try results[0].get().usage?.outputTokens == TokenCount(clamping: 2))
    #expect(results[1] == .failure(.response(.init(status: 429, retryAfter: "3"))))
    if case .failure(.unreadable) = results[2] {} else { Issue.record("\(results[2])") }
    #expect(try results[3].get().usage?.outputTokens == TokenCount(clamping: 3))
    let calls = provider.calls
    #expect(calls.map(\.startedAt.nanoseconds) == [0, 10_000_000, 15_000_000, 15_000_000])
    #expect(calls.map { $0.end?.moment.nanoseconds } == [10_000_000, 15_000_000, 15_000_000, 29_000_000])
    #expect(calls.map(\.number) == [0, 1, 2, 3])
    #expect(calls.allSatisfy { $0.model == "p/m" && !$0.wasCancelled && !$0.isStreaming })
    #expect(provider.stepsLeft.isEmpty)
  }

  @Test("a call beyond the script throws, is told of, and is written down as that")
  func beyondTheScript() async throws {
    let told = Mutex<[Int]>([])
    let provider = ScriptedProvider([.answer()], time: VirtualTime()) { call in told.withLock { $0.append(call.number) }
    }
    #expect(provider.stepsLeft == [.answer()])
    _ = try await Self.send(provider).get()
    if case .failure(.unreadable) = await Self.send(provider) {} else { Issue.record("it did not throw") }
    do throws(ProviderFailure) {
      _ = try await provider.openStream(Self.call)
      Issue.record("it opened")
    } catch {}
    #expect(told.withLock { $0 } == [1, 2])
    #expect(provider.calls.map { $0.end?.kind } == [.answered, .unexpected, .unexpected])
  }

  @Test("what follows the script goes on for ever where it is said")
  func afterwards() async throws {
    let provider = ScriptedProvider([], afterwards: .answer(), time: VirtualTime()) { Issue.record("\($0)") }
    for _ in 0..<3 { _ = try await Self.send(provider).get() }
    #expect(provider.calls.count == 3)
  }

  @Test("probes give what was set, and are counted")
  func probes() async {
    let provider = ScriptedProvider([], time: VirtualTime()) { Issue.record("\($0)") }
    #expect(await provider.probe(timeout: 1) == nil)
    provider.setProbe(.dead)
    #expect(await provider.probe(timeout: 1) == .dead)
    #expect(provider.probeCount == 2)
  }
}
