import RoutingCore
import RoutingTestSupport
import Testing
import TrafficReplay

@Suite(.offThePool) struct PolicyDistributionTests {
  @Test("the chance of what the engine decides is the propensity it tells, and all chances sum to one")
  func agreesWithTheEngine() throws {
    let violation = try Law.firstViolation(cases: 40, stream: 0x0FF) { routingCase in
      var request = routingCase.request
      request.hint = nil
      var policy = routingCase.policy
      policy.preferences = RoutingPreferences()
      policy.affinity = nil
      if policy.mode == .thompson { policy.mode = .normal }
      let engine = try routingCase.engine()
      let health = HealthSnapshot(of: engine.registry, readings: routingCase.health)
      for picker in [Picker.best, .exploring(temperature: 0.7), .exploring(temperature: 3)] {
        policy.picker = picker
        guard let distribution = PolicyDistribution(router: engine.router, policy: policy, health: health) else {
          return "there is no distribution for \(picker)"
        }
        let shares = distribution.shares(for: request)
        for seed in 0..<4 as Range<UInt64> {
          guard let decision = engine.decide(request, policy: policy, health: health, seed: seed).decision else {
            if !shares.isEmpty { return "refused, and yet there are chances" }
            continue
          }
          let chance = shares.first { engine.registry[$0.model].id == decision.model }?.probability ?? 0
          if abs(chance - decision.propensity) > 1e-12 { return "\(chance) is not \(decision.propensity)" }
        }
        let total = shares.map(\.probability).reduce(0, +)
        if !shares.isEmpty, abs(total - 1) > 1e-12 { return "the chances sum to \(total)" }
      }
      return nil
    }
    #expect(violation == nil)
  }

  @Test("policies whose chances do not follow from the ranking have no distribution")
  func others() throws {
    let engine = try RoutingCase(seed: 1).engine()
    let health = HealthSnapshot(of: engine.registry)
    func hasDistribution(_ policy: RoutingPolicy) -> Bool {
      PolicyDistribution(router: engine.router, policy: policy, health: health) != nil
    }
    #expect(hasDistribution(RoutingPolicy()))
    for picker in [Picker.softmax(temperature: 1), .weighted, .inverseSquarePrice, .twoChoices] {
      #expect(!hasDistribution(RoutingPolicy(picker: picker)))
    }
    #expect(!hasDistribution(RoutingPolicy(affinity: AffinityRule())))
  }

  @Test("requests of a kind, of needs and of a length share a bucket")
  func buckets() {
    func bucket(_ tokens: Int, _ kind: ModelKind = .chat, _ requires: CapabilitySet = []) -> Int {
      FeatureBucket.number(kind: kind, inputTokens: TokenCount(clamping: tokens), requires: requires)
    }
    #expect(bucket(512) == bucket(1023))
    let distinct = [
      bucket(0), bucket(1), bucket(512), bucket(1024), bucket(512, .image), bucket(512, .chat, CapabilitySet([.tools])),
    ]
    #expect(Set(distinct).count == distinct.count)
  }
}
