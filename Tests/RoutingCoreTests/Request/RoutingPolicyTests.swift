import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct RoutingPolicyTests {
  @Test("R-202: a policy that says nothing is normal, five cents, twenty seconds, any weight")
  func builtIns() {
    let policy = RoutingPolicy()
    #expect(policy.scoreWeights == ScoreWeights(mode: .normal))
    #expect(policy.costLimit == 0.05)
    #expect(policy.deadline == 20_000)
    #expect(policy.minimumWeight == 0)
  }

  @Test("R-507: a strategy counts only where no mode is given")
  func strategies() {
    #expect(RoutingPolicy(strategy: .costFirst).scoreWeights == ScoreWeights(mode: .cheap))
    #expect(RoutingPolicy(strategy: .latencyFirst).scoreWeights == .latencyFirst)
    #expect(RoutingPolicy(mode: .planning, strategy: .costFirst).scoreWeights == ScoreWeights(mode: .planning))
    #expect(RoutingPolicy(mode: .normal, strategy: .latencyFirst).latencyMeasure == .average)
  }
}
