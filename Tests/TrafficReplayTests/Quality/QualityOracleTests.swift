import RoutingCore
import RoutingTestSupport
import Testing
import TrafficReplay

@Suite(.offThePool) struct QualityOracleTests {
  /// Random worlds that have items left.
  private func worlds(_ body: (UInt64, QualityWorld, inout SeededGenerator) throws -> Void) throws {
    for seed in 0..<150 as Range<UInt64> {
      let world = try RandomWorld(seed: seed).world()
      if world.items.isEmpty { continue }
      var generator = SeededGenerator(seed: seed, stream: 9)
      try body(seed, world, &generator)
    }
  }

  @Test("the oracle's choice is the best, of those the cheapest, of those the first")
  func definition() throws {
    try worlds { seed, world, _ in
      for item in world.items.indices {
        let best = world.models.indices.map { world.score(of: $0, on: item) }.max()
        let equals = world.models.indices.filter { world.score(of: $0, on: item) == best }
        let cheapest = equals.map { world.cost(of: $0, on: item) }.min()
        #expect(world.oracle(on: item) == equals.first { world.cost(of: $0, on: item) == cheapest }, "seed \(seed)")
      }
    }
  }

  @Test("no choice is better than the oracle, and no single model better than the best")
  func bounds() throws {
    try worlds { seed, world, generator in
      let oracle = world.point { world.oracle(on: $0) }
      let single = world.bestSingleModel()
      let singleQuality = world.point { _ in single }.quality
      for model in world.models.indices { #expect(world.point { _ in model }.quality <= singleQuality, "seed \(seed)") }
      for _ in 0..<5 {
        let choices = world.items.map { _ in generator.index(below: world.models.count) }
        let verdict = world.verdict { choices[$0] }
        #expect(verdict.point.quality <= oracle.quality + 1e-12, "seed \(seed)")
        #expect(verdict.totalRegret >= 0, "seed \(seed)")
        #expect(abs(verdict.meanRegret - (oracle.quality - verdict.point.quality)) < 1e-12, "seed \(seed)")
        let gap = oracle.quality - singleQuality
        if let recovered = verdict.recoveredGap, gap > 1e-9 {
          #expect(abs(recovered * gap - (verdict.point.quality - singleQuality)) < 1e-9, "seed \(seed)")
        }
        let toBest = choices.count { $0 == single }
        #expect(verdict.shareOfBestSingle == Double(toBest) / Double(choices.count), "seed \(seed)")
      }
      let perfect = world.verdict { world.oracle(on: $0) }
      #expect(perfect.totalRegret == 0)
      #expect(perfect.recoveredGap ?? 1 == 1)
      #expect(world.verdict { _ in single }.recoveredGap ?? 0 == 0)
    }
  }

  @Test("the oracle's frontier holds its point for every price on money and no choice lies above it")
  func frontier() throws {
    try worlds { seed, world, generator in
      let frontier = world.oracleFrontier()
      for price in [0, 1e-3, 1, 30, 200, 1000, 1e9] + [generator.unit() * 500] {
        let point = world.point { world.oracle(on: $0, moneyPrice: price) }
        // Sums in another order may move the cost by a bit.
        #expect((frontier.quality(atCost: point.cost + 1e-15) ?? -1) >= point.quality - 1e-9, "seed \(seed)")
        #expect((frontier.quality(atCost: point.cost - 1e-15) ?? 0) <= point.quality + 1e-9, "seed \(seed)")
        let value = point.quality - price * point.cost
        let best = frontier.hull.map { $0.quality - price * $0.cost }.max() ?? 0
        #expect(abs(value - best) < 1e-9 * max(1, abs(value)), "seed \(seed), price \(price)")
      }
      for _ in 0..<5 {
        let point = world.point { _ in generator.index(below: world.models.count) }
        #expect((frontier.quality(atCost: point.cost + 1e-15) ?? -1) >= point.quality - 1e-9, "seed \(seed)")
      }
    }
  }

  @Test("nothing depends on the order of rows and columns, to the last bit")
  func orderOfRows() throws {
    for seed in 0..<100 as Range<UInt64> {
      let parts = RandomWorld(seed: seed)
      let (world, shuffled) = (try parts.world(), try parts.shuffled(seed: seed).world())
      #expect(world == shuffled, "seed \(seed)")
      #expect(QualityComparison(of: world, seed: 3) == QualityComparison(of: shuffled, seed: 3), "seed \(seed)")
    }
  }
}
