import RoutingCore
import RoutingTestSupport
import Testing

/// What attempts are worth to learning.
@Suite(.offThePool) struct RewardTests {
  private func attempt(
    _ outcome: AttemptOutcome, tokens: TokenCount = 100, cost: Dollars = 0, budget: Milliseconds = 20_000
  ) -> RewardEntry? {
    RewardEntry(model: "m", inputTokens: tokens, outcome: outcome, cost: cost, budget: budget, time: .zero)
  }

  @Test(
    "R-810: 0.4 for an answer, 0.3 for its price against ten cents, 0.3 for its time against the budget",
    arguments: [
      (0, 0, 20_000, 1.0), (0.1, 20_000, 20_000, 0.4), (0.2, 99_999, 20_000, 0.4), (0.05, 0, 20_000, 0.85),
      (0, 10_000, 20_000, 0.85), (0.025, 5000, 20_000, 0.85), (0.1, 0, 20_000, 0.7), (0, 20_000, 20_000, 0.7),
      (0, 500, 1000, 0.85), (0, 500, 0, 0.85), (0, 500, 999, 0.85), (0, 500, 2000, 0.925), (0, 1000, 0, 0.7),
    ] as [(Double, Double, Double, Double)])
  func formula(cost: Double, latency: Double, budget: Double, reward: Double) throws {
    let cost = try #require(Dollars(cost))
    let latency = try #require(Milliseconds(latency))
    let budget = try #require(Milliseconds(budget))
    #expect(abs(RewardEntry.reward(cost: cost, latency: latency, budget: budget) - reward) < 1e-15)
    let entry = try #require(attempt(.success(latency: latency), cost: cost, budget: budget))
    #expect(abs(entry.reward - reward) < 1e-15)
  }

  @Test("R-810: a failure is worth nothing, whatever it cost", arguments: AttemptFailure.allCases)
  func failure(_ failure: AttemptFailure) {
    #expect((attempt(.failure(failure), cost: 0)?.reward ?? 0) == 0)
  }

  @Test("R-810: rewards lie in 0.4...1 for answers, and in 0...1 for whatever a host brings along")
  func range() {
    var dice = Dice(seed: 2)
    for _ in 0..<500 {
      let reward = RewardEntry.reward(
        cost: Dollars(dice.logUniform(1e-9, 1e9)) ?? 0, latency: Milliseconds(dice.logUniform(1e-3, 1e9)) ?? 0,
        budget: Milliseconds(dice.logUniform(1e-3, 1e9)) ?? 0)
      #expect(reward >= 0.4 && reward <= 1)
    }
    for (given, kept) in [(2, 1), (-1, 0), (Double.nan, 0), (.infinity, 1), (-.infinity, 0), (0.3, 0.3)] {
      #expect(RewardEntry(model: "m", bucket: .small, reward: given, time: .zero).reward == kept)
    }
  }

  @Test("R-811: time is measured against the effective budget, not against a raw 0 that counts as a second")
  func effectiveBudget() throws {
    // Nobody set a deadline, so the built-in 20 s is in effect, and 10 s is half of it.
    let effective = try #require(RoutingPolicy().deadline)
    #expect(effective == 20_000)
    let entry = try #require(attempt(.success(latency: 10_000), budget: effective))
    #expect(abs(entry.reward - 0.85) < 1e-15)
    #expect(abs(RewardEntry.reward(cost: 0, latency: 10_000, budget: 0) - 0.7) < 1e-15)
  }

  @Test("R-812: every attempt leaves one entry that names the attempted model, failed ones too, so arms learn failure")
  func everyAttempt() throws {
    let outcomes: [AttemptOutcome] = [
      .failure(.transient), .failure(.deadlineExceeded), .failure(.rateLimited), .success(latency: 0),
    ]
    // One request that failed its way through three models before the fourth answered.
    let entries = outcomes.enumerated().compactMap { place, outcome in
      RewardEntry(
        model: ModelID("m\(place)"), inputTokens: 2000, outcome: outcome, cost: 0, budget: 20_000,
        time: Moment(milliseconds: Double(place)))
    }
    #expect(entries.map(\.model) == ["m0", "m1", "m2", "m3"])
    #expect(entries.map(\.reward) == [0, 0, 0, 1])
    #expect(entries.map(\.time) == (0..<4).map { Moment(milliseconds: Double($0)) })
    #expect(entries.allSatisfy { $0.bucket == .medium })
    let arms = ThompsonArms(rewards: entries, now: Moment(milliseconds: 10))
    for place in 0..<3 {
      #expect(arms[ModelID("m\(place)"), .medium] == BetaDistribution(alpha: 1, beta: 2))
    }
    #expect(arms["m3", .medium] == BetaDistribution(alpha: 2, beta: 1))
  }

  @Test("R-812: rewards are recorded in every mode: nothing of a policy goes into an entry but its budget")
  func everyMode() {
    let entries = RoutingMode.allCases.map { mode in
      attempt(.success(latency: 500), cost: 0.01, budget: RoutingPolicy(mode: mode).deadline ?? 0)
    }
    #expect(Set(entries).count == 1)
    #expect(entries[0] != nil)
  }

  @Test("R-813: cancelled attempts and the client's own faults are not rewarded; every other failure is, with 0")
  func unrewarded() {
    #expect(attempt(.failure(.cancelled)) == nil)
    #expect(attempt(.failure(.clientError)) == nil)
    let rewarded = AttemptFailure.allCases.filter { attempt(.failure($0)) != nil }
    #expect(
      rewarded == [
        .transient, .authentication, .deadlineExceeded, .unclassified, .contextOverflow, .rateLimited, .budgetExceeded,
      ])
  }
}
