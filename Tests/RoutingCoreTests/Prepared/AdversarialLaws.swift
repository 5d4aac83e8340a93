import RoutingTestSupport
import Testing

@testable import RoutingCore

/// Registries made to break what preparation rests on, asked in any order and with interruptions.
@Suite(.offThePool) struct AdversarialLaws {
  @Test("No registry, order of questions or loss of memory makes a prepared router decide otherwise (R-515)")
  func equalsCompiled() throws {
    var work = PreparedWork()
    var decisions = 0
    let violation = try Law.firstViolation(
      cases: Law.defaultCases / 10, stream: 71, make: RoutingCase.init(adversarialSeed:)
    ) { routingCase in
      var session = try AdversarialSession(routingCase)
      defer {
        work.fromFronts += session.prepared.work.fromFronts
        work.fromSkylines += session.prepared.work.fromSkylines
        work.forgotten += session.prepared.work.forgotten
        decisions += session.decisions
      }
      return session.firstDifference(steps: 400)
    }
    #expect(violation == nil)
    #expect(decisions > 100 * (Law.defaultCases / 10))
    #expect(work.fromFronts > 100 && work.fromSkylines > 100 && work.forgotten > 10)
  }

  @Test("Chains of such registries begin as the ranking does (R-515, R-617)")
  func chainsBeginAsTheRanking() throws {
    let violation = try Law.firstViolation(
      cases: Law.defaultCases / 10, stream: 72, make: RoutingCase.init(adversarialSeed:)
    ) { routingCase in
      var session = try AdversarialSession(routingCase)
      return session.firstOtherChain(steps: 6)
    }
    #expect(violation == nil)
  }
}

/// Two prepared routers, one a copy of the other that goes on by itself, and the compiled one that knows the answers.
struct AdversarialSession {
  let router: CompiledRouter
  private(set) var prepared: PreparedRouter
  private(set) var decisions = 0
  private var other: PreparedRouter
  private var dice: Dice
  private let snapshots: [HealthSnapshot]
  private let requests: [RoutingRequest]
  private let policies: [RoutingPolicy]
  private var compiled: [CompiledPolicy]
  private let seed: UInt64

  init(_ routingCase: RoutingCase) throws {
    let router = try routingCase.engine().router
    var dice = Dice(seed: routingCase.seed &+ 7)
    let healths =
      [routingCase.health]
      + (0..<3).map { _ in dice.readings(of: routingCase.providers, style: dice.number(0...4)) }
    snapshots = healths.map { HealthSnapshot(of: router.registry, readings: $0) }
    let requests = (0..<8).map { _ in dice.adversarialRequest(routingCase) }
    self.requests = requests
    policies =
      [routingCase.policy]
      + (0..<dice.pick([3, 12, 40])).map { _ in dice.adversarialPolicy(routingCase, requests) }
    compiled = policies.map(router.compile)
    prepared = PreparedRouter(router, health: router.compile(snapshots[0]), capacity: 16)
    prepared.smallSet = dice.pick([0, 0, 10, 100])
    other = prepared
    seed = routingCase.seed
    self.router = router
    self.dice = dice
  }

  mutating func firstDifference(steps: Int) -> String? {
    var health = router.compile(snapshots[0])
    var otherHealth = health
    for step in 0..<steps {
      switch dice.number(0...99) {
      case 0...2:
        let snapshot = dice.pick(snapshots)
        health = router.compile(snapshot)
        if dice.chance(0.5) { prepared.adopt(health) } else { prepared.update(from: snapshot) }
      case 3:
        prepared.forget()
      case 4:
        (other, otherHealth) = (prepared, health)
      case 5:
        (prepared, other, health, otherHealth) = (other, prepared, otherHealth, health)
      case 6:
        // The same rules in another object, the old one gone unless something keeps it.
        let place = dice.number(0...compiled.count - 1)
        compiled[place] = router.compile(policies[place])
      default: break
      }
      let policy = dice.pick(compiled)
      let request = dice.pick(requests)
      let shape = router.shape(of: request, seed: seed)
      for _ in 0..<dice.number(1...3) {
        decisions += 1
        let expected = router.decide(shape, policy: policy, health: health)
        let choice = prepared.decide(shape, policy: policy)
        guard choice == expected else {
          return "step \(step): \(String(describing: choice)), not \(String(describing: expected)), for \(request) "
            + "under \(policy.policy)"
        }
      }
    }
    return nil
  }

  /// Where a chain or a choice is not what the ranking of all models says.
  mutating func firstOtherChain(steps: Int) -> String? {
    for _ in 0..<steps {
      let snapshot = dice.pick(snapshots)
      let policy = dice.pick(compiled)
      let request = dice.pick(requests)
      let health = router.compile(snapshot)
      let limit = dice.pick([1, 2, 8])
      let chain = router.decide(
        router.shape(of: request, seed: seed), policy: policy, health: health, fallbacks: limit)
      var turns = ReferenceTurns()
      let decision = router.record(for: request, policy: policy, health: health, turns: &turns, seed: seed)
        .verdict.decision
      let found = chain.map { [$0.choice.model] + $0.fallbacks }?.map { router.registry[$0].id }
      let expected = decision.map { [$0.model] + $0.fallbacks.prefix(limit) }
      guard found == expected else {
        return "\(found.debugDescription), not \(expected.debugDescription), for \(request) under \(policy.policy)"
      }
    }
    return nil
  }
}

extension Dice {
  fileprivate mutating func adversarialRequest(_ routingCase: RoutingCase) -> RoutingRequest {
    let tokens = [0, 1, 3, 7, 87, 999, 1001, 5000, 1 << 20, 1 << 40, 1 << 53, Int.max]
    let wide = [Int(logUniform(1, 1e5)), Int(logUniform(1, 1e5)), Int(logUniform(1, 1e5))]
    var request = RoutingRequest(
      kind: pick([.chat, .chat, .chat, .image]), inputTokens: TokenCount(clamping: pick(tokens + wide)),
      outputTokens: TokenCount(clamping: pick(tokens + wide)), units: pick([0, 1, 3, 7, 1 << 40]),
      isStreaming: chance(0.2), requires: chance(0.8) ? [] : CapabilitySet([pick(Capability.allCases)]))
    if chance(0.1) { request.isBatch = true }
    if chance(0.1), let model = routingCase.models.first {
      request.hint = ModelReference(pick([model.id.text, "nobody", "crew"]), isStrict: chance(0.3))
    }
    return request
  }

  /// Mostly plain ones, whose budgets are what some model costs or one bit beside it.
  fileprivate mutating func adversarialPolicy(
    _ routingCase: RoutingCase, _ requests: [RoutingRequest]
  ) -> RoutingPolicy {
    var policy = RoutingPolicy(
      mode: pick([nil, .cheap, .normal, .highConfidence, .planning, .adversarial]),
      strategy: pick([nil, nil, .latencyFirst]), minimumWeight: chance(0.8) ? 0 : number(0...11),
      preferences: RoutingPreferences(sort: chance(0.8) ? nil : pick(SortKey.allCases)),
      scoring: ScoringParameters(
        normalization: chance(0.8) ? .eligibleMaximum : .absolute, latencyFloor: pick([0, 100]),
        failureFloor: pick([0, 0.05]), degradedPenalty: pick([0, 0.5, 1]),
        unknownLatency: pick(UnknownLatencyReading.allCases)))
    if chance(0.3), let model = routingCase.models.last {
      policy.constraints = RoutingConstraints(
        models: NameFilter(deny: [model.id.text, pick(routingCase.models).id.text]))
    }
    if chance(0.6), !routingCase.models.isEmpty {
      let cost = CostEstimator.cost(of: pick(requests), at: pick(routingCase.models).prices).value
      policy.maximumCost = Dollars(pick([cost, cost, cost.nextUp, cost > 0 ? cost.nextDown : 0, cost / 2]))
    }
    return policy
  }
}
