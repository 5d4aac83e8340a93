import RoutingCore
import RoutingFormats
import RoutingTestSupport
import ShippedCatalogue
import Testing
import TrafficReplay

/// Policies side by side on one trace.
@Suite(.offThePool) struct PolicyComparisonTests {
  private let records = (0..<400).map {
    TraceRecord(
      arrival: Moment(milliseconds: Double($0) * 900), inputTokens: TokenCount(clamping: 50 + $0 * 211 % 30_000),
      outputTokens: TokenCount(clamping: 20 + $0 * 37 % 1500))
  }

  private func comparison(_ policies: [(name: String, policy: RoutingPolicy)]) throws -> PolicyComparison {
    var replay = ComparisonReplay(
      of: policies, over: try ShippedCatalogue.document().registry().registry, ReplaySettings(seed: 4))
    replay.replay(records) { _ in Issue.record("there is one segment, which has not ended") }
    let outcomes = replay.end()
    return try #require(outcomes).comparison
  }

  @Test("each policy does what it does in a replay of its own, and the sums are those of its report")
  func alone() throws {
    let modes: [RoutingMode] = [.cheap, .highConfidence, .thompson]
    let together = try comparison(modes.map { ($0.name, RoutingPolicy(mode: $0)) })
    #expect(together.requestCount == 400)
    for (contestant, mode) in zip(together.contestants, modes) {
      var alone = TraceReplay(
        over: CompiledRouter(try ShippedCatalogue.document().registry().registry), policy: RoutingPolicy(mode: mode),
        ReplaySettings(seed: 4))
      for record in records { alone.replay(record) }
      #expect(contestant.name == mode.name)
      #expect(contestant.outcomes == alone.outcomes)
      let outcomes = contestant.outcomes
      #expect(outcomes.requests == 400)
      #expect(outcomes.served + outcomes.refusals + outcomes.rejections + outcomes.failures == 400)
      #expect(outcomes.success.sum == Double(outcomes.served))
      #expect(outcomes.firstToken.count == outcomes.served && Int(outcomes.endToEndTimes.count) == outcomes.served)
      #expect(abs(outcomes.models.reduce(0) { $0 + $1.cost } - outcomes.cost.sum) < 1e-9)
      #expect(outcomes.models.reduce(0) { $0 + $1.served } == outcomes.served)
      #expect(outcomes.timeline.bins.reduce(0) { $0 + $1.requests } == 400)
    }
  }

  @Test("a policy does not differ from itself, and what is dearer is found to be")
  func differences() throws {
    let cheap = RoutingPolicy(mode: .cheap)
    let found = try comparison([("a", cheap), ("b", cheap), ("c", RoutingPolicy(mode: .highConfidence))])
    for figure in PolicyComparison.Figure.allCases {
      let none = try #require(found.difference(in: figure, from: 0, to: 1))
      #expect(none.difference == 0 && none.low == 0 && none.high == 0 && none.verdict == .notDistinguishable)
      #expect(found.difference(in: figure, from: 0, to: 2) == found.difference(in: figure, from: 1, to: 2))
    }
    #expect(found.difference(in: .cost, from: 0, to: 2)?.verdict == .higher)
    #expect(found.difference(in: .cost, from: 2, to: 0)?.verdict == .lower)
  }

  @Test("a request that one policy refuses does not change the luck of those after it")
  func commonNumbers() throws {
    let registry = try ModelRegistry(
      models: [
        Model(
          id: "m", provider: "p",
          prices: PriceSheet(inputPerThousandTokens: 0.01, outputPerThousandTokens: 0.01))
      ], providers: [Provider(id: "p")])
    let router = CompiledRouter(registry)
    var free = TraceReplay(over: router, policy: RoutingPolicy(maximumCost: nil), ReplaySettings(seed: 2))
    var tight = TraceReplay(over: router, policy: RoutingPolicy(maximumCost: 0.1), ReplaySettings(seed: 2))
    var (served, refused) = (0, 0)
    for record in records {
      let (one, other) = (free.replay(record), tight.replay(record))
      if other == .refused { refused += 1 } else { served += one == other && one.isServed ? 1 : 0 }
    }
    #expect(refused > 50 && tight.report.refusals == refused)
    #expect(served == tight.report.requests - refused - tight.report.failures && served > 50)
  }
}
