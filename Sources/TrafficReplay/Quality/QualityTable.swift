/// How well each of some models answered each of some items: a world in which every choice has a known score.
///
/// Items are kept in the order of their keys and models in the order of their names, so nothing that follows from a
/// table depends on the order of the file it came from.
public struct QualityTable: Hashable, Sendable {
  /// What was asked.
  public struct Item: Hashable, Sendable {
    /// What names the item in its table.
    public var key: String
    /// The task or category, where known.
    public var task: String?
    /// The length of the prompt in characters, where known; not negative.
    public var promptCharacters: Int?

    /// Makes an item.
    public init(key: String, task: String? = nil, promptCharacters: Int? = nil) {
      self.key = key
      self.task = task
      self.promptCharacters = promptCharacters
    }
  }

  /// The items, by key.
  public let items: [Item]
  /// The models, by name.
  public let models: [String]
  /// Scores by item and then model; -1 where missing, which keeps a cell at eight bytes.
  private let scores: [Double]
  /// Lengths by item and then model; -1 where unknown.
  private let answers: [Int32]

  /// Makes a table.
  ///
  /// - Parameters:
  ///   - items: The items, in any order, each key once.
  ///   - models: The models, in any order, each once.
  ///   - scores: Scores from 0 to 1, nil where missing: all models of the first item, then those of the second.
  ///   - answerCharacters: Lengths of answers in characters where known, in the order of the scores; empty where no
  ///     length is known.
  /// - Throws: A ``QualityTableError`` that names the first item or model that is wrong.
  /// - Complexity: O(n log n) in the cells.
  public init(
    items: [Item], models: [String], scores: [Double?], answerCharacters: [Int?] = []
  ) throws(QualityTableError) {
    guard scores.count == items.count * models.count,
      answerCharacters.isEmpty || answerCharacters.count == scores.count
    else { throw .wrongCellCount }
    let itemOrder = items.indices.sorted { QualityTable.precedes(items[$0].key, items[$1].key) }
    let modelOrder = models.indices.sorted { QualityTable.precedes(models[$0], models[$1]) }
    self.items = itemOrder.map { items[$0] }
    self.models = modelOrder.map { models[$0] }
    for (one, next) in zip(self.items, self.items.dropFirst()) where !QualityTable.precedes(one.key, next.key) {
      throw .duplicateItem(one.key)
    }
    for (one, next) in zip(self.models, self.models.dropFirst()) where !QualityTable.precedes(one, next) {
      throw .duplicateModel(one)
    }
    if let item = self.items.first(where: { ($0.promptCharacters ?? 0) < 0 }) {
      throw .invalidLength(item: item.key, model: nil)
    }
    var sortedScores: [Double] = []
    var sortedAnswers: [Int32] = []
    sortedScores.reserveCapacity(scores.count)
    sortedAnswers.reserveCapacity(scores.count)
    for item in itemOrder {
      for model in modelOrder {
        let place = item * models.count + model
        guard let score = scores[place].map({ 0...1 ~= $0 ? $0 : nil }) ?? -1 else {
          throw .invalidScore(item: items[item].key, model: models[model])
        }
        sortedScores.append(score)
        let answer = answerCharacters.isEmpty ? nil : answerCharacters[place]
        guard answer.map({ $0 >= 0 }) ?? true, let length = Int32(exactly: answer ?? -1) else {
          throw .invalidLength(item: items[item].key, model: models[model])
        }
        sortedAnswers.append(length)
      }
    }
    (self.scores, answers) = (sortedScores, sortedAnswers)
  }

  /// The score of a model's answer from 0 to 1, or nil where it is missing.
  ///
  /// - Parameters:
  ///   - model: The model's place in ``models``.
  ///   - item: The item's place in ``items``.
  /// - Returns: The score, or nil.
  public func score(of model: Int, on item: Int) -> Double? {
    let score = scores[item * models.count + model]
    return score < 0 ? nil : score
  }

  /// The length of a model's answer in characters, or nil where it is unknown.
  ///
  /// - Parameters:
  ///   - model: The model's place in ``models``.
  ///   - item: The item's place in ``items``.
  /// - Returns: The length, or nil.
  public func answerCharacters(of model: Int, on item: Int) -> Int? {
    let length = answers[item * models.count + model]
    return length < 0 ? nil : Int(length)
  }

  /// How many cells have no score.
  ///
  /// - Complexity: O(n) in the cells.
  public var missingCells: Int { scores.count { $0 < 0 } }

  /// By bytes, which needs no tables of Unicode and is the same on every machine.
  private static func precedes(_ a: String, _ b: String) -> Bool {
    a.utf8.lexicographicallyPrecedes(b.utf8)
  }
}

/// Why cells make no table.
public enum QualityTableError: Error, Hashable, Sendable {
  /// The number of scores or lengths is not the number of items times that of models.
  case wrongCellCount
  /// Two items have this key.
  case duplicateItem(String)
  /// Two models have this name.
  case duplicateModel(String)
  /// A score that does not lie from 0 to 1.
  case invalidScore(item: String, model: String)
  /// A length that is negative or above 2³¹ - 1; of a prompt where no model is named.
  case invalidLength(item: String, model: String?)
}

extension QualityTableError: CustomStringConvertible {
  /// What is wrong, in one line.
  public var description: String {
    switch self {
    case .wrongCellCount: "the number of cells is not the number of items times the number of models"
    case .duplicateItem(let key): "the item '\(key)' is given twice"
    case .duplicateModel(let name): "the model '\(name)' is given twice"
    case .invalidScore(let item, let model): "the score of '\(model)' on item '\(item)' does not lie from 0 to 1"
    case .invalidLength(let item, let model):
      "the length of \(model.map { "the answer of '\($0)'" } ?? "the prompt") on item '\(item)' is out of range"
    }
  }
}
