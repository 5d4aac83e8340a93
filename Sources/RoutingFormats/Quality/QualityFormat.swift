/// A shape of table that says how well models answered.
///
/// | format | header | scores |
/// | --- | --- | --- |
/// | `scores` | a key, `score_MODEL` for every model | 0...1 |
/// | `correctness` | a key, `correct_MODEL` and maybe `response_chars_MODEL` for every model | 0 or 1 |
/// | `mtBench` | `question_id`, `turn`, `model`, `score_1_to_10` | 1...10; below 1 where a verdict is unreadable |
/// | `wildBench` | `session_id`, `model`, `score_1_to_10` | 1...10 |
public enum QualityFormat: String, CaseIterable, Hashable, Sendable {
  /// One row an item, a score from 0 to 1 in a column for each model.
  case scores
  /// One row an item, right (1) or wrong (0) in a column for each model.
  case correctness
  /// One row an item and model, an item being a question and its turn.
  case mtBench = "mt-bench"
  /// One row an item and model, an item being a conversation.
  case wildBench = "wildbench"

  /// Tells the format by the names of the columns, or nil where they are of none.
  init?(header: CSVHeader, names: [String]) {
    let isLong = header.index(of: "model") != nil && header.index(of: QualityColumns.judged) != nil
    if isLong, header.index(of: "question_id") != nil {
      self = .mtBench
    } else if isLong, header.index(of: "session_id") != nil {
      self = .wildBench
    } else if isLong {
      return nil
    } else if names.contains(where: { $0.hasPrefix(QualityColumns.scorePrefix) }) {
      self = .scores
    } else if names.contains(where: { $0.hasPrefix(QualityColumns.correctPrefix) }) {
      self = .correctness
    } else {
      return nil
    }
  }

  /// The columns that may name an item; the first that is there does.
  var keys: [String] {
    switch self {
    case .scores, .correctness: ["item_id", "query_sha256_16"]
    case .mtBench: ["question_id"]
    case .wildBench: ["session_id"]
    }
  }
}
