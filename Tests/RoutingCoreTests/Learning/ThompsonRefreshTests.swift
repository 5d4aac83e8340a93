import RoutingCore
import RoutingTestSupport
import Testing

/// Making arms from a log of rewards.
@Suite(.offThePool) struct ThompsonRefreshTests {
  private let now = Moment(milliseconds: 10_000_000_000)
  private let week = 604_800_000.0

  private func entry(_ reward: Double, _ model: ModelID = "a", _ bucket: TokenBucket = .small, age: Double = 0)
    -> RewardEntry
  {
    RewardEntry(model: model, bucket: bucket, reward: reward, time: now.advanced(byMilliseconds: -age))
  }

  @Test("R-805: alpha is one more than the sum of rewards, beta one more than what is missing to their count")
  func formula() {
    let arms = ThompsonArms(
      rewards: [
        entry(0.5), entry(0.25), entry(1), entry(0), entry(0.75, "a", .large), entry(0, "b"), entry(0, "b"),
      ], now: now)
    #expect(arms["a", .small] == BetaDistribution(alpha: 2.75, beta: 3.25))
    #expect(arms["a", .large] == BetaDistribution(alpha: 1.75, beta: 1.25))
    #expect(arms["a", .medium] == BetaDistribution())
    #expect(arms["b", .small] == BetaDistribution(alpha: 1, beta: 3))
    #expect(arms["c", .small] == BetaDistribution())
    #expect(ThompsonArms(rewards: [RewardEntry](), now: now) == ThompsonArms())
  }

  @Test("R-805: beta is at least 1 however the sum of rewards is rounded")
  func leastBeta() {
    for reward in [1, (1.0).nextDown, 0.1, 1.0 / 3] {
      for count in [1, 3, 10, 190] {
        let arm = ThompsonArms(rewards: (0..<count).map { entry(reward, age: Double($0)) }, now: now)["a", .small]
        #expect(arm.beta >= 1)
      }
    }
  }

  @Test("R-805: rewards of the last 7 days count, both ends included, and none from the future")
  func window() {
    func arm(age: Double) -> BetaDistribution { ThompsonArms(rewards: [entry(1, age: age)], now: now)["a", .small] }
    let counted = BetaDistribution(alpha: 2, beta: 1)
    #expect(ThompsonArms.window == Milliseconds(week))
    #expect(arm(age: 0) == counted)
    #expect(arm(age: week) == counted)
    #expect(arm(age: week - 1) == counted)
    #expect(arm(age: week + 0.000_001) == BetaDistribution())
    #expect(arm(age: week + 1) == BetaDistribution())
    #expect(arm(age: -0.000_001) == BetaDistribution())
    #expect(arm(age: -1) == BetaDistribution())
  }

  @Test("R-805: a mass above 200 is scaled to 200, the mean kept; 200 itself is left alone")
  func mass() {
    func arm(_ good: Int, _ bad: Int) -> BetaDistribution {
      ThompsonArms(rewards: (0..<good).map { _ in entry(1) } + (0..<bad).map { _ in entry(0) }, now: now)["a", .small]
    }
    #expect(arm(150, 48) == BetaDistribution(alpha: 151, beta: 49))
    let scaled = arm(150, 49)
    #expect(abs(scaled.alpha + scaled.beta - 200) < 1e-12)
    #expect(abs(scaled.alpha / 200 - 151.0 / 201) < 1e-15)
    let heavy = arm(900, 98)
    #expect(abs(heavy.alpha - 180.2) < 1e-12 && abs(heavy.beta - 19.8) < 1e-12)
    // A model that never failed ends below one failure, as the formula says.
    #expect(abs(arm(998, 0).beta - 0.2) < 1e-12)
    #expect(BetaDistribution.largestMass == 200)
  }

  @Test("R-805: the order of the log changes no bit")
  func order() {
    var generator = SeededGenerator(seed: 4)
    let entries = (0..<500).map { number in
      // A third of the moments are shared, so that the rewards themselves settle the order.
      entry(
        generator.unit(), ["a", "b"][number % 2], TokenBucket.allCases[number % 3],
        age: Double(number - number % 3) * 1000)
    }
    let arms = ThompsonArms(rewards: entries, now: now)
    for _ in 0..<20 { #expect(ThompsonArms(rewards: entries.shuffled(using: &generator), now: now) == arms) }
  }

  @Test("R-805: the host refreshes every five minutes, and how draws are made is kept as asked")
  func interval() {
    #expect(ThompsonArms.refreshInterval == 300_000)
    #expect(ThompsonArms().sampling == .tabulated)
    #expect(ThompsonArms(rewards: [entry(1)], now: now, sampling: .exact).sampling == .exact)
    #expect(ThompsonArms(sampling: .exact) != ThompsonArms(sampling: .tabulated))
  }

  @Test("R-806: making arms is a pure function: a host whose refresh fails goes on with the old value, unchanged")
  func pure() {
    let old = ThompsonArms(rewards: [entry(1), entry(0.5)], now: now)
    let copy = old
    // The refresh that a host would try: new arms are a new value, and nothing reaches into the old one.
    var new = ThompsonArms(rewards: [entry(0), entry(0)], now: now)
    new["a", .small] = BetaDistribution(alpha: 50, beta: 50)
    #expect(old == copy)
    #expect(old["a", .small] == BetaDistribution(alpha: 2.5, beta: 1.5))
    #expect(ThompsonArms(rewards: [entry(1), entry(0.5)], now: now) == old)
  }
}
