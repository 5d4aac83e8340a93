import RoutingTestSupport
import Testing
import TrafficReplay

/// Estimates from the log of one policy against the known value of another, over a thousand worlds.
@Suite(.offThePool) struct CoverageTests {
  private static let worlds = 1000
  private static let rounds = 120

  /// How often the interval holds the truth, and how many standard errors the mean estimate lies off it.
  private struct Score {
    var covered = 0
    var errors: [Double] = []

    mutating func add(_ estimate: OffPolicyEstimate?, truth: Double) throws {
      let estimate = try #require(estimate)
      if try #require(estimate.interval).contains(truth) { covered += 1 }
      errors.append(estimate.value - truth)
    }

    var coverage: Double { Double(covered) / Double(errors.count) }

    var bias: Double {
      let n = Double(errors.count)
      let mean = errors.reduce(0, +) / n
      let variance = errors.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / (n - 1)
      return mean / (variance / n).squareRoot()
    }
  }

  @Test("estimates meet the true value of the other policy, and 95 % intervals hold it in 93 to 97 % of worlds")
  func coverage() throws {
    let estimators: [OffPolicyEstimator] = [.ips, .snips, .doublyRobust]
    var scores = Array(repeating: Score(), count: estimators.count)
    for seed in 0..<UInt64(CoverageTests.worlds) {
      let world = LoggedWorld(seed: seed)
      let report = LoggedWorld.report(try world.rounds(world.log(rounds: CoverageTests.rounds)))
      for (place, estimator) in estimators.enumerated() {
        try scores[place].add(report.estimate(by: estimator), truth: world.truth)
      }
    }
    for (estimator, score) in zip(estimators, scores) {
      #expect((0.93...0.97).contains(score.coverage), "\(estimator.rawValue): \(score.coverage)")
      #expect(abs(score.bias) < 4, "\(estimator.rawValue): \(score.bias) standard errors off")
    }
  }

  @Test("resampled intervals hold the truth about as often")
  func resampled() throws {
    var covered = 0
    let worlds = 60
    for seed in 0..<UInt64(worlds) {
      let world = LoggedWorld(seed: seed)
      let rounds = try world.rounds(world.log(rounds: 80))
      let report = LoggedWorld.report(rounds, OffPolicySettings(resamples: 60, seed: seed))
      let interval = try #require(report.estimate(by: .snips)?.bootstrapInterval)
      if interval.contains(world.truth) { covered += 1 }
    }
    // 95 % of 60 are 57; four standard errors of a binomial count are 6.8.
    #expect(covered >= 50)
  }

  @Test("where the policy takes what the log never took, estimates are wrong and the warning says so")
  func missingSupport() throws {
    var evaluation = OffPolicyEvaluation()
    for number in 0..<2000 {
      // Of three actions the log takes two; the policy takes the third half of the time.
      let evaluated = number % 2 == 0 ? 0.3 : 0.2
      evaluation.add(
        try LoggedRound(propensity: 0.5, evaluated: evaluated, reward: 1, unsupported: 0.5), number: number)
    }
    let report = evaluation.report
    #expect(report.warnings.first == .unsupportedActions(rounds: 2000, share: 0.5))
    #expect(report.warnings.count == 2)
    guard case .weightsOffOne(let mean, _)? = report.warnings.last else {
      Issue.record("the weights sum to half of what they should")
      return
    }
    #expect(abs(mean - 0.5) < 1e-12)
  }
}
