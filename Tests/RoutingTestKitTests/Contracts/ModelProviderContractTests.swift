import Routing
import RoutingCore
import RoutingTestKit
import Synchronization
import Testing

/// The contract passes what keeps it, and names the clause where one is broken.
@Suite(.timeLimit(.minutes(60))) struct ModelProviderContractTests {
  /// How a provider may be broken.
  enum Defect: String, CaseIterable, Sendable {
    case answersEmptyObject, retries, tells500ForAll, dropsRetryAfter, tellsResetAsUnreadable, answersNonsense, judges
    case ignoresCancellation, throwsTimedOutWhenCancelled, readsOnWhenCancelled, chunksAreNotOpenAIs, endsWithNil
    case goesOnAfterFailure, cancelDoesNotEndReading, givesChunksAfterCancel, leaksSecret, oneAtATime, probesForEver
    case probesAlive
  }

  /// The clause that each breaks.
  private static let clauses: [Defect: ModelProviderContract.Clause] = [
    .answersEmptyObject: .sendGivesTheAnswer, .retries: .oneCallIsOneAttempt,
    .tells500ForAll: .statusesAreToldWithTheirFacts, .dropsRetryAfter: .statusesAreToldWithTheirFacts,
    .tellsResetAsUnreadable: .failedConnectionsAreTold, .answersNonsense: .unreadableAnswersAreTold,
    .judges: .everythingIsClassified, .ignoresCancellation: .cancellationEndsCalls,
    .throwsTimedOutWhenCancelled: .cancellationEndsCalls, .readsOnWhenCancelled: .cancellationEndsReading,
    .chunksAreNotOpenAIs: .streamsGiveChunks, .endsWithNil: .streamsThatStopThrow,
    .goesOnAfterFailure: .streamsThatStopThrow, .cancelDoesNotEndReading: .streamsCanBeCancelled,
    .givesChunksAfterCancel: .streamsCanBeCancelled, .leaksSecret: .secretsAreKept, .oneAtATime: .callsRunAtOnce,
    .probesForEver: .probesKeepTheirTime, .probesAlive: .probesKeepTheirTime,
  ]

  private static func contract(_ defect: Defect?) -> ModelProviderContract {
    ModelProviderContract(call: ScriptedProviderTests.call, patience: defect == nil ? 5_000 : 250) { upstream, secret in
      let provider = ScriptedProvider(
        [], afterwards: ScriptedStep(upstream: masked(upstream, secret)), time: VirtualTime()
      ) {
        Issue.record("\($0)")
      }
      provider.setProbe(upstream == .answers(chunks: 1) ? .alive : .dead)
      guard let defect else { return .init(provider) { provider.calls.count } }
      return .init(BrokenProvider(defect, provider, secret)) { provider.calls.count }
    }
  }

  /// What an adapter that keeps secrets makes of a body.
  private static func masked(_ upstream: Upstream, _ secret: String) -> Upstream {
    guard case .answersStatus(let status, let body, let retryAfter) = upstream else { return upstream }
    let parts = body.split(separator: secret, omittingEmptySubsequences: false)
    return .answersStatus(status, body: parts.joined(separator: "***"), retryAfter: retryAfter)
  }

  @Test("a scripted provider keeps every clause")
  func scripted() async {
    #expect(await Self.contract(nil).run() == [])
  }

  @Test("each defect is found, and the clause is named", arguments: Defect.allCases)
  func defects(defect: Defect) async throws {
    let clause = try #require(Self.clauses[defect])
    let violations = await Self.contract(defect).run([clause])
    #expect(violations.first?.clause == clause.rawValue, "\(defect)")
    #expect(violations.allSatisfy { $0.seen.contains("(guide: \(clause.guide))") })
  }

  @Test("every clause has a defect that breaks it")
  func allClauses() {
    #expect(Set(Self.clauses.values) == Set(ModelProviderContract.Clause.allCases))
    #expect(Set(Self.clauses.keys) == Set(Defect.allCases))
  }

  @Test("statuses that the host documents to mean something else are not compared with the table")
  func ownMeanings() async {
    let provider = ScriptedProvider([], time: VirtualTime()) { Issue.record("\($0)") }
    let contract = ModelProviderContract(call: ScriptedProviderTests.call, ownMeanings: [404]) { _, secret in
      .init(BrokenProvider(.judges, provider, secret))
    }
    #expect(await contract.run([.everythingIsClassified]) == [])
  }
}

/// A provider with one defect around another that has none.
private struct BrokenProvider: ModelProvider {
  typealias Defect = ModelProviderContractTests.Defect
  private let defect: Defect
  private let inner: ScriptedProvider
  private let secret: String
  private let turn = Turn()

  init(_ defect: Defect, _ inner: ScriptedProvider, _ secret: String) {
    self.defect = defect
    self.inner = inner
    self.secret = secret
  }

  func send(_ call: ProviderCall) async throws(ProviderFailure) -> ProviderReply {
    if defect == .oneAtATime { await turn.take() }
    do throws(ProviderFailure) {
      let reply = try await inner.send(call)
      return defect == .answersEmptyObject ? ProviderReply(body: JSONValue(object: [:])) : reply
    } catch {
      if defect == .retries, error != .cancelled { return try await inner.send(call) }
      if defect == .answersNonsense, case .unreadable = error { return ProviderReply(body: .null) }
      if defect == .ignoresCancellation, error == .cancelled { await Self.sleep() }
      throw told(error)
    }
  }

  func openStream(_ call: ProviderCall) async throws(ProviderFailure) -> any ProviderStream {
    do throws(ProviderFailure) {
      return BrokenStream(defect, try await inner.openStream(call))
    } catch {
      if defect == .ignoresCancellation, error == .cancelled { await Self.sleep() }
      throw told(error)
    }
  }

  /// Goes on for a while, cancelled or not.
  static func sleep() async { await Task { try? await Task.sleep(for: .milliseconds(600)) }.value }

  private func told(_ failure: ProviderFailure) -> ProviderFailure {
    switch (defect, failure) {
    case (.tells500ForAll, .response(var response)):
      response.status = 500
      return .response(response)
    case (.dropsRetryAfter, .response(var response)):
      response.retryAfter = nil
      return .response(response)
    case (.tellsResetAsUnreadable, .transport): return .unreadable(message: "cut")
    case (.throwsTimedOutWhenCancelled, .cancelled): return .transport(.timedOut)
    case (.leaksSecret, .response(var response)):
      response.message = "the key \(secret) is wrong"
      return .response(response)
    default: return failure
    }
  }

  func classify(_ failure: ProviderFailure) -> FailureClass {
    if defect == .judges, case .response(let response) = failure, response.status == 404 { return .transient }
    return FailureClass(failure)
  }

  func probe(timeout: Milliseconds) async -> ProbeResult? {
    if defect == .probesForEver { await Self.sleep() }
    return defect == .probesAlive ? .alive : await inner.probe(timeout: timeout)
  }

  /// Lets the first call pass and no other until that is over, which here is never.
  private actor Turn {
    private var isTaken = false
    func take() async {
      if isTaken { try? await Task.sleep(for: .seconds(60)) }
      isTaken = true
    }
  }
}

private struct BrokenStream: ProviderStream {
  private let defect: ModelProviderContractTests.Defect
  private let inner: any ProviderStream

  init(_ defect: ModelProviderContractTests.Defect, _ inner: any ProviderStream) {
    self.defect = defect
    self.inner = inner
  }

  func next() async throws(ProviderFailure) -> StreamChunk? {
    do throws(ProviderFailure) {
      var chunk = try await inner.next()
      if defect == .chunksAreNotOpenAIs { chunk?.body = JSONValue(object: ["type": "content_block_delta"]) }
      return chunk
    } catch {
      switch (defect, error) {
      case (.endsWithNil, .transport): return nil
      case (.goesOnAfterFailure, .transport):
        if await hasFailed() { return StreamChunk(body: .null, byteCount: 0) }
        throw error
      case (.readsOnWhenCancelled, .cancelled):
        await BrokenProvider.sleep()
        throw error
      case (.givesChunksAfterCancel, .cancelled): return StreamChunk(body: .null, byteCount: 0)
      default: throw error
      }
    }
  }

  private let failures = Failures()

  private func hasFailed() async -> Bool { await failures.count() > 1 }

  private actor Failures {
    private var number = 0
    func count() -> Int {
      number += 1
      return number
    }
  }

  func cancel() { if defect != .cancelDoesNotEndReading { inner.cancel() } }
}
