import RoutingCore
import RoutingTestSupport
import TrafficReplay

/// A small world whose truth is known: contexts that come evenly, mean rewards, and two softmax policies.
struct LoggedWorld {
  let seed: UInt64
  let isGaussian: Bool
  /// By context and action.
  let means: [[Double]]
  let logging: [[Double]]
  let evaluated: [[Double]]

  init(seed: UInt64, contexts: Int = 3, actions: Int = 3) {
    var dice = SeededGenerator(seed: seed, stream: 1)
    func rows(_ draw: () -> Double) -> [[Double]] { (0..<contexts).map { _ in (0..<actions).map { _ in draw() } } }
    func policy() -> [[Double]] {
      rows { ElementaryFunctions.exp(1.2 * dice.unit()) }.map { row in row.map { $0 / row.reduce(0, +) } }
    }
    self.seed = seed
    isGaussian = seed % 2 == 1
    means = rows { 0.1 + 0.8 * dice.unit() }
    logging = policy()
    evaluated = policy()
  }

  /// The evaluated policy's mean reward, worked out.
  var truth: Double {
    var total = 0.0
    for (means, chances) in zip(means, evaluated) {
      for (mean, chance) in zip(means, chances) { total += mean * chance }
    }
    return total / Double(means.count)
  }

  struct Draw {
    let context: Int
    let action: Int
    let reward: Double
  }

  /// What the logging policy met with.
  func log(rounds: Int) -> [Draw] {
    var dice = SeededGenerator(seed: seed, stream: 2)
    return (0..<rounds).map { _ in
      let context = dice.index(below: means.count)
      var action = 0
      var rest = dice.unit() - logging[context][0]
      while rest >= 0, action < logging[context].count - 1 {
        action += 1
        rest -= logging[context][action]
      }
      let mean = means[context][action]
      // Twelve even draws have a variance of one, and are normal enough.
      let noise = isGaussian ? (0..<12).reduce(-6.0) { sum, _ in sum + dice.unit() } : 0
      return Draw(context: context, action: action, reward: isGaussian ? mean + noise : dice.unit() < mean ? 1 : 0)
    }
  }

  /// The same with propensities, and predictions that no round had a part in.
  func rounds(_ log: [Draw], shift: Double = 0) throws -> [LoggedRound] {
    var model = RewardModel(folds: 2, seed: seed)
    let policies = evaluated.map { row in row.enumerated().map { (action: $0, probability: $1) } }
    for (number, draw) in log.enumerated() {
      model.add(reward: draw.reward + shift, bucket: draw.context, action: draw.action, round: number)
    }
    return try log.enumerated().map { number, draw in
      let prediction = model.prediction(
        ofAction: draw.action, policy: policies[draw.context],
        bucket: draw.context, round: number)
      return try LoggedRound(
        propensity: logging[draw.context][draw.action], evaluated: evaluated[draw.context][draw.action],
        reward: draw.reward + shift, prediction: prediction)
    }
  }

  static func report(
    _ rounds: some Sequence<LoggedRound>, _ settings: OffPolicySettings = OffPolicySettings()
  ) -> OffPolicyReport {
    var evaluation = OffPolicyEvaluation(settings)
    for (number, round) in rounds.enumerated() { evaluation.add(round, number: number) }
    return evaluation.report
  }
}
