import RoutingCore
import RoutingTestSupport
import Testing

/// Streams: others are asked until the first byte, and nobody after it (R-1301 to R-1304).
@Suite(.offThePool) struct DispatchStreamTests {
  private static func started(_ change: (inout DispatchBed) -> Void = { _ in }) throws -> DispatchRun {
    var bed = DispatchBed(at: [0, 1, 2])
    bed.request.isStreaming = true
    change(&bed)
    var run = try bed.run()
    run.start()
    return run
  }

  @Test("R-1301: a provider that cannot stream is passed over")
  func ranking() throws {
    #expect(try Self.started { $0.providers[0].canStream = false }.sends == ["m1 first"])
  }

  @Test("R-1302, R-137: what does not open is tried once more, then the next, whose cost and provider are told")
  func openFails() throws {
    var run = try Self.started()
    run.fail(.transient)
    run.wake()
    run.fail(.transient)
    run.firstByte()
    #expect(
      run.log.filter { !$0.hasPrefix("health") }
        == ["send m0 first", "wake", "send m0 retry", "send m1 failover", "open 2 stream-fallback"])
    #expect(run.opened?.provider == "p1")
    #expect(abs((run.opened?.cost.value ?? 0) - 0.003) < 1e-12)
    #expect(run.opened?.attempts.count == 2)
  }

  @Test("R-906: a stream counts up to its first byte, and tokens from there on")
  func firstByte() throws {
    var run = try Self.started()
    run.pass(120)
    run.firstByte()
    #expect(run.log.last == "open 0 routed-weight-5")
    run.pass(900)
    run.answer(usage: TokenUsage(inputTokens: 1000, outputTokens: 10))
    #expect(run.summary?.latency == 120)
    #expect(run.traffic.health[ProviderHandleOf.first].latency == 120)
    #expect(run.summary?.cost == Dollars(0.001 + 10.0 / 1000 * 0.002))
  }

  @Test("R-1303: after the first byte nobody else is asked, and what breaks off is an error of the provider")
  func breaksOff() throws {
    var run = try Self.started()
    run.firstByte()
    run.fail(AttemptFailureReport(.transient, message: "answer ended early"))
    #expect(run.sends.count == 1 && run.failure?.kind == .streamError)
    #expect(run.failure?.attempts.map(\.result) == [.brokeOff(.transient)])
    // A known defect of other engines: a stream that ends early counted as a success.
    #expect(run.traffic.health[ProviderHandleOf.first].totalErrors == 1)
    #expect(run.traffic.health[ProviderHandleOf.first].latency == nil)
  }

  @Test("R-1304: the request's time is for the first byte; what follows may take as long as it goes on")
  func deadline() throws {
    var run = try Self.started { $0.policy.deadline = 1000 }
    run.pass(999)
    run.firstByte()
    run.pass(50_000)
    run.answer()
    #expect(run.log.last == "answer m0 routed-weight-5")
  }

  @Test("R-1064: a reader who goes away is charged what was counted so far and says nothing about health")
  func cancelled() throws {
    var run = try Self.started {
      $0.scopes = [.key("k")]
      $0.limits = [BudgetLimit(scope: .key("k"), amount: .maximum)]
    }
    run.firstByte()
    run.take(
      run.machine.cancelled(
        usage: TokenUsage(inputTokens: 1000, outputTokens: 100), now: run.now, &run.traffic))
    #expect(run.failure?.kind == .cancelled)
    #expect(
      run.traffic.ledger.standings(now: run.now).map(\.spent) == [
        NanoDollars(roundingUp: Dollars(1.0 * 0.001 + 0.1 * 0.002) ?? 0)
      ])
    #expect(run.traffic.health[ProviderHandleOf.first].totalRequests == 0)
  }

  @Test("a byte of an attempt that is not under way opens nothing, and neither does a second")
  func strayBytes() throws {
    var run = try Self.started()
    run.take(run.machine.firstByteArrived(3, now: run.now))
    run.firstByte()
    run.firstByte()
    #expect(run.log == ["send m0 first", "open 0 routed-weight-5"])
  }
}
