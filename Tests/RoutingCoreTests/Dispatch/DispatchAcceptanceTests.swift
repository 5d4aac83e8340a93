import RoutingCore
import RoutingTestSupport
import Testing

/// Whoever begins something that is charged at its beginning is not asked twice, and nobody else either.
@Suite(.offThePool) struct DispatchAcceptanceTests {
  private static let charged: [ModelKind] = [.image, .video, .agent]

  private static func bed(_ kind: ModelKind) -> DispatchBed {
    var bed = DispatchBed(at: [0, 0, 1])
    for place in bed.models.indices { bed.models[place].kinds = ModelKindSet([kind]) }
    bed.request.kind = kind
    return bed
  }

  private static func run(_ kind: ModelKind, _ failure: ProviderFailure) throws -> DispatchRun {
    var run = try bed(kind).run()
    run.start()
    run.fail(AttemptFailureReport(failure, FailureClass(failure), unixTime: 0))
    return run
  }

  /// What may have been taken up all the same.
  private static let unknown: [ProviderFailure] =
    [.timedOut, .reset, .endedEarly, .tooLarge, .other].map { .transport($0) }
    + [.unreadable(message: "no json"), .cancelled]
    // A proxy does not know what became of it behind.
    + [502, 504].map { .response(ProviderFailure.FailedResponse(status: $0)) }

  @Test("H-154, H-164: where a provider may be at work already, the request ends", arguments: unknown)
  func mayHaveBegun(failure: ProviderFailure) throws {
    for kind in Self.charged {
      let run = try Self.run(kind, failure)
      #expect(run.sends == ["m0 first"])
      #expect(run.failure?.kind == .exhausted(FailureClass(failure)))
      #expect(run.failure?.attempts.map(\.isSent) == [true])
    }
    for kind in [ModelKind.chat, .embedding] { #expect(try Self.run(kind, failure).outcome == nil) }
  }

  @Test("H-154, H-164: an attempt that is given up at its deadline ends the request", arguments: charged)
  func timeout(kind: ModelKind) throws {
    var run = try Self.bed(kind).run()
    run.start()
    run.timeOut()
    #expect(run.sends == ["m0 first"])
    #expect(run.failure?.kind == .exhausted(.transient))
    #expect(run.failure?.attempts.map(\.result) == [.timedOut])
  }

  @Test("R-1063: where the time of the request is over as well, that is what it fails of", arguments: charged)
  func deadline(kind: ModelKind) throws {
    var bed = Self.bed(kind)
    bed.policy.deadline = 1000
    var run = try bed.run()
    run.start()
    run.timeOut()
    #expect(run.failure?.kind == .deadline)
  }

  /// What a provider certainly did not take up.
  private static let refused: [ProviderFailure] =
    [.refused, .nameNotFound, .insecure, .redirected].map { .transport($0) }
    + [.notSent(.noCredential), .notSent(.unsupported)]
    + [401, 402, 403, 413, 429, 500, 503].map { .response(ProviderFailure.FailedResponse(status: $0)) }

  @Test("H-154, H-164: a request that was certainly not taken up is retried and goes on to others", arguments: refused)
  func notBegun(failure: ProviderFailure) throws {
    for kind in Self.charged {
      let (run, chat) = (try Self.run(kind, failure), try Self.run(.chat, failure))
      #expect(run.outcome == nil)
      #expect(run.log == chat.log)
    }
  }

  @Test("H-154: a retry and a last resort that may have been taken up end the request as well")
  func laterAttempts() throws {
    var run = try Self.run(.image, .transport(.refused))
    run.wake()
    #expect(run.sends.last == "m0 retry")
    run.fail(AttemptFailureReport(.transport(.reset), .transient, unixTime: 0))
    #expect(run.failure?.attempts.count == 2)

    let bed = Self.bed(.video)
    var traffic = try bed.traffic()
    traffic.update { book in
      for provider in 0..<2 {
        for _ in 0..<5 { book.record(.failure(), at: ProviderHandle(index: provider), now: .zero) }
      }
    }
    var last = try bed.run(traffic)
    last.start()
    #expect(last.sends == ["m0 last_resort"])
    last.fail(.timeout)
    #expect(last.failure?.kind == .exhausted(.transient) && last.sends.count == 1)
  }

  @Test("an attempt tells whether anything was sent")
  func isSent() throws {
    for failure in Self.refused + Self.unknown {
      var isSent = true
      if case .notSent = failure { isSent = false }
      let report = AttemptFailureReport(failure, FailureClass(failure), unixTime: 0)
      #expect((report.acceptance != .notSent) == isSent)
      var run = try Self.run(.chat, failure)
      run.cancel()
      #expect(run.failure?.attempts.first?.isSent == isSent)
    }
  }
}
