import RoutingCore

/// Where in a row of a quality table everything stands.
struct QualityColumns {
  static let judged = "score_1_to_10"
  static let scorePrefix = "score_"
  static let correctPrefix = "correct_"
  static let answerPrefix = "response_chars_"
  /// Columns that are known and say nothing about quality.
  private static let ignored = ["original_split"]

  /// The columns of one model of a table with a column for each.
  struct ModelColumns {
    let model: String
    let score: Int
    let answer: Int?
  }

  let format: QualityFormat
  /// The names as the header has them, for error messages.
  let names: [String]
  let key: Int
  let turn: Int?
  let task: Int?
  let prompt: Int?
  /// The models that have columns; empty where each row names its own.
  let wide: [ModelColumns]
  /// Where a row says its model, score and length of answer; nil where models have columns.
  let long: (model: Int, score: Int, answer: Int?)?

  /// Finds the columns; one that is unknown is refused, since a misspelt column would be lost silently.
  init(_ line: ArraySlice<UInt8>, number: Int) throws(FormatError) {
    func error(_ field: String?, _ message: String) -> FormatError {
      FormatError(line: number, field: field, message: message)
    }
    guard let row = CSVRow(line) else { throw error(nil, "a quoted field is not closed: \(TextExcerpt.quoted(line))") }
    guard !QualityColumns.hasControls(line) else {
      throw error(nil, "the header \(TextExcerpt.quoted(line)) has a control character in it")
    }
    let header = CSVHeader(line)
    names = row.fields.map { QualityColumns.trimmed($0) }
    guard let format = QualityFormat(header: header, names: names) else {
      let known = QualityFormat.allCases.map(\.rawValue).joined(separator: ", ")
      throw error(nil, "the header \(TextExcerpt.quoted(line)) is of no known format: \(known)")
    }
    self.format = format
    var seen: Set<String> = []
    for name in names where !seen.insert(name).inserted {
      throw error(name, "the column stands in the header twice")
    }
    func required(_ name: String) throws(FormatError) -> Int {
      guard let index = header.index(of: name) else { throw error(name, "the column is missing from the header") }
      return index
    }
    guard let key = format.keys.compactMap({ header.index(of: $0) }).first else {
      throw error(format.keys[0], "the column is missing from the header")
    }
    self.key = key
    turn = format == .mtBench ? try required("turn") : nil
    task = header.index(of: "task") ?? header.index(of: "category")
    prompt = header.index(of: "prompt_chars")
    var used = Set([key, turn, task, prompt].compactMap { $0 })
    used.formUnion(QualityColumns.ignored.compactMap { header.index(of: $0) })
    switch format {
    case .mtBench, .wildBench:
      let columns = (
        model: try required("model"), score: try required(QualityColumns.judged),
        answer: header.index(of: "answer_chars")
      )
      used.formUnion([columns.model, columns.score, columns.answer].compactMap { $0 })
      (wide, long) = ([], columns)
    case .scores, .correctness:
      let prefix = format == .scores ? QualityColumns.scorePrefix : QualityColumns.correctPrefix
      wide = QualityColumns.models(of: names, prefix: prefix)
      long = nil
      used.formUnion(wide.flatMap { [$0.score, $0.answer].compactMap { $0 } })
      if let nameless = wide.first(where: { $0.model.isEmpty }) {
        throw error(names[nameless.score], "the column names no model")
      }
    }
    if let unknown = names.indices.first(where: { !used.contains($0) }) {
      throw error(names[unknown], "the column is unknown to a table of format \(format.rawValue)")
    }
  }

  private static func models(of names: [String], prefix: String) -> [ModelColumns] {
    var answers: [String: Int] = [:]
    for (index, name) in names.enumerated() where name.hasPrefix(answerPrefix) {
      answers[String(name.dropFirst(answerPrefix.count))] = index
    }
    return names.enumerated().filter { $0.element.hasPrefix(prefix) }.map { index, name in
      let model = String(name.dropFirst(prefix.count))
      return ModelColumns(model: model, score: index, answer: answers[model])
    }
  }

  /// Whether bytes hold an ASCII control character, such as begins a terminal's escape sequence.
  static func hasControls(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.contains { $0 < 0x20 || $0 == 0x7F }
  }

  /// The text of a field without white space around it.
  static func trimmed(_ field: ArraySlice<UInt8>) -> String {
    String(decoding: field.drop { $0 == 0x20 }.reversed().drop { $0 == 0x20 }.reversed(), as: UTF8.self)
  }
}
