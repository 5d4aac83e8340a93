import RoutingCore
import RoutingTestSupport
import Testing

@testable import TrafficReplay

/// What is learned from a replay, against the log that the contract speaks of.
@Suite(.offThePool) struct RewardWindowTests {
  private let registry: ModelRegistry

  init() throws {
    registry = try ModelRegistry(
      models: (0..<3).map { Model(id: ModelID("m\($0)"), provider: "p") }, providers: [Provider(id: "p")])
  }

  @Test("R-801, R-805: arms are those of a log of the same rewards, and what is older than the window is forgotten")
  func log() throws {
    var dice = SeededGenerator(seed: 6)
    var window = RewardWindow(registry)
    var log: [RewardEntry] = []
    let day = 86_400_000.0
    var now = 0.0
    for _ in 0..<1500 {
      // From minutes to most of a day, and once a month.
      now += dice.unit() * day * (dice.index(below: 500) == 0 ? 60 : 0.05)
      let model = Array(registry.modelHandles)[dice.index(below: 3)]
      let entry = RewardEntry(
        model: registry[model].id, bucket: TokenBucket.allCases[dice.index(below: TokenBucket.allCases.count)],
        // Sixteenths add up without rounding.
        reward: Double(dice.index(below: 17)) / 16, time: Moment(milliseconds: now))
      window.add(entry, of: model)
      log.append(entry)
      let arms = window.arms(at: entry.time)
      // The window reaches back by whole quarters of a day, so up to one less far than the log's.
      let part = day / 4
      let first = (now / part).rounded(.down) - 27
      let remembered = log.filter { $0.time.milliseconds(since: .zero) >= first * part }
      // The log is told to be of now, so that it forgets nothing of these.
      let expected = ThompsonArms(
        rewards: remembered.map {
          RewardEntry(model: $0.model, bucket: $0.bucket, reward: $0.reward, time: entry.time)
        },
        now: entry.time)
      #expect(arms == expected)
    }
  }
}
