import RoutingCore
import RoutingFormats
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct ChangeCauseLaws {
  /// Changes one thing in many random worlds, and returns the causes of all decisions that came out otherwise.
  private func causes(
    _ detail: DecisionLogDetail, policy: RoutingPolicy = RoutingPolicy(maximumCost: 1), stream: UInt64,
    _ change: (inout DecisionWorld, inout Dice) -> Void
  ) throws -> [ChangeCause: Int] {
    var counts: [ChangeCause: Int] = [:]
    for number in 0..<18 as Range<UInt64> {
      var before = DecisionWorld(seed: stream << 32 | number)
      before.policy = policy
      var after = before
      var dice = Dice(seed: stream << 40 | number)
      change(&after, &dice)
      let (ours, theirs) = (try before.log(detail), try after.log(detail))
      let causes = ours.causes(to: theirs)
      for cause in causes { counts[cause, default: 0] += 1 }
      #expect(theirs.causes(to: ours) == causes, "exchanging the logs keeps the causes: \(number)")
      #expect(ours.causes(to: ours) == [], "a log does not differ from itself")
    }
    return counts
  }

  /// Whether a planted cause was found for all of more than a few decisions.
  private func isFound(_ expected: ChangeCause, _ counts: [ChangeCause: Int]) -> Bool {
    counts.keys.allSatisfy { $0 == expected } && counts[expected, default: 0] >= 8
  }

  /// The whole log, and one that names few candidates, so that the others have to be put together.
  private static let details = [DecisionLogDetail.full, DecisionLogDetail(candidates: 2)]

  @Test("a price is found as the registry's", arguments: details)
  func price(detail: DecisionLogDetail) throws {
    let counts = try causes(detail, stream: 1) { world, dice in
      let place = dice.number(0...world.models.count - 1)
      let factor = dice.pick([0.05, 10])
      world.models[place].prices.inputPerThousandTokens *= factor
      world.models[place].prices.outputPerThousandTokens *= factor
    }
    if detail == .full { #expect(isFound(.registry(.expectedCost), counts), "\(counts)") }
    // Where few candidates are named, the other log may say nothing of the model whose price changed.
    let named = counts[.registry(.expectedCost), default: 0]
    #expect(named * 10 >= counts.values.reduce(0, +) * 6, "\(counts)")
    #expect(counts.keys.allSatisfy { [.registry(.expectedCost), .unknown(.standing), .scoreTerm(.cost)].contains($0) })
  }

  @Test("a capability that is taken away is found as a filter, also where it only moves what others are measured by")
  func capability() throws {
    for detail in [DecisionLogDetail.full, DecisionLogDetail()] {
      let counts = try causes(detail, stream: 2) { world, dice in
        let place = dice.number(0...world.models.count - 1)
        world.models[place].capabilities = CapabilityKnowledge(unsupported: CapabilitySet([.tools]))
      }
      #expect(isFound(.filter("capability_missing"), counts), "\(counts)")
    }
  }

  @Test("a capability weight is found as a moved term")
  func weight() throws {
    let counts = try causes(.full, stream: 3) { world, dice in
      let place = dice.number(0...world.models.count - 1)
      world.models[place].weight = world.models[place].weight > 5 ? 1 : 10
    }
    #expect(isFound(.scoreTerm(.weight), counts), "\(counts)")
  }

  @Test("weights of a policy are found as the policy's", arguments: details)
  func policy(detail: DecisionLogDetail) throws {
    let counts = try causes(detail, stream: 4) { world, dice in
      world.policy.mode = dice.pick([.cheap, .highConfidence, .planning])
    }
    #expect(isFound(.policy(.weights), counts), "\(counts)")
  }

  @Test("a picker or its temperature is found as the policy's")
  func picker() throws {
    let policy = RoutingPolicy(maximumCost: 1, picker: .softmax(temperature: 0.1))
    for picker in [Picker.exploring(temperature: 1), .softmax(temperature: 3), .best, .twoChoices] {
      let counts = try causes(.full, policy: policy, stream: 5) { world, _ in world.policy.picker = picker }
      #expect(isFound(.policy(.picker), counts), "\(counts)")
    }
  }

  @Test("another seed is found as another draw", arguments: details)
  func seed(detail: DecisionLogDetail) throws {
    for picker in [
      Picker.softmax(temperature: 0.2), .exploring(temperature: 2), .weighted, .inverseSquarePrice, .twoChoices,
    ] {
      let counts = try causes(detail, policy: RoutingPolicy(maximumCost: 1, picker: picker), stream: 6) { world, _ in
        world.seed = 2
      }
      #expect(isFound(.draw, counts), "\(picker): \(counts)")
    }
  }

  @Test("a reading of latency or failures is found as the term that it moves", arguments: details)
  func reading(detail: DecisionLogDetail) throws {
    let slow = try causes(detail, stream: 7) { world, dice in
      let provider = dice.pick(world.providers).id
      world.health[provider, default: HealthReading()].latency = dice.pick([5, 9000])
    }
    #expect(isFound(.scoreTerm(.latency), slow), "\(slow)")
    let failing = try causes(detail, stream: 8) { world, dice in
      let provider = dice.pick(world.providers).id
      world.health[provider, default: HealthReading()].errorRate = dice.pick([0, 0.9])
    }
    #expect(isFound(.scoreTerm(.failure), failing), "\(failing)")
  }

  @Test("a provider that is down is found as a filter", arguments: details)
  func down(detail: DecisionLogDetail) throws {
    let counts = try causes(detail, stream: 9) { world, dice in
      world.health[dice.pick(world.providers).id, default: HealthReading()].isAvailable = false
    }
    #expect(isFound(.filter("health_down"), counts), "\(counts)")
  }

  @Test("a model that is gone is found as the registry's")
  func absent() throws {
    let counts = try causes(.full, stream: 10) { world, dice in
      if world.models.count > 1 { world.models.remove(at: dice.number(0...world.models.count - 1)) }
    }
    #expect(isFound(.registry(.modelAbsent), counts), "\(counts)")
  }

  @Test("logs of different requests under one id are told as such")
  func otherRequests() throws {
    let counts = try causes(.full, stream: 11) { world, _ in
      for place in world.requests.indices { world.requests[place].inputTokens = 1_500 }
    }
    #expect(isFound(.request, counts), "\(counts)")
  }

  @Test("a log without grounds leaves causes unknown and says what is missing, and prices show without any")
  func missing() throws {
    let features = DecisionLogEntry.Features(inputTokens: 1, outputTokens: 1)
    func entry(_ model: ModelID, cost: Dollars? = nil, propensity: Double = 1) -> DecisionLogEntry {
      DecisionLogEntry(features: features, model: model, propensity: propensity, expectedCost: cost)
    }
    #expect(ChangeCause(from: entry("a"), to: entry("a")) == nil)
    #expect(ChangeCause(from: entry("a"), to: entry("b")) == .unknown(.scores))
    var (one, other) = (entry("a", propensity: 0.5), entry("b", propensity: 0.5))
    let terms = TermValues(cost: 0.5, latency: 0, failure: 0, weight: 0.5)
    for model in ["a", "b"] as [ModelID] {
      one.grounds.ranked.append(DecisionGrounds.Ranked(model: model, score: 0, terms: terms))
    }
    one.grounds.weights = TermValues(cost: 0.25, latency: 0.25, failure: 0.25, weight: 0.25)
    other.grounds = one.grounds
    #expect(ChangeCause(from: one, to: other) == .unknown(.draws))
    (one.propensity, other.propensity) = (1, 1)
    #expect(ChangeCause(from: one, to: other) == .unknown(.elsewhere))
    other.grounds.ranked.removeFirst()
    #expect(ChangeCause(from: one, to: other) == .unknown(.standing))
    other.grounds.excluded = [DecisionGrounds.Excluded(model: "a", reason: "budget_exceeded", expectedCost: 2)]
    #expect(ChangeCause(from: one, to: other) == .filter("budget_exceeded"))
    one.grounds.ranked.removeLast()
    one.grounds.excluded = [DecisionGrounds.Excluded(model: "b", reason: "health_down")]
    #expect(ChangeCause(from: one, to: other) == .filter("budget_exceeded"), "of two, the first by name")
    #expect(ChangeCause(from: other, to: one) == .filter("budget_exceeded"))
    one.expectedCost = 1
    #expect(ChangeCause(from: one, to: other) == .registry(.expectedCost))
  }

  @Test("where several things change at once, exchanging the logs keeps the causes too", arguments: details)
  func several(detail: DecisionLogDetail) throws {
    let counts = try causes(detail, stream: 12) { world, dice in
      world.policy.mode = dice.pick([.cheap, .highConfidence, .planning])
      for provider in world.providers {
        world.health[provider.id] = HealthReading(
          latency: Milliseconds(dice.logUniform(20, 3000)), errorRate: Fraction(dice.generator.unit()) ?? 0)
      }
    }
    #expect(counts.keys.count >= 3, "\(counts)")
  }

  @Test("exchanging any two logs keeps the causes, whatever the policies, registries and requests")
  func symmetry() throws {
    let violation = try Law.firstViolation(cases: 30, stream: 0xD1FF) { one in
      let entries = try [one, RoutingCase(seed: one.seed ^ 0xFFFF)].flatMap { world in
        try [one.request, world.request].compactMap { request in
          let engine = try world.engine()
          let health = HealthSnapshot(of: engine.registry, readings: world.health)
          let explanation = engine.explain(
            request, policy: world.policy, health: health, arms: world.arms, turns: world.turns, seed: world.seed)
          return explanation.verdict.decision.map { decision in
            DecisionLogEntry(
              decision, for: request,
              grounds: DecisionGrounds(
                explanation, of: request, over: engine.registry, seed: world.seed,
                fingerprint: engine.registry.fingerprint))
          }
        }
      }
      for first in entries {
        for second in entries {
          let causes = (ChangeCause(from: first, to: second), ChangeCause(from: second, to: first))
          if causes.0 != causes.1 { return "\(causes)" }
          if (causes.0 == nil) != (first.model == second.model) { return "same choice, or no cause" }
        }
      }
      return nil
    }
    #expect(violation == nil)
  }
}
