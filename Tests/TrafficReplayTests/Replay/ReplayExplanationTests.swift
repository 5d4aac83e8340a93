import RoutingCore
import RoutingTestSupport
import Testing
import TrafficReplay

@Suite(.offThePool) struct ReplayExplanationTests {
  private func registry() throws -> ModelRegistry {
    let models = (0..<5).map { number in
      Model(
        id: ModelID("m\(number)"), provider: ProviderID("p\(number % 3)"), weight: 2 + number,
        prices: PriceSheet(inputPerThousandTokens: 0.001 * Double(number + 1), outputPerThousandTokens: 0.002))
    }
    return try ModelRegistry(models: models, providers: (0..<3).map { Provider(id: ProviderID("p\($0)")) })
  }

  /// A replay over providers that fail often enough for some failures in a few hundred requests.
  private func makeReplay(policy: RoutingPolicy, seed: UInt64) throws -> TraceReplay {
    var settings = ReplaySettings(seed: seed)
    settings.world.profiles = (0..<3).map { number in
      var profile = ProviderProfile(of: ProviderID("p\(number)"))
      profile.errorRate = 0.03
      return profile
    }
    return TraceReplay(over: CompiledRouter(try registry()), policy: policy, settings)
  }

  private func records(_ count: Int) -> [TraceRecord] {
    (0..<count).map { number in
      TraceRecord(
        arrival: Moment(milliseconds: Double(number) * 90), inputTokens: TokenCount(clamping: 100 + number % 700),
        outputTokens: 200, modelHint: number % 9 == 0 ? "*" : number % 7 == 0 ? "m3" : nil)
    }
  }

  private static let policies = [
    RoutingPolicy(), RoutingPolicy(mode: .thompson), RoutingPolicy(picker: .exploring(temperature: 1)),
    RoutingPolicy(picker: .softmax(temperature: 0.1)), RoutingPolicy(picker: .twoChoices),
    RoutingPolicy(maximumCost: 0.0005),
  ]

  @Test("what is explained is what is decided next, and asking changes nothing", arguments: policies)
  func agreement(policy: RoutingPolicy) throws {
    let registry = try registry()
    var asked = try makeReplay(policy: policy, seed: 3)
    var plain = asked
    for record in records(policy.mode == .thompson ? 12 : 150) {
      let explained = asked.explain(record)
      let outcome = asked.replay(record)
      #expect(outcome == plain.replay(record))
      #expect(explained.explanation.verdict.decision?.model == outcome.model.map { registry[$0].id })
      #expect(Int(explained.request.id) == asked.requestCount - 1)
    }
    #expect(asked.report.models == plain.report.models)
  }

  @Test("propensities of an exploring policy are the frequencies with which it chooses")
  func propensities() throws {
    var replay = try makeReplay(policy: RoutingPolicy(picker: .exploring(temperature: 1)), seed: 4)
    // How often each rank was chosen, how often its propensity says, and the variance of the former.
    var ranks = Array(repeating: (chosen: 0.0, expected: 0.0, variance: 0.0), count: 5)
    var inverse = 0.0
    let count = 1_500
    for number in 0..<count {
      let record = TraceRecord(
        arrival: Moment(milliseconds: Double(number) * 90), inputTokens: 300, outputTokens: 200)
      let explained = replay.explain(record)
      replay.replay(record)
      let decision = try #require(explained.explanation.verdict.decision)
      let ranked = explained.explanation.ranked.map(\.model)
      let rank = try #require(ranked.firstIndex(of: decision.model))
      let exploration = Exploration(temperature: 1)
      #expect(decision.propensity == exploration.propensity(ofRank: rank, among: ranked.count))
      inverse += 1 / decision.propensity / Double(ranked.count)
      ranks[rank].chosen += 1
      for rank in ranked.indices {
        let chance = exploration.propensity(ofRank: rank, among: ranked.count)
        ranks[rank].expected += chance
        ranks[rank].variance += chance * (1 - chance)
      }
    }
    // Four standard errors of a sum of independent draws each.
    for rank in ranks { #expect(abs(rank.chosen - rank.expected) < 4 * rank.variance.squareRoot(), "\(ranks)") }
    // Inverse propensities average to the number of candidates, whose share is 1.
    #expect(abs(inverse / Double(count) - 1) < 0.25)
  }

  @Test("what does not draw has propensity 1")
  func certain() throws {
    var replay = try makeReplay(policy: RoutingPolicy(mode: .cheap), seed: 4)
    for record in records(50) where record.modelHint != "*" {
      #expect(replay.explain(record).explanation.verdict.decision?.propensity == 1)
      replay.replay(record)
    }
  }

  @Test("R-810, R-812: an answer is worth what its cost and latency say, a failure nothing, a refusal has no worth")
  func rewards() throws {
    var replay = try makeReplay(policy: RoutingPolicy(deadline: 4_000), seed: 5)
    var failures = 0
    for record in records(400) {
      let explained = replay.explain(record)
      let outcome = replay.replay(record)
      let reward = try #require(explained.reward(of: outcome))
      if let latency = outcome.answer?.firstToken {
        let (cost, time) = (min(outcome.cost.value / 0.1, 1), min(latency.value / 4_000, 1))
        #expect(abs(reward - (0.4 + 0.3 * (1 - cost) + 0.3 * (1 - time))) < 1e-12)
      } else {
        failures += 1
        #expect(reward == 0)
      }
    }
    #expect(failures > 0)
    var refusing = try makeReplay(policy: RoutingPolicy(maximumCost: 1e-9), seed: 5)
    let record = records(2)[1]
    let explained = refusing.explain(record)
    #expect(explained.reward(of: refusing.replay(record)) == nil)
  }
}
