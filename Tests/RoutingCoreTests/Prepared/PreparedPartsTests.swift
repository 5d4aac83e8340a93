import RoutingTestSupport
import Testing

@testable import RoutingCore

/// The tables that preparation is made of, each held to the plainest way of finding the same.
@Suite(.offThePool) struct PreparedPartsTests {
  private func registry(_ prices: [(Double, Double)], providers: Int = 1) throws -> ModelRegistry {
    try ModelRegistry(
      models: prices.enumerated().map { number, price in
        .fixture(
          ModelID("m\(1000 + number)"), at: ProviderID("p\(number % providers)"), input: price.0, output: price.1)
      }, providers: (0..<providers).map { Provider(id: ProviderID("p\($0)")) })
  }

  @Test("A ladder finds the highest cost within any limit, to the last bit")
  func ladder() throws {
    var dice = Dice(seed: 3)
    let router = CompiledRouter(
      try registry((0..<80).map { _ in (dice.logUniform(1e-5, 0.1), dice.pick([0, dice.logUniform(1e-5, 0.1)])) }))
    let compiled = router.compiled
    for _ in 0..<2000 {
      let shape = router.shape(
        of: RoutingRequest(
          inputTokens: TokenCount(clamping: dice.pick([0, 1, Int(dice.logUniform(1, 1e5))])),
          outputTokens: TokenCount(clamping: dice.pick([0, 1, Int(dice.logUniform(1, 1e5))]))))
      guard let mix = PriceMix(shape) else { continue }
      let ladder = PriceLadder(compiled, block: 0, mix: mix)
      let cost = compiled.cost(dice.number(0...79), shape)
      let limit = dice.pick([cost, cost.nextUp, cost > 0 ? cost.nextDown : 0, 0])
      let parity = dice.number(0...1)
      let found = ladder.highestCost(of: shape, notAbove: limit, mix: mix) { $0 % 2 == parity }
      let expected = (0..<80).filter { $0 % 2 == parity }.map { compiled.cost($0, shape) }.filter { $0 <= limit }.max()
      #expect(found == expected ?? -1)
    }
  }

  @Test("Mixes have different numbers below their count, and none where a request is too one-sided")
  func mixes() throws {
    let router = CompiledRouter(try registry([(1, 1)]))
    func number(_ first: Int, _ second: Int) -> Int? {
      PriceMix(
        router.shape(
          of: RoutingRequest(
            inputTokens: TokenCount(clamping: first), outputTokens: TokenCount(clamping: second))))?.number
    }
    #expect(number(1, 4095) == 47)
    #expect(number(1, 4096) == nil)
    #expect(number(4096, 1) == nil)
    #expect(number(4095, 1) == 0)
    #expect(number(10, 10) == 24)
    #expect(number(10, 15) == 25)
    #expect(number(10, 0) == 48)
    #expect(number(0, 10) == 49)
    #expect(PriceMix.count == 50)
  }

  @Test("Providers are ranked from the largest number to the smallest, in every epoch")
  func ranks() throws {
    var dice = Dice(seed: 4)
    for count in [0, 1, 2, 3, 17, 64] {
      let providers = (0..<count).map { Provider(id: ProviderID("p\($0)")) }
      let router = CompiledRouter(try ModelRegistry(models: [], providers: providers))
      var ranks = ProviderRanks()
      for epoch in 0..<5 {
        let snapshot = HealthSnapshot(of: router.registry, readings: dice.readings(of: providers, style: 4))
        let health = router.compile(snapshot)
        for column in LatencyColumn.all {
          let first = health.firstProvider(of: column)
          ranks.sort(health, firstProvider: first, epoch: epoch)
          #expect(ranks.epoch == epoch)
          #expect(ranks.byLatency.sorted() == (0..<Int32(count)).map { $0 })
          let latencies = ranks.byLatency.map { health.providers[first + Int($0)].latency }
          let errors = ranks.byErrorRate.map { health.providers[first + Int($0)].errorRate }
          #expect(latencies == latencies.sorted(by: >))
          #expect(errors == errors.sorted(by: >))
        }
      }
    }
  }

  @Test("A table of routes finds what was put in and nothing else, and is empty again when it is cleared")
  func routes() throws {
    let router = CompiledRouter(try registry([(1, 1)]))
    var table = PolicyTable()
    let policy = router.compile(RoutingPolicy())
    let entry = table.insert(policy)
    var keys: [RouteKey] = []
    for tokens in [0, 5] {
      for output in [0, 5] {
        for isStreaming in [false, true] {
          for kind in ModelKind.allCases {
            for requires in [CapabilitySet(), CapabilitySet([Capability.allCases[0]])] {
              let key = RouteKey(
                router.shape(
                  of: RoutingRequest(
                    kind: kind, inputTokens: TokenCount(clamping: tokens), outputTokens: TokenCount(clamping: output),
                    units: tokens, isStreaming: isStreaming, requires: requires)), policy, entry)
              if !keys.contains(key) { keys.append(key) }
            }
          }
        }
      }
    }
    // Two kinds pay for two quantities and three for one.
    #expect(keys.count == (2 * 4 + 3 * 2) * 4)
    var routes = RouteTable(capacity: 64)
    for (number, key) in keys.enumerated() {
      #expect(routes.find(key) == nil)
      routes.insert(key, set: number)
    }
    #expect(keys.indices.allSatisfy { routes.find(keys[$0]) == $0 })
    #expect(routes.count == keys.count && !routes.isFull)
    routes.removeAll()
    #expect(routes.count == 0 && keys.allSatisfy { routes.find($0) == nil })
  }

  @Test("Policies share bounds where they admit the same models and read the same latencies, and rules likewise")
  func policies() throws {
    let router = CompiledRouter(try registry([(1, 1), (2, 2)]))
    var table = PolicyTable()
    func entry(_ policy: RoutingPolicy) -> PolicyTable.Entry { table.insert(router.compile(policy)) }
    let plain = entry(RoutingPolicy())
    #expect(entry(RoutingPolicy(maximumCost: 5)).bounds == plain.bounds)
    #expect(entry(RoutingPolicy(mode: .cheap)).bounds == plain.bounds)
    #expect(entry(RoutingPolicy(mode: .cheap)).rule != plain.rule)
    #expect(entry(RoutingPolicy(minimumWeight: 3)).bounds != plain.bounds)
    #expect(entry(RoutingPolicy(strategy: .latencyFirst)).bounds != plain.bounds)
    let denying = RoutingConstraints(models: NameFilter(deny: ["m1001"]))
    #expect(entry(RoutingPolicy(constraints: denying)).bounds != plain.bounds)
    let insisting = RoutingPreferences(requiresParameters: true)
    #expect(entry(RoutingPolicy(preferences: insisting)).bounds != plain.bounds)
    let open = RoutingPolicy(unknownCapabilities: .asSupported)
    let closed = RoutingPolicy(unknownCapabilities: .asUnsupported)
    #expect(entry(open).bounds != entry(closed).bounds)
    #expect(entry(RoutingPolicy(scoring: .compatible)).rule != plain.rule)
    // Every budget is a scale of its own here, so the numbers run out.
    let absolute = ScoringParameters(normalization: .absolute)
    let rules = (1...20).map { entry(RoutingPolicy(maximumCost: Dollars(Double($0)), scoring: absolute)).rule }
    #expect(rules.last == -1 && table.rules.count == PolicyTable.mostRules)
  }

  @Test("A table of policies holds as many as it says, tells objects apart and keeps them alive")
  func policyIdentity() throws {
    let router = CompiledRouter(try registry([(1, 1)]))
    var table = PolicyTable()
    weak var kept: CompiledPolicy?
    var all: [CompiledPolicy] = []
    do {
      let policy = router.compile(RoutingPolicy())
      kept = policy
      _ = table.insert(policy)
    }
    #expect(kept != nil)
    while !table.isFull {
      let policy = router.compile(RoutingPolicy())
      #expect(table.find(policy) == nil)
      _ = table.insert(policy)
      all.append(policy)
    }
    #expect(all.count == PolicyTable.capacity - 1)
    #expect(all.allSatisfy { table.find($0) != nil })
    table.removeAll()
    #expect(kept == nil && all.allSatisfy { table.find($0) == nil })
  }

  @Test("Routes that lead to the same models share a set, which keeps only what could matter")
  func sets() throws {
    let router = CompiledRouter(try registry([(1, 1), (1, 1), (2, 2), (3, 0.5)]))
    var prepared = PreparedRouter(router, health: router.compile(HealthSnapshot(of: router.registry)))
    let policy = router.compile(RoutingPolicy())
    let other = router.compile(RoutingPolicy(minimumWeight: 5))
    for (input, output) in [(1, 1), (1, 0), (500, 9)] {
      let shape = router.shape(
        of: RoutingRequest(inputTokens: TokenCount(clamping: input), outputTokens: TokenCount(clamping: output)))
      for _ in 0..<3 { _ = prepared.decide(shape, policy: policy) }
      for _ in 0..<3 { _ = prepared.decide(shape, policy: other) }
    }
    #expect(prepared.work.routes == 4)
    #expect(prepared.sets.sets.count == 2)
    let whole = prepared.sets.sets[0]
    // The second of two equals and the dearer third can never win; the last is cheaper in one price.
    #expect(prepared.sets.models[whole.rivals].map(\.index).sorted() == [0, 3])
    #expect(prepared.sets.models[whole.ceilings].map(\.index).sorted() == [2, 3])
    #expect(whole.count == 4)
  }

  @Test("The best few are those of a sort, however near their scores are")
  func bestFew() {
    var dice = Dice(seed: 6)
    for _ in 0..<500 {
      let count = dice.number(0...30)
      let exact = (0..<count).map { _ in dice.pick([0, 1, 2]) + dice.pick([0, 1e-15, 3e-15, 5e-15]) }
      let seen = exact.map { $0 + dice.pick([0, 2e-15, -2e-15]) }
      func isBefore(_ one: Int, _ other: Int) -> Bool {
        exact[one] != exact[other] ? exact[one] < exact[other] : one < other
      }
      let limit = dice.number(1...9)
      var best = BestFew(limit: limit)
      for index in 0..<count where seen[index] <= best.threshold {
        best.insert(index, score: seen[index], undecided: CompiledRouter.undecided, isBefore: isBefore)
      }
      #expect((0..<best.count).map { best[$0] } == Array((0..<count).sorted(by: isBefore).prefix(limit)))
    }
  }
}
