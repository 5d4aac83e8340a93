import RoutingTestSupport
import Testing

@testable import RoutingCore

/// What preparing may take, in counts that no clock disturbs.
@Suite(.offThePool) struct PreparedWorkTests {
  /// 96 models at one provider, each dearer in one price and cheaper in the other than the next, so that nothing can be
  /// left out; every set of capabilities is met by other models.
  private func opposedRouter() throws -> CompiledRouter {
    var dice = Dice(seed: 8)
    let models = (0..<96).map { number in
      var knowledge = CapabilityKnowledge()
      for capability in Capability.allCases where dice.chance(0.7) {
        knowledge.supported.formUnion(CapabilitySet([capability]))
      }
      return Model(
        id: ModelID("m\(100 + number)"), provider: "p",
        prices: PriceSheet(inputPerThousandTokens: Double(number + 1), outputPerThousandTokens: Double(96 - number)),
        capabilities: knowledge)
    }
    return CompiledRouter(try ModelRegistry(models: models, providers: [Provider(id: "p")]))
  }

  @Test("Requests under ever new policies are scanned, and little is spent on what is never asked again")
  func everNewPolicies() throws {
    let router = try opposedRouter()
    var prepared = PreparedRouter(router, health: router.compile(HealthSnapshot(of: router.registry)), capacity: 16)
    let shape = router.shape(of: RoutingRequest(inputTokens: 100))
    for number in 0..<6000 {
      let denied = router.registry.models[number % 96].id.text
      let policy = router.compile(
        RoutingPolicy(
          minimumWeight: number % 3, constraints: RoutingConstraints(models: NameFilter(deny: [denied]))))
      _ = prepared.decide(shape, policy: policy)
    }
    #expect(prepared.work.scanned == 6000)
    #expect(prepared.work.skylines == 0 && prepared.work.fronts == 0)
    // The loan, and a tenth of what scanning takes, is all that may be spent.
    #expect(prepared.work.routes < 1500)
    #expect(prepared.routes.count <= 16 && prepared.policies.rules.count == 1)
  }

  @Test("Where no model betters another, nothing is looked up and little is spent in each epoch")
  func nothingToLeaveOut() throws {
    let router = try opposedRouter()
    let snapshot = HealthSnapshot(of: router.registry)
    var prepared = PreparedRouter(router, health: router.compile(snapshot))
    prepared.work.credit = 20_000
    let policy = router.compile(RoutingPolicy())
    let shape = router.shape(of: RoutingRequest(inputTokens: 100))
    for _ in 0..<100 {
      prepared.update(from: snapshot)
      for _ in 0..<10 { _ = prepared.decide(shape, policy: policy) }
    }
    #expect(prepared.work.fromFronts == 0 && prepared.work.fromSkylines == 0)
    #expect(prepared.work.scanned == 1000)
    #expect(prepared.work.skylines < 12)
  }

  @Test("What is remembered stays within its bounds, and forgetting leaves nothing behind")
  func memory() throws {
    let router = try opposedRouter()
    var prepared = PreparedRouter(router, health: router.compile(HealthSnapshot(of: router.registry)), capacity: 1)
    #expect(prepared.capacity == 16)
    let policy = router.compile(RoutingPolicy())
    for number in 0..<300 {
      prepared.work.credit = PreparedWork.loan
      var requires = CapabilitySet()
      for (bit, capability) in Capability.allCases.enumerated() where (number >> bit) & 1 == 1 {
        requires.formUnion(CapabilitySet([capability]))
      }
      let request = RoutingRequest(inputTokens: 100, isStreaming: number % 2 == 1, requires: requires)
      _ = prepared.decide(router.shape(of: request), policy: policy)
      #expect(prepared.routes.count <= 16 && prepared.sets.sets.count <= 16)
    }
    #expect(prepared.work.forgotten > 0)
    prepared.forget()
    #expect(prepared.sets.models.isEmpty && prepared.sets.words.isEmpty && prepared.frontRows.isEmpty)
    #expect(prepared.routes.count == 0 && prepared.policies.find(policy) == nil)
    #expect(PreparedRouter(router, health: prepared.health, capacity: 100).capacity == 128)
    #expect(PreparedRouter(router, health: prepared.health, capacity: .max).capacity == 1 << 16)
  }

  @Test("A policy that comes back after more than a thousand others is learned anew")
  func overflowOfPolicies() throws {
    let router = try opposedRouter()
    let health = router.compile(HealthSnapshot(of: router.registry))
    var prepared = PreparedRouter(router, health: health)
    let shape = router.shape(of: RoutingRequest(inputTokens: 100))
    let policies = (0..<1100).map { number in
      router.compile(RoutingPolicy(mode: number % 2 == 0 ? .cheap : .planning, maximumCost: Dollars(Double(number))))
    }
    for policy in policies + policies.prefix(3) {
      #expect(prepared.decide(shape, policy: policy) == router.decide(shape, policy: policy, health: health))
    }
    #expect(prepared.work.forgotten == 1)
  }
}
