import RoutingCore
import RoutingTestSupport
import Testing

@testable import TrafficReplay

@Suite(.offThePool) struct OffPolicyEvaluationTests {
  private struct Row {
    let p, pi, r, q, v: Double
    var w: Double { pi / p }
  }

  private let rows = [
    Row(p: 0.5, pi: 0.25, r: 1, q: 0.75, v: 0.5), Row(p: 0.25, pi: 0.75, r: 0, q: 0.25, v: 0.5),
    Row(p: 0.125, pi: 1, r: 1, q: 0.5, v: 0.75), Row(p: 1, pi: 0, r: -2, q: 0, v: 0.25),
    Row(p: 0.5, pi: 0.5, r: 3, q: 2, v: 1.5),
  ]

  private func rounds(shift: Double = 0, scale: Double = 1) throws -> [LoggedRound] {
    try rows.map {
      try LoggedRound(
        propensity: $0.p, evaluated: $0.pi * scale, reward: $0.r + shift,
        prediction: LoggedRound.Prediction(logged: $0.q + shift, expected: $0.v + shift))
    }
  }

  private func isNear(_ a: Double?, _ b: Double) -> Bool { a.map { abs($0 - b) <= 1e-12 * max(abs(b), 1) } ?? false }

  /// The mean of some terms and its standard error, as textbooks write them.
  private func plain(_ terms: [Double]) -> (value: Double, error: Double) {
    let n = Double(terms.count)
    let mean = terms.reduce(0, +) / n
    return (mean, (terms.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / (n - 1) / n).squareRoot())
  }

  @Test("every estimator is what its formula says, worked out by hand over five rounds")
  func formulas() throws {
    let report = LoggedWorld.report(try rounds(), OffPolicySettings(weightLimit: 4, shrinkage: 9))
    // Weights are 1/2, 3, 8, 0, 1: IPS is (1/2 + 0 + 8 + 0 + 3) / 5, capped at 4 it is 7.5 / 5, and Σw is 12.5.
    #expect(report.estimate(by: .ips)?.value == 2.3)
    #expect(report.estimate(by: .cappedIPS)?.value == 1.5)
    #expect(report.estimate(by: .snips)?.value == 0.92)
    #expect(report.estimate(by: .direct)?.value == 0.7)
    // Corrections are 1/8, −3/4, 4, 0 and 1; the third has a weight above 4.
    #expect(isNear(report.estimate(by: .doublyRobust)?.value, 0.7 + 4.375 / 5))
    #expect(isNear(report.estimate(by: .switchDoublyRobust)?.value, 0.7 + 0.375 / 5))
    let transcribed: [(OffPolicyEstimator, [Double])] = [
      (.ips, rows.map { $0.w * $0.r }), (.cappedIPS, rows.map { min($0.w, 4) * $0.r }), (.direct, rows.map(\.v)),
      (.doublyRobust, rows.map { $0.v + $0.w * ($0.r - $0.q) }),
      (.switchDoublyRobust, rows.map { $0.v + ($0.w <= 4 ? $0.w * ($0.r - $0.q) : 0) }),
      (.shrunkDoublyRobust, rows.map { $0.v + 9 * $0.w / ($0.w * $0.w + 9) * ($0.r - $0.q) }),
    ]
    for (estimator, terms) in transcribed {
      let (value, error) = plain(terms)
      #expect(isNear(report.estimate(by: estimator)?.value, value), "\(estimator)")
      #expect(isNear(report.estimate(by: estimator)?.standardError, error), "\(estimator)")
      let interval = try #require(report.estimate(by: estimator)?.interval)
      #expect(isNear(interval.upperBound, value + 1.959963984540054 * error))
      #expect(isNear(interval.lowerBound, value - 1.959963984540054 * error))
    }
    // The delta method for Σwr / Σw: the spread of w(r − V) by the mean of w.
    let residuals = rows.map { $0.w * ($0.r - 0.92) }
    #expect(isNear(report.estimate(by: .snips)?.standardError, plain(residuals).error / 2.5))
    #expect(report.estimate(by: .replay) == nil, "the policy draws")
  }

  @Test("weights are summed up as Kish has it")
  func weights() throws {
    let weights = LoggedWorld.report(try rounds()).weights
    #expect(weights.rounds == 5)
    #expect(isNear(weights.effectiveRounds, 12.5 * 12.5 / 74.25))
    #expect(weights.largest == 8)
    #expect(weights.zeroShare == 0.2)
    #expect(isNear(weights.mean, 2.5))
    #expect(isNear(weights.standardError, plain(rows.map(\.w)).error))
  }

  @Test("replay is the mean of the rounds in which a policy that draws nothing agrees")
  func replay() throws {
    let rounds = try [(1.0, 2.0), (0, 5), (1, 4), (0, -3)].map {
      try LoggedRound(propensity: 0.5, evaluated: $0.0, reward: $0.1)
    }
    let report = LoggedWorld.report(rounds)
    #expect(report.estimate(by: .replay)?.value == 3)
    #expect(report.estimates.map(\.estimator) == [.ips, .cappedIPS, .snips, .replay], "there are no predictions")
  }

  @Test("what is added to all rewards moves SNIPS, direct and doubly robust estimates by as much", arguments: 0..<20)
  func shift(seed: Int) throws {
    let world = LoggedWorld(seed: UInt64(seed))
    let log = world.log(rounds: 60)
    let before = LoggedWorld.report(try world.rounds(log))
    let after = LoggedWorld.report(try world.rounds(log, shift: 2.5))
    for estimator in [OffPolicyEstimator.snips, .direct, .doublyRobust, .switchDoublyRobust, .shrunkDoublyRobust] {
      let value = try #require(before.estimate(by: estimator)?.value)
      #expect(isNear(after.estimate(by: estimator)?.value, value + 2.5), "\(estimator)")
      let error = try #require(before.estimate(by: estimator)?.standardError)
      #expect(abs(try #require(after.estimate(by: estimator)?.standardError) - error) < 1e-9)
    }
  }

  @Test("judged by its own log, a policy earns the plain mean")
  func samePolicy() throws {
    let world = LoggedWorld(seed: 5)
    let log = world.log(rounds: 100)
    let rounds = try log.map { draw in
      let chance = world.logging[draw.context][draw.action]
      return try LoggedRound(propensity: chance, evaluated: chance, reward: draw.reward)
    }
    let report = LoggedWorld.report(rounds)
    let (mean, error) = plain(log.map(\.reward))
    for estimator in [OffPolicyEstimator.ips, .cappedIPS, .snips] {
      #expect(isNear(report.estimate(by: estimator)?.value, mean))
      #expect(isNear(report.estimate(by: estimator)?.standardError, error))
    }
    #expect(report.weights.effectiveRounds == 100)
    #expect(report.warnings == [])
  }

  @Test("a scale on all weights leaves SNIPS as it is")
  func scaledWeights() throws {
    let whole = LoggedWorld.report(try rounds()).estimate(by: .snips)
    let half = LoggedWorld.report(try rounds(scale: 0.5)).estimate(by: .snips)
    #expect(whole?.value == half?.value)
    #expect(isNear(half?.standardError, try #require(whole?.standardError)))
  }

  @Test("parts merge to the whole and order changes nothing, beyond rounding", arguments: 0..<10)
  func merging(seed: Int) throws {
    let world = LoggedWorld(seed: UInt64(seed))
    let rounds = Array(try world.rounds(world.log(rounds: 90)).enumerated())
    let settings = OffPolicySettings(resamples: 20, seed: 9)
    func sum(_ part: some Sequence<(offset: Int, element: LoggedRound)>) -> OffPolicyEvaluation {
      var evaluation = OffPolicyEvaluation(settings)
      for (number, round) in part { evaluation.add(round, number: number) }
      return evaluation
    }
    let whole = sum(rounds).report
    var parts = OffPolicyEvaluation(settings)
    var dice = SeededGenerator(seed: UInt64(seed))
    let cuts = [0, dice.index(below: 45), 45 + dice.index(below: 45), 90]
    for (start, end) in zip(cuts, cuts.dropFirst()) { parts.merge(sum(rounds[start..<end])) }
    for other in [parts.report, sum(rounds.shuffled(using: &dice)).report] {
      #expect(other.weights.rounds == 90)
      #expect(isNear(other.weights.effectiveRounds, whole.weights.effectiveRounds))
      #expect(other.estimates.count == whole.estimates.count)
      for (a, b) in zip(other.estimates, whole.estimates) {
        #expect(isNear(a.value, b.value))
        #expect(isNear(a.standardError, try #require(b.standardError)))
        let interval = try #require(b.bootstrapInterval)
        #expect(isNear(a.bootstrapInterval?.lowerBound, interval.lowerBound))
        #expect(isNear(a.bootstrapInterval?.upperBound, interval.upperBound))
      }
    }
  }

  @Test("sums keep what small terms add beside large ones")
  func accuracy() throws {
    var moments = PairedMoments()
    for value in [1e16, 1, -1e16, 1] { moments.add(1, value) }
    #expect(moments.yTotal == 2)
    // Squares of numbers far from zero: the variance of 1e9, 1e9 + 1, 1e9 + 2 is 1.
    var far = PairedMoments()
    for value in [1e9, 1e9 + 1, 1e9 + 2] { far.add(value, 0) }
    #expect(far.xVariance == 1)
  }

  @Test("numbers that no round can have are named")
  func invalid() {
    for propensity in [0, -0.1, 1.1, .nan, .infinity, 1e-70] {
      #expect(throws: InvalidRound.self) { try LoggedRound(propensity: propensity, evaluated: 1, reward: 0) }
    }
    for evaluated in [-0.1, 1.1, .nan] {
      #expect(throws: InvalidRound.self) { try LoggedRound(propensity: 0.5, evaluated: evaluated, reward: 0) }
    }
    let error = #expect(throws: InvalidRound.self) {
      try LoggedRound(propensity: 0.5, evaluated: 1, reward: .infinity)
    }
    #expect(error?.field == .reward)
    let prediction = #expect(throws: InvalidRound.self) {
      try LoggedRound(propensity: 1, evaluated: 1, reward: 0, prediction: .init(logged: 0, expected: .nan))
    }
    #expect(prediction?.field == .prediction)
  }

  @Test("the largest numbers a round can have still give finite answers")
  func largest() throws {
    let huge = LoggedRound.largestMagnitude
    let rounds = try [1.0, -1, 1].map {
      try LoggedRound(
        propensity: 1 / huge, evaluated: 1, reward: $0 * huge, prediction: .init(logged: -$0 * huge, expected: huge))
    }
    for estimate in LoggedWorld.report(rounds).estimates {
      #expect(estimate.value.isFinite && (estimate.standardError?.isFinite ?? false), "\(estimate.estimator)")
    }
  }

  @Test("warnings: nothing to judge by, a log without draws, too few rounds that tell")
  func warnings() throws {
    #expect(OffPolicyEvaluation().report.warnings == [.noRounds])
    #expect(OffPolicyEvaluation().report.estimates == [])
    func warnings(_ count: Int, _ round: (Int) -> (p: Double, pi: Double)) throws -> [OffPolicyWarning] {
      LoggedWorld.report(
        try (0..<count).map { try LoggedRound(propensity: round($0).p, evaluated: round($0).pi, reward: 1) }
      ).warnings
    }
    #expect(try warnings(300) { _ in (1, 1) } == [])
    let certain = try warnings(300) { (1, $0 % 2 == 0 ? 1 : 0) }
    #expect(certain.first == .deterministicLog)
    #expect(try warnings(90) { _ in (0.5, 0.5) } == [.fewEffectiveRounds(effective: 90, rounds: 90)])
    // One round in 200 carries all the weight: the mean is 1, and 200 of 40,000 rounds tell.
    #expect(
      try warnings(40_000) { $0 % 200 == 0 ? (0.005, 1) : (0.995, 0) } == [
        .fewEffectiveRounds(effective: 200, rounds: 40_000)
      ])
    #expect(
      "\(OffPolicyWarning.fewEffectiveRounds(effective: 12.34567, rounds: 90))".contains("12.3457 of 90 rounds"))
  }

  @Test("a Poisson draw of mean one falls where its chances say")
  func poisson() {
    let draws = 100_000
    var counts = Array(repeating: 0, count: 30)
    for step in 0..<draws { counts[Int(PoissonBootstrap.count((Double(step) + 0.5) / Double(draws)))] += 1 }
    // e⁻¹ / k!
    for (count, chance) in zip(counts, [0.367879, 0.367879, 0.183940, 0.061313, 0.015328, 0.003066]) {
      #expect(abs(Double(count) / Double(draws) - chance) < 2e-5)
    }
    #expect(abs(counts.enumerated().map { $0 * $1 }.reduce(0, +) - draws) <= 2)
  }
}
