import RoutingCore
import RoutingTestSupport

@testable import TrafficReplay

/// A random table with its prices, kept apart so that tests can reckon from the parts.
struct RandomWorld {
  var items: [QualityTable.Item]
  var models: [String]
  var scores: [Double?]
  var answers: [Int?]
  var prices: [String: TokenPricing.Price]

  /// Few distinct scores, prices and lengths, so that ties are common.
  init(seed: UInt64, missing: Double = 0.05) {
    var dice = Dice(seed: seed)
    let count = dice.number(1...25)
    items = (0..<count).map { number in
      QualityTable.Item(
        key: "i\(number)", task: dice.pick([nil, "a", "b", "c"]),
        promptCharacters: dice.pick([nil, 0, 1, 400, dice.number(0...9000)]))
    }
    let names = (0..<dice.number(1...6)).map { "m\($0)" }
    models = names
    scores = (0..<(count * models.count)).map { _ in
      dice.chance(missing) ? nil : dice.pick([0, 0.5, 1, dice.generator.unit()])
    }
    answers = scores.map { _ in dice.pick([nil, 3, 800, dice.number(0...4000)]) }
    prices = [:]
    for name in names {
      prices[name] = TokenPricing.Price(
        inputPerMillionTokens: dice.pick([0, 1, 1, 10]), outputPerMillionTokens: dice.pick([0, 2, 2, 30]))
    }
  }

  /// The same cells with items and models in another order.
  func shuffled(seed: UInt64) -> RandomWorld {
    var generator = SeededGenerator(seed: seed, stream: 4)
    let itemOrder = items.indices.shuffled(using: &generator)
    let modelOrder = models.indices.shuffled(using: &generator)
    var copy = self
    copy.items = itemOrder.map { items[$0] }
    copy.models = modelOrder.map { models[$0] }
    let places = itemOrder.flatMap { item in modelOrder.map { item * models.count + $0 } }
    copy.scores = places.map { scores[$0] }
    copy.answers = places.map { answers[$0] }
    return copy
  }

  func table() throws -> QualityTable {
    try QualityTable(items: items, models: models, scores: scores, answerCharacters: answers)
  }

  func world() throws -> QualityWorld { QualityWorld(try table(), prices: prices) }
}
