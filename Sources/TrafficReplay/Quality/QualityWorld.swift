import RoutingCore

/// The part of a table on which choices can be compared: every model has a price, every cell a score and a cost.
///
/// Only items that all compared models have scores for count. Comparing means over different items would compare items,
/// and a missing score taken for zero would punish a model for its judge; ``incompleteItems`` says how many were left
/// out.
public struct QualityWorld: Hashable, Sendable {
  /// The items that count, by key.
  public let items: [QualityTable.Item]
  /// The models that are compared, by name.
  public let models: [String]
  /// How many items were left out because a model has no score for them.
  public let incompleteItems: Int
  /// The models of the table that were left out because they have no price, by name.
  public let unpricedModels: [String]
  /// How many of the items had to be given an assumed length of prompt.
  public let assumedPrompts: Int
  /// How many of the cells had to be given an assumed length of answer.
  public let assumedAnswers: Int
  /// By item and then model.
  private let scores: [Double]
  private let costs: [Double]

  /// Prices a table.
  ///
  /// - Parameters:
  ///   - table: How well models answered.
  ///   - prices: Prices by the names of models; a model without one is left out.
  ///   - pricing: What stands for lengths that are not known.
  /// - Complexity: O(n) in the cells.
  public init(_ table: QualityTable, prices: [String: TokenPricing.Price], pricing: TokenPricing = TokenPricing()) {
    var priced: [(index: Int, price: TokenPricing.Price)] = []
    var unpriced: [String] = []
    for (index, name) in table.models.enumerated() {
      if let price = prices[name] { priced.append((index, price)) } else { unpriced.append(name) }
    }
    var items: [QualityTable.Item] = []
    var scores: [Double] = []
    var costs: [Double] = []
    var (assumedPrompts, assumedAnswers) = (0, 0)
    for (index, item) in table.items.enumerated() where !priced.isEmpty {
      let row = priced.compactMap { table.score(of: $0.index, on: index) }
      guard row.count == priced.count else { continue }
      items.append(item)
      scores += row
      if item.promptCharacters == nil { assumedPrompts += 1 }
      for model in priced {
        let answer = table.answerCharacters(of: model.index, on: index)
        if answer == nil { assumedAnswers += 1 }
        costs.append(
          pricing.cost(at: model.price, promptCharacters: item.promptCharacters, answerCharacters: answer))
      }
    }
    self.items = items
    models = priced.map { table.models[$0.index] }
    incompleteItems = table.items.count - items.count
    unpricedModels = unpriced
    (self.assumedPrompts, self.assumedAnswers) = (assumedPrompts, assumedAnswers)
    (self.scores, self.costs) = (scores, costs)
  }

  /// The score of a model's answer, from 0 to 1.
  ///
  /// - Parameters:
  ///   - model: The model's place in ``models``.
  ///   - item: The item's place in ``items``.
  /// - Returns: The score.
  public func score(of model: Int, on item: Int) -> Double { scores[item * models.count + model] }

  /// What a model's answer costs, in US dollars.
  ///
  /// - Parameters:
  ///   - model: The model's place in ``models``.
  ///   - item: The item's place in ``items``.
  /// - Returns: The cost, not negative.
  public func cost(of model: Int, on item: Int) -> Double { costs[item * models.count + model] }

  /// The places of all items, cut in two by a hash of their keys: one half to learn from, the other to be judged on.
  ///
  /// Which half an item falls into depends on its key and the seed alone, so all its answers are on one side, and it
  /// stays there when other items come or go. The halves are about equal.
  ///
  /// - Complexity: O(n) in the items.
  public func halves(seed: UInt64) -> (training: [Int], evaluation: [Int]) {
    var halves = (training: [Int](), evaluation: [Int]())
    for (index, item) in items.enumerated() {
      // The purpose tells this draw from a random choice with the same seed.
      let bits = StableHash.mix(StableHash.hash(item.key), StableHash.mix(seed, QualityDraw.half.rawValue))
      if StableHash.unit(bits) < 0.5 { halves.training.append(index) } else { halves.evaluation.append(index) }
    }
    return halves
  }
}

/// What a hash of an item's key is drawn for.
enum QualityDraw: UInt64 {
  case half = 1
  case model
}
