import RoutingCore
import RoutingTestSupport
import Testing

@testable import TrafficReplay

@Suite(.offThePool) struct ThresholdRoutingTests {
  /// Values of `pandas.Series([3, 1, 4, 1, 5]).quantile(q)` by the formula of its documentation, i + (j - i) *
  /// fraction.
  @Test(
    "quantiles are interpolated as RouteLLM's are",
    arguments: [(0.0, 1.0), (0.1, 1.0), (0.25, 1.0), (0.3, 1.4), (0.5, 3.0), (0.75, 4.0), (0.9, 4.6), (1.0, 5.0)])
  func quantiles(share: Double, value: Double) {
    #expect(abs(ThresholdRouting.quantile(share, ofSorted: [1, 1, 3, 4, 5]) - value) < 1e-12)
    #expect(ThresholdRouting.quantile(share, ofSorted: [7]) == 7)
  }

  @Test("distinct predictions send the wanted share to the strong model, within one request and the first")
  func share() {
    for seed in 0..<200 as Range<UInt64> {
      var generator = SeededGenerator(seed: seed, stream: 5)
      let predictions = (0..<(1 + generator.index(below: 60))).map { _ in generator.unit() }
      let share = generator.unit()
      let rule = ThresholdRouting(strong: 1, weak: 0, share: share, calibratedOn: predictions)
      let strong = predictions.count { rule.choice(prediction: $0) == 1 }
      // With place (1 - share)(n - 1) in 0..<n, those from its ceiling on are strong.
      let place = (1 - share) * Double(predictions.count - 1)
      #expect(strong == predictions.count - Int(place.rounded(.up)), "seed \(seed)")
      #expect(abs(Double(strong) - share * Double(predictions.count)) <= 1, "seed \(seed)")
    }
  }

  @Test("a share of one sends everything to the strong model")
  func everything() {
    let rule = ThresholdRouting(strong: 2, weak: 0, share: 1, calibratedOn: [0.3, 0.1, 0.2])
    #expect([0.1, 0.2, 0.3].allSatisfy { rule.choice(prediction: $0) == 2 })
    #expect(rule.choice(prediction: 0.05) == 0)
  }

  @Test("the curve holds the point of every threshold, the weak model first and the strong model last")
  func curve() throws {
    for seed in 0..<100 as Range<UInt64> {
      let world = try RandomWorld(seed: seed).world()
      guard !world.items.isEmpty else { continue }
      var dice = Dice(seed: seed)
      let (strong, weak) = (world.models.count - 1, 0)
      let predictions = world.items.map { _ in dice.pick([0.1, 0.2, dice.generator.unit()]) }
      let curve = world.thresholdCurve(strong: strong, weak: weak) { predictions[$0] }
      let thresholds = [2.0] + Set(predictions).sorted(by: >)
      #expect(curve.count == thresholds.count, "seed \(seed)")
      for (point, threshold) in zip(curve, thresholds) {
        let rule = ThresholdRouting(strong: strong, weak: weak, threshold: threshold)
        let wanted = world.point { rule.choice(prediction: predictions[$0]) }
        #expect(abs(point.cost - wanted.cost) < 1e-12, "seed \(seed)")
        #expect(abs(point.quality - wanted.quality) < 1e-12, "seed \(seed)")
      }
    }
  }

  @Test("means per task are those of the training items alone, and strangers get the overall mean")
  func taskMeans() throws {
    let world = QualityWorld(
      try QualityTable(
        items: [("a", "x"), ("b", "x"), ("c", "y"), ("d", nil), ("e", "x")].map {
          QualityTable.Item(key: $0.0, task: $0.1)
        }, models: ["m", "n"], scores: [1, 0, 0.5, 1, 0, 0.25, 1, 1, 0, 0]),
      prices: ["m", "n"].reduce(into: [:]) {
        $0[$1] = TokenPricing.Price(inputPerMillionTokens: 1, outputPerMillionTokens: 1)
      })
    let means = TaskMeans(of: world, training: [0, 1, 2, 3])
    #expect(means.score(of: 0, onTask: "x") == 0.75)
    #expect(means.score(of: 1, onTask: "x") == 0.5)
    #expect(means.score(of: 1, onTask: "y") == 0.25)
    for stranger in [nil, "z"] {
      #expect(means.score(of: 0, onTask: stranger) == 0.625)
      #expect(means.score(of: 1, onTask: stranger) == 0.5625)
    }
    #expect(means.best(onTask: "x", among: [1, 0]) == 0)
    #expect(means.best(onTask: "y", among: [0, 1]) == 1)
  }

  @Test("a random choice is even over the models, and the same for a key and seed")
  func random() {
    let choice = RandomChoice(seed: 1)
    let draws = (0..<3000).map { choice.choice(forKey: "k\($0)", amongModels: 3) }
    // Five standard deviations of a third of 3,000.
    for model in 0..<3 { #expect(abs(draws.count { $0 == model } - 1000) < 130) }
    #expect(draws == (0..<3000).map { RandomChoice(seed: 1).choice(forKey: "k\($0)", amongModels: 3) })
    #expect(draws != (0..<3000).map { RandomChoice(seed: 2).choice(forKey: "k\($0)", amongModels: 3) })
  }
}
