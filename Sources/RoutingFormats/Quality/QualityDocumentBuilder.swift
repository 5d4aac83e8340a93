import RoutingCore

/// Gathers the rows of a quality table.
struct QualityDocumentBuilder {
  private struct Cell {
    let item: Int
    let model: Int
    let score: Double?
    let answer: Int?
  }

  private struct Place: Hashable {
    let item: Int
    let model: Int
  }

  private let columns: QualityColumns
  private(set) var models: [String]
  private(set) var items: [QualityDocument.Item] = []
  private(set) var unreadableVerdicts = 0
  private var gathered: [Cell] = []
  private var modelIndices: [String: Int] = [:]
  private var itemIndices: [String: Int] = [:]
  private var firstLines: [Int] = []
  /// The line of every cell of a table with one row a cell.
  private var cellLines: [Place: Int] = [:]

  init(_ columns: QualityColumns) {
    self.columns = columns
    models = columns.wide.map(\.model)
  }

  mutating func add(_ fields: QualityFields) throws(FormatError) {
    let (item, isNew) = try item(fields)
    if let long = columns.long {
      try addJudgement(fields, item: item, long)
    } else {
      guard isNew else {
        throw fields.error(columns.key, "the item '\(items[item].key)' stands on line \(firstLines[item]) already")
      }
      for (model, place) in columns.wide.enumerated() {
        let score = try score(fields, place.score)
        gathered.append(Cell(item: item, model: model, score: score, answer: try fields.characters(place.answer)))
      }
    }
    guard items.count * models.count <= QualityDocument.maximumCells else {
      throw FormatError(
        line: fields.line, message: "\(items.count) items by \(models.count) models are too many for one table")
    }
  }

  /// The item of a row, which says the same of it as the rows before.
  private mutating func item(_ fields: QualityFields) throws(FormatError) -> (Int, isNew: Bool) {
    var key = try fields.text(columns.key)
    if let turn = columns.turn { key += "/" + (try fields.text(turn)) }
    var task: String?
    if let column = columns.task, !fields.isEmpty(column) { task = try fields.text(column) }
    let prompt = try fields.characters(columns.prompt)
    if let index = itemIndices[key] {
      let known = items[index]
      if let column = columns.task, known.task != task {
        throw fields.error(column, "differs from line \(firstLines[index]), which has the same item")
      }
      if let column = columns.prompt, known.promptCharacters != prompt {
        throw fields.error(column, "differs from line \(firstLines[index]), which has the same item")
      }
      return (index, false)
    }
    itemIndices[key] = items.count
    items.append(QualityDocument.Item(key: key, task: task, promptCharacters: prompt))
    firstLines.append(fields.line)
    return (items.count - 1, true)
  }

  /// A score from 0 to 1 as it stands, or nil where the field is empty.
  private func score(_ fields: QualityFields, _ index: Int) throws(FormatError) -> Double? {
    if fields.isEmpty(index) { return nil }
    let score = try fields.number(index, in: 0...1, called: "a score")
    guard columns.format == .scores || score == 0 || score == 1 else {
      throw fields.error(index, "\(score) is neither right (1) nor wrong (0)")
    }
    return score
  }

  /// A row that is one judge's grade of one answer.
  private mutating func addJudgement(
    _ fields: QualityFields, item: Int, _ long: (model: Int, score: Int, answer: Int?)
  ) throws(FormatError) {
    let name = try fields.text(long.model)
    let model = modelIndices[name] ?? models.count
    if model == models.count {
      modelIndices[name] = model
      models.append(name)
    }
    if let line = cellLines.updateValue(fields.line, forKey: Place(item: item, model: model)) {
      throw fields.error(
        long.model, "the item '\(items[item].key)' has a score of '\(name)' on line \(line) already")
    }
    var score: Double?
    let grade = try fields.number(long.score, called: "a grade")
    if columns.format == .mtBench, grade < 1 {
      unreadableVerdicts += 1
    } else {
      score = (try fields.number(long.score, in: 1...10, called: "a grade") - 1) / 9
    }
    gathered.append(Cell(item: item, model: model, score: score, answer: try fields.characters(long.answer)))
  }

  /// The cells in their places, all models of the first item first.
  func cells() -> (scores: [Double?], answers: [Int?]) {
    var scores = [Double?](repeating: nil, count: items.count * models.count)
    var answers = [Int?](repeating: nil, count: scores.count)
    for cell in gathered {
      let place = cell.item * models.count + cell.model
      (scores[place], answers[place]) = (cell.score, cell.answer)
    }
    return (scores, answers)
  }
}
