import RoutingCore
import RoutingTestSupport
import Testing

@testable import TrafficReplay

/// How Thompson sampling learns in worlds whose best model is known.
@Suite(.offThePool) struct ThompsonRegretTests {
  /// Models that differ in nothing but how often their providers fail.
  private func replay(errorRates: [Double], seed: UInt64, script: [Downtime] = []) throws -> TraceReplay {
    let registry = try ModelRegistry(
      models: errorRates.indices.map { Model(id: ModelID("m\($0)"), provider: ProviderID("p\($0)")) },
      providers: errorRates.indices.map { Provider(id: ProviderID("p\($0)")) })
    var settings = ReplaySettings(seed: seed)
    settings.world = ProviderWorld(
      profiles: try errorRates.enumerated().map { place, rate in
        var profile = ProviderProfile(of: ProviderID("p\(place)"))
        profile.speed = AnswerSpeed(
          firstToken: try #require(LogNormal(median: 200, spread: 0.2)),
          tokenInterval: try #require(LogNormal(median: 1, spread: 0)))
        profile.errorRate = rate
        profile.outages = OutageShape(meanUp: 1e15, meanDown: 1, errorRate: 0)
        if place == 0 { profile.downtimes = script }
        return profile
      })
    return TraceReplay(
      over: CompiledRouter(registry), policy: RoutingPolicy(mode: .thompson, maximumCost: nil), settings)
  }

  /// One request each half minute, all alike; a week has 20,160 of them, so nothing is forgotten here.
  private func record(_ number: Int) -> TraceRecord {
    TraceRecord(arrival: Moment(milliseconds: Double(number) * 30_000), inputTokens: 100, outputTokens: 10)
  }

  /// A bound on the regret that any policy adds when time doubles, in the long run.
  ///
  /// Lai and Robbins, "Asymptotically efficient adaptive allocation rules" (1985): Σ (μ* − μ) / KL(μ, μ*) for each unit
  /// of ln t. Thompson sampling attains it (Kaufmann, Korda and Munos, 2012). Rewards are nearly all or nothing.
  private func boundOfDoubling(errorRates: [Double]) -> Double {
    let best = 1 - errorRates[0]
    let sum = errorRates.dropFirst().reduce(0) { sum, rate in
      let mean = 1 - rate
      let divergence =
        mean * ElementaryFunctions.log(mean / best) + rate * ElementaryFunctions.log(rate / errorRates[0])
      return sum + (best - mean) / divergence
    }
    return sum * ElementaryFunctions.log(2)
  }

  @Test("R-801: regret grows like log t where nothing changes, with the slope of Lai and Robbins' bound")
  func stationary() throws {
    let errorRates = [0.02, 0.25, 0.3]
    let (seeds, doublings) = Law.isOptimised ? (UInt64(20), 14) : (4, 11)
    var regrets = Array(repeating: 0.0, count: doublings + 1)
    for seed in 0..<seeds {
      var replay = try replay(errorRates: errorRates, seed: seed)
      for number in 0..<1 << doublings {
        replay.replay(record(number))
        let count = number + 1
        guard count & (count - 1) == 0 else { continue }
        regrets[count.trailingZeroBitCount] += replay.outcomes.regret.sum / Double(seeds)
      }
    }
    // What each doubling adds, once the first few hundred requests have told the models apart.
    let added = (9...doublings).map { regrets[$0] - regrets[$0 - 1] }
    let mean = added.reduce(0, +) / Double(added.count)
    let bound = boundOfDoubling(errorRates: errorRates)
    #expect(mean > bound / 4 && mean < bound * 1.5, "\(added) where \(bound) is the bound")
    // Of 16,384 requests those of linear regret would add 8,192 times what one costs, and those of √t 1.4 times more
    // with each doubling.
    let uniform = (errorRates[1] + errorRates[2] - 2 * errorRates[0]) / 3
    #expect(regrets[doublings] < uniform * Double(1 << doublings) / 50)
    if Law.isOptimised {
      let ratio = (added[added.count - 1] + added[added.count - 2]) / (added[added.count - 3] + added[added.count - 4])
      #expect(ratio < 1.8, "two doublings add as much as the two before; twice as much would be √t: \(added)")
    }
  }

  @Test("R-805: after a change of the best model regret comes back to a tenth of what the change made it")
  func change() throws {
    let (before, after) = Law.isOptimised ? (2000, 12_000) : (200, 2400)
    let seeds = Law.isOptimised ? UInt64(10) : 2
    let script = Downtime(
      from: Moment(milliseconds: Double(before) * 30_000), to: Moment(milliseconds: 1e15), errorRate: 0.5)
    let part = before / 4
    var parts: [Double] = []
    for seed in 0..<seeds {
      var replay = try replay(errorRates: [0.02, 0.15, 0.3], seed: seed, script: [script])
      var sum = 0.0
      for number in 0..<before + after {
        replay.replay(record(number))
        guard (number + 1) % part == 0 else { continue }
        let place = number / part
        if place == parts.count { parts.append(0) }
        parts[place] += (replay.outcomes.regret.sum - sum) / Double(part) / Double(seeds)
        sum = replay.outcomes.regret.sum
      }
    }
    let (learned, changed) = (parts[3], parts[4])
    #expect(learned < 0.03 && changed > 5 * learned, "\(parts)")
    #expect((parts.last ?? 1) < changed / 10, "\(parts)")
  }
}
