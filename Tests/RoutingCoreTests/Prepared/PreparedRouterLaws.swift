import RoutingTestSupport
import Testing

@testable import RoutingCore

/// What is remembered must never change an answer: the compiled router, which other laws hold to the reference, is
/// asked the same.
@Suite(.offThePool) struct PreparedRouterLaws {
  @Test("A prepared router decides as the compiled one, whatever it was asked before (R-515)")
  func equalsCompiled() throws {
    var fromFronts = 0
    var fromSkylines = 0
    let violation = try Law.firstViolation(cases: Law.defaultCases, stream: 61) { routingCase in
      var session = try Session(routingCase)
      defer {
        fromFronts += session.prepared.work.fromFronts
        fromSkylines += session.prepared.work.fromSkylines
      }
      return session.firstDifference()
    }
    #expect(violation == nil)
    // Both ways must have been taken, or the law says nothing about them.
    #expect(fromFronts > 1000 && fromSkylines > 1000)
  }

  @Test("It decides alike when everything is looked up on ladders and in ranks (R-511)")
  func equalsCompiledOnLadders() throws {
    let violation = try Law.firstViolation(cases: Law.defaultCases, stream: 62) { routingCase in
      var session = try Session(routingCase)
      session.prepared.smallSet = 0
      return session.firstDifference()
    }
    #expect(violation == nil)
  }
}

/// One prepared router asked many things, through three epochs of health.
private struct Session {
  let router: CompiledRouter
  var prepared: PreparedRouter
  private let routingCase: RoutingCase
  private var dice: Dice
  private let healths: [HealthSnapshot]
  private let arms: CompiledArms?

  init(_ routingCase: RoutingCase) throws {
    self.routingCase = routingCase
    router = try routingCase.engine().router
    dice = Dice(seed: routingCase.seed &+ 99)
    var others = routingCase.health
    for provider in routingCase.providers where dice.chance(0.5) { others[provider.id] = dice.reading() }
    healths = [routingCase.health, others, routingCase.health].map { [router] in
      HealthSnapshot(of: router.registry, readings: $0)
    }
    arms = routingCase.arms.map { [router] in router.compile($0) }
    prepared = PreparedRouter(router, health: router.compile(healths[0]), capacity: 16)
  }

  mutating func firstDifference() -> String? {
    let requests = requests()
    for (number, snapshot) in healths.enumerated() {
      let health = router.compile(snapshot)
      if number > 0 { prepared.update(from: snapshot) }
      for policy in policies(for: requests) {
        let policy = router.compile(policy)
        for request in requests {
          let shape = router.shape(of: request, seed: routingCase.seed)
          let expected = router.decide(shape, policy: policy, health: health, arms: arms)
          // Once to be noticed, once to be learned, once from what was learned.
          for time in 0..<3 {
            let choice = prepared.decide(shape, policy: policy, arms: arms)
            if choice != expected {
              return "epoch \(number), time \(time): \(String(describing: choice)), not "
                + "\(String(describing: expected)), for \(request) under \(policy.policy)"
            }
          }
        }
      }
    }
    return nil
  }

  private mutating func requests() -> [RoutingRequest] {
    let base = routingCase.request
    return (0..<5).map { number in
      var request = base
      if number > 0 {
        request.hint = dice.chance(0.8) ? nil : base.hint
        request.inputTokens = TokenCount(clamping: dice.pick([0, 1, 7, 900, 5_000, 120_000, 1 << 40]))
        request.outputTokens = TokenCount(clamping: dice.pick([0, 1, 30, 900, 1 << 40]))
        request.isStreaming = dice.chance(0.2)
      }
      return request
    }
  }

  /// The policy of the case, and plain ones whose budgets are what some model costs, to the last bit.
  private mutating func policies(for requests: [RoutingRequest]) -> [RoutingPolicy] {
    var policies = [routingCase.policy]
    for _ in 0..<4 {
      var policy = routingCase.policy
      policy.preferences = RoutingPreferences()
      policy.picker = .best
      policy.affinity = nil
      policy.mode = dice.pick([nil, .cheap, .normal, .highConfidence, .planning])
      policy.maximumCost = nil
      if dice.chance(0.7), !routingCase.models.isEmpty {
        let model = dice.pick(routingCase.models)
        policy.maximumCost = CostEstimator.cost(of: dice.pick(requests), at: model.prices)
      }
      policies.append(policy)
    }
    return policies
  }
}
