import RoutingCore
import RoutingTestSupport
import Testing
import TrafficReplay

@Suite(.offThePool) struct RewardModelTests {
  private struct Seen {
    let bucket, action, round: Int
    let reward: Double
  }

  private func seen(_ seed: UInt64) -> [Seen] {
    var dice = SeededGenerator(seed: seed)
    return (0..<60).map {
      Seen(bucket: dice.index(below: 3), action: dice.index(below: 2), round: $0, reward: dice.unit())
    }
  }

  private func model(_ seen: [Seen], shrinkage: Double = 10) -> RewardModel {
    var model = RewardModel(folds: 4, shrinkage: shrinkage, seed: 3)
    for one in seen { model.add(reward: one.reward, bucket: one.bucket, action: one.action, round: one.round) }
    return model
  }

  @Test("a round's own reward, and those of its fold, do not move its prediction")
  func crossFitting() {
    let before = seen(1)
    let predictions = before.map { model(before).prediction(bucket: $0.bucket, action: $0.action, round: $0.round) }
    for changed in [0, 17, 59] {
      var after = before
      let one = before[changed]
      after[changed] = Seen(bucket: one.bucket, action: one.action, round: one.round, reward: 1000)
      let changedModel = model(after)
      let moved = before.indices.filter { place in
        let other = before[place]
        return changedModel.prediction(bucket: other.bucket, action: other.action, round: other.round)
          != predictions[place]
      }
      #expect(!moved.contains(changed))
      // About three quarters of the rounds lie in other folds.
      #expect((30...58).contains(moved.count))
    }
  }

  @Test("predictions are means drawn towards wider means, as written out")
  func shrinkage() {
    let all = seen(2)
    let model = model(all)
    // A probe round tells its fold by which rounds do not move it.
    let probe = all[7]
    let others = all.filter { other in
      var without = all
      without[other.round] = Seen(
        bucket: other.bucket, action: other.action, round: other.round, reward: other.reward + 1)
      return self.model(without).prediction(bucket: probe.bucket, action: probe.action, round: probe.round)
        != model.prediction(bucket: probe.bucket, action: probe.action, round: probe.round)
    }
    func mean(_ rewards: [Double], towards wider: Double) -> Double {
      (rewards.reduce(0, +) + 10 * wider) / (Double(rewards.count) + 10)
    }
    let overall = others.map(\.reward).reduce(0, +) / Double(others.count)
    let ofAction = others.filter { $0.action == probe.action }
    let actionMean = mean(ofAction.map(\.reward), towards: overall)
    let expected = mean(ofAction.filter { $0.bucket == probe.bucket }.map(\.reward), towards: actionMean)
    let predicted = model.prediction(bucket: probe.bucket, action: probe.action, round: probe.round)
    #expect(abs(predicted - expected) < 1e-12)
    // An action nobody took is expected to earn what all do.
    #expect(abs(model.prediction(bucket: 0, action: 99, round: probe.round) - overall) < 1e-12)
  }

  @Test("a policy's expectation is the mean over its actions")
  func expectation() {
    let model = model(seen(3))
    let prediction = model.prediction(
      ofAction: 1, policy: [(action: 0, probability: 0.25), (action: 1, probability: 0.75)], bucket: 2, round: 5)
    let values = (0..<2).map { model.prediction(bucket: 2, action: $0, round: 5) }
    #expect(prediction.logged == values[1])
    #expect(abs(prediction.expected - (0.25 * values[0] + 0.75 * values[1])) < 1e-15)
  }

  @Test("parts merge to the whole")
  func merging() {
    let all = seen(4)
    var parts = model(Array(all[..<20]))
    parts.merge(model(Array(all[20...])))
    let whole = model(all)
    for one in all {
      let predictions = [parts, whole].map { $0.prediction(bucket: one.bucket, action: one.action, round: one.round) }
      #expect(abs(predictions[0] - predictions[1]) < 1e-14)
    }
  }

  @Test("a model that has seen nothing expects nothing")
  func empty() {
    #expect(RewardModel().prediction(bucket: 0, action: 0, round: 0) == 0)
    #expect(RewardModel(shrinkage: 0).prediction(bucket: 0, action: 0, round: 0) == 0)
  }
}
