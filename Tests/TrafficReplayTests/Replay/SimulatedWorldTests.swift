import RoutingCore
import RoutingTestSupport
import Testing

@testable import TrafficReplay

/// Replays in small worlds whose outcomes can be worked out by hand.
@Suite(.offThePool) struct SimulatedWorldTests {
  /// Two models alike but for their price, each at a provider of its own; `cheap` comes first.
  private func registry() throws -> ModelRegistry {
    try ModelRegistry(
      models: [
        Model(
          id: "cheap", provider: "p",
          prices: PriceSheet(
            inputPerThousandTokens: 0.001, outputPerThousandTokens: 0.002,
            cachedInputPerThousandTokens: 0.0001)),
        Model(
          id: "dear", provider: "q", prices: PriceSheet(inputPerThousandTokens: 0.002, outputPerThousandTokens: 0.004)),
      ], providers: [Provider(id: "p"), Provider(id: "q")])
  }

  /// Answers of exactly 100 ms to the first token and 10 ms a token after it, and no failures but the scripted ones.
  private func profile(_ id: ProviderID, _ change: (inout ProviderProfile) -> Void = { _ in }) throws -> ProviderProfile
  {
    var profile = ProviderProfile(of: id)
    profile.speed = AnswerSpeed(
      firstToken: try #require(LogNormal(median: 100, spread: 0)),
      tokenInterval: try #require(LogNormal(median: 10, spread: 0)))
    profile.errorRate = 0
    profile.outages = OutageShape(meanUp: 1e12, meanDown: 1, errorRate: 0)
    change(&profile)
    return profile
  }

  private func replay(
    _ profiles: [ProviderProfile], mode: RoutingMode = .cheap, _ change: (inout ReplaySettings) -> Void = { _ in }
  ) throws -> TraceReplay {
    var settings = ReplaySettings(seed: 1)
    settings.world.profiles = profiles
    change(&settings)
    return TraceReplay(
      over: CompiledRouter(try registry()), policy: RoutingPolicy(mode: mode, maximumCost: nil), settings)
  }

  private func record(_ seconds: Double, blocks: [Int] = []) -> TraceRecord {
    TraceRecord(
      arrival: Moment(milliseconds: 5e6 + seconds * 1000), inputTokens: 1000, outputTokens: 101, prefixBlocks: blocks)
  }

  @Test("R-405, R-508: an answer's times and cost are those of its provider and the recorded length")
  func answer() throws {
    var replay = try replay([try profile("p"), try profile("q")])
    let answer = try #require(replay.replay(record(0)).answer)
    #expect(abs(answer.firstToken.value - 100) < 1e-6)
    #expect(abs(answer.endToEnd.value - 1100) < 1e-6)
    #expect(abs(answer.cost.value - (0.001 + 0.101 * 0.002)) < 1e-15)
    #expect(answer.meetsObjective)
  }

  @Test("an objective is met by what is fast enough in both times, and by nothing that failed")
  func objective() throws {
    for (firstToken, interval, isMet) in [(101.0, 10.1, true), (99, 10.1, false), (101, 9.9, false)] {
      var replay = try replay([try profile("p"), try profile("q")]) {
        $0.objective = ServiceObjective(
          firstToken: Milliseconds(firstToken) ?? 0, tokenInterval: Milliseconds(interval) ?? 0)
      }
      #expect(replay.replay(record(0)).meetsObjective == isMet)
      #expect(replay.outcomes.attainment.sum == (isMet ? 1 : 0))
    }
    let down = Downtime(from: .zero, to: Moment(milliseconds: 1e9))
    var failing = try replay([try profile("p") { $0.downtimes = [down] }, try profile("q")])
    let failed = failing.replay(record(0))
    #expect(failed.model != nil && !failed.isServed && failing.outcomes.attainment.sum == 0)
  }

  @Test("with more attempts the next model serves what the first one failed, and the time of both counts")
  func failover() throws {
    let down = Downtime(from: .zero, to: Moment(milliseconds: 1e9))
    let profiles = [try profile("p") { $0.downtimes = [down] }, try profile("q")]
    var replay = try replay(profiles) { $0.attempts = 2 }
    let request = replay.replay(record(0))
    let answer = try #require(request.answer)
    #expect(request.model.map { replay.registry[$0].id } == "dear")
    #expect(abs(answer.firstToken.value - 200) < 1e-6)
    #expect(abs(answer.cost.value - (0.002 + 0.101 * 0.004)) < 1e-15)
    #expect(replay.outcomes.failures == 0 && replay.outcomes.served == 1)
  }

  @Test("R-904: a provider that is down is left alone once its failures are known, and not before")
  func learningOfFailures() throws {
    let down = Downtime(from: Moment(milliseconds: 10_000), to: Moment(milliseconds: 1e9))
    var replay = try replay([try profile("p") { $0.downtimes = [down] }, try profile("q")])
    var failures: [Int] = []
    for number in 0..<600 where !replay.replay(record(Double(number) * 0.1)).isServed { failures.append(number) }
    #expect(failures.first == 100)
    #expect(failures.count < 100, "health keeps most away")
    // A failure is known 100 ms after it began, and readings of health are a second apart.
    #expect(failures.contains(101))
  }

  @Test("an outcome is known when its answer has ended, and not before")
  func outcomesComeLate() throws {
    let down = Downtime(from: .zero, to: Moment(milliseconds: 1e9))
    let slow = AnswerSpeed(
      firstToken: try #require(LogNormal(median: 30_000, spread: 0)),
      tokenInterval: try #require(LogNormal(median: 10, spread: 0)))
    let profiles = [
      try profile("p") {
        $0.downtimes = [down]
        $0.speed = slow
      }, try profile("q"),
    ]
    var replay = try replay(profiles)
    var firstServed: Int?
    for second in 0..<120 where replay.replay(record(Double(second))).isServed {
      firstServed = firstServed ?? second
    }
    let first = try #require(firstServed)
    #expect(first >= 30, "nobody can know of a failure before it happened")
    #expect(first < 60)
  }

  @Test("no more is spent than there is, but for answers longer than expected, and periods begin afresh")
  func spending() throws {
    // Estimated with 512 output tokens at 0.002024, paid with 101 at 0.001202.
    var replay = try replay([try profile("p"), try profile("q")]) {
      $0.spending = SpendingLimit(0.0122, each: .minute)
    }
    var served: [Int: Int] = [:]
    for number in 0..<180 {
      let request = replay.replay(record(Double(number)))
      if request.isServed { served[number / 60, default: 0] += 1 } else { #expect(request == .unfunded) }
    }
    // Ten cost 0.01202, and an eleventh is expected to cost more than what is left after nine.
    #expect(served.count == 3)
    #expect(served.values.allSatisfy { (8...10).contains($0) })
    #expect(replay.outcomes.unfunded + replay.outcomes.served == 180)
    #expect(replay.outcomes.cost.sum <= 3 * 0.0122)
  }

  @Test("R-405: tokens from a cache are paid as such")
  func cachedTokens() throws {
    var replay = try replay([try profile("p") { $0.prefixCacheLifetime = 60_000 }, try profile("q")])
    _ = replay.replay(record(0, blocks: [7]))
    let answer = try #require(replay.replay(record(1, blocks: [7])).answer)
    #expect(answer.cachedTokens == 512)
    #expect(abs(answer.cost.value - (0.488 * 0.001 + 0.512 * 0.0001 + 0.101 * 0.002)) < 1e-12)
    #expect(replay.outcomes.cachedTokens == 512 && replay.outcomes.promptTokens == 2000)
  }

  @Test("regret is nothing for the best choice, and what the other was worth more for the wrong one")
  func regret() throws {
    // Alike in speed, so the cheaper is the best one: 0.3 · Δcost / 0.1 more.
    var best = try replay([try profile("p"), try profile("q")])
    _ = best.replay(record(0))
    #expect(best.outcomes.regret.mean == 0)
    let worse = Downtime(from: .zero, to: Moment(milliseconds: 1e9), errorRate: 0.5)
    var wrong = try replay([try profile("p") { $0.downtimes = [worse] }, try profile("q")])
    _ = wrong.replay(record(0))
    // The cheap one is chosen, whose answers come half as often; both take 100 of 20,000 ms.
    let (cheap, dear) = (0.001202, 0.002404)
    func worth(_ cost: Double) -> Double { 0.4 + 0.3 * (1 - cost / 0.1) + 0.3 * (1 - 100.0 / 20_000) }
    let regret = try #require(wrong.outcomes.regret.mean)
    #expect(abs(regret - (worth(dear) - 0.5 * worth(cheap))) < 1e-9)
  }
}
