@testable import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct RankKeyTests {
  private func key(_ score: Double, _ cost: Double, _ weight: Double, _ latency: Double, _ model: Int) -> RankKey {
    let traits = CandidateTraits(cost: cost, latency: latency, errorRate: 0, isDegraded: false, weight: weight)
    let scales = ScoreScales(
      maximumOf: CandidateTraits(cost: 0, latency: 0, errorRate: 1, isDegraded: false, weight: 0),
      parameters: ScoringParameters(latencyFloor: 0))
    var failing = traits
    failing.errorRate = score
    let terms = ScoreTerms(failing, scales: scales, weights: ScoreWeights(mode: .normal), degradedPenalty: 0)
    return RankKey(terms, traits, ModelHandle(index: model))
  }

  @Test(
    "R-515: score, then cost, then weight, then latency, then id decide, each only where the one before is equal",
    arguments: [0, 1, 2, 3, 4])
  func order(criterion: Int) {
    var better = [0.5, 0.5, 0.5, 0.5, 5]
    var worse = better
    // Everything after the criterion speaks for the other one.
    for later in criterion..<5 {
      let sign = later == criterion ? 1.0 : -1.0
      let step = (later == 2 ? -1.0 : 1.0) * sign * (later == 4 ? 1 : 0.25)
      better[later] -= step
      worse[later] += step
    }
    let a = key(better[0], better[1], better[2], better[3], Int(better[4]))
    let b = key(worse[0], worse[1], worse[2], worse[3], Int(worse[4]))
    #expect(a < b)
    #expect(!(b < a))
  }
}
