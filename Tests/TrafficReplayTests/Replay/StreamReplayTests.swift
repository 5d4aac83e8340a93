import RoutingCore
import RoutingFormats
import RoutingTestSupport
import ShippedCatalogue
import Testing
import TrafficReplay

@Suite(.offThePool) struct StreamReplayTests {
  private func router(_ models: Int) throws -> CompiledRouter {
    CompiledRouter(try ShippedCatalogue.document().registry().registry.scaled(to: models, seed: 1))
  }

  /// The same traffic, one request after the other and with every step spelled out.
  private struct PlainReplay {
    var report: [Int] = []
    var requests: [Int]
    var cost = 0.0
    var refusals = 0
    var failures = 0
    var book: HealthBook

    init(over router: CompiledRouter, seed: UInt64, requestsPerSecond: Double, count: Int) {
      var stream = RequestStream(over: router, seed: seed, requestsPerSecond: requestsPerSecond)
      var fleet = SimulatedFleet(of: router.registry, seed: seed)
      book = HealthBook(for: router.registry)
      requests = Array(repeating: 0, count: router.registry.models.count)
      let hints = PlainReplay.texts(of: router)
      var health = router.compile(book.snapshot(at: .zero))
      var healthAsOf = Moment.zero
      for number in 0..<count {
        let asked = stream.next()
        if asked.arrival.milliseconds(since: healthAsOf) >= 1000 {
          healthAsOf = asked.arrival
          health = router.compile(book.snapshot(at: healthAsOf))
        }
        let request = RoutingRequest(
          id: "\(number)", kind: asked.numbers.kind, inputTokens: asked.numbers.inputTokens,
          outputTokens: asked.numbers.outputTokens, units: asked.numbers.units,
          isStreaming: asked.numbers.isStreaming, requires: asked.numbers.requires, hint: hints[asked.numbers.hint])
        let policy = router.compile(stream.palette.policies[asked.policy])
        var turns = ReferenceTurns()
        let record = router.record(for: request, policy: policy, health: health, turns: &turns, seed: seed)
        guard let decision = record.verdict.decision, let model = router.registry.handle(ofModel: decision.model),
          let provider = router.registry.provider(of: model)
        else {
          refusals += 1
          fleet.skipAttempt()
          continue
        }
        let outcome = fleet.attempt(at: provider, now: asked.arrival)
        book.record(outcome, at: provider, now: asked.arrival)
        requests[model.index] += 1
        if case .success = outcome { cost += decision.estimatedCost.value } else { failures += 1 }
      }
    }

    private static func texts(of router: CompiledRouter) -> [HintHandle: ModelReference] {
      let texts = router.registry.models.map { ModelReference($0.id.text) } + ["no-such-model"]
      return Dictionary(
        uniqueKeysWithValues: texts.compactMap { text in router.handle(ofHint: text).map { ($0, text) } })
    }
  }

  @Test("a replay makes the choices, the health and the totals of a plain one", arguments: [(6, 20.0), (64, 700.0)])
  func agrees(models: Int, requestsPerSecond: Double) throws {
    let router = try router(models)
    let count = 4_000
    let plain = PlainReplay(over: router, seed: 7, requestsPerSecond: requestsPerSecond, count: count)
    var replay = StreamReplay(over: router, seed: 7, requestsPerSecond: requestsPerSecond)
    replay.replay(count)
    #expect(replay.report.models.map(\.requests) == plain.requests)
    #expect(replay.report.refusals == plain.refusals)
    #expect(replay.report.failures == plain.failures)
    #expect(replay.report.cost == plain.cost, "to the last bit")
    #expect(replay.report.requests == count)
    #expect(plain.refusals > 0)
    #expect(plain.failures > 0)
    let end = Moment(milliseconds: 1e6)
    #expect(replay.health(at: end) == plain.book.snapshot(at: end))
  }

  @Test("R-001: a replay is the same however many requests go through a step at once")
  func chunks() throws {
    let router = try router(64)
    var whole = StreamReplay(over: router, seed: 2, requestsPerSecond: 300)
    whole.replay(5_000)
    var single = StreamReplay(over: router, seed: 2, requestsPerSecond: 300)
    for _ in 0..<5_000 { single.replay(1) }
    var uneven = StreamReplay(over: router, seed: 2, requestsPerSecond: 300)
    for size in [1, 999, 3, 2_997, 1_000] { uneven.replay(size) }
    for replay in [single, uneven] {
      #expect(replay.report.models == whole.report.models)
      #expect(replay.report.cost == whole.report.cost)
      #expect(replay.report.latency.nanoseconds(at: 0.9) == whole.report.latency.nanoseconds(at: 0.9))
      #expect(replay.health(at: Moment(milliseconds: 1e5)) == whole.health(at: Moment(milliseconds: 1e5)))
    }
    var other = StreamReplay(over: router, seed: 3, requestsPerSecond: 300)
    other.replay(5_000)
    #expect(other.report.models != whole.report.models)
  }
}
