/// How well models answered the items of a public evaluation, as its table says.
///
/// Scores come out from 0 to 1 whatever the scale of the table: grades from 1 to 10 are mapped linearly,
/// (grade - 1) / 9. A cell without a score is missing and never counts as zero.
public struct QualityDocument: Hashable, Sendable {
  /// What was asked.
  public struct Item: Hashable, Sendable {
    /// What names the item; for MT-Bench `question/turn`.
    public var key: String
    /// The task or category, where the table has one.
    public var task: String?
    /// The length of the prompt in characters, where the table has it.
    public var promptCharacters: Int?
  }

  /// The longest text that a table may speak of, in characters.
  static let longestText = 1_000_000_000
  /// The most pairs of an item and a model, so that a file of a few rows cannot ask for any amount of memory.
  public static let maximumCells = 1 << 22

  /// The shape of the table.
  public let format: QualityFormat
  /// The models, in the order in which the file first names them.
  public let models: [String]
  /// The items, in the order in which the file first names them.
  public let items: [Item]
  /// Scores from 0 to 1, nil where missing: all models of the first item, then those of the second.
  public let scores: [Double?]
  /// Lengths of answers in characters where known, in the order of the scores.
  public let answerCharacters: [Int?]
  /// How many cells are missing because the judge's verdict could not be understood.
  public let unreadableVerdicts: Int

  /// Reads a table, its format told by the header line.
  ///
  /// - Parameters:
  ///   - bytes: The file's bytes; lines end in LF or CRLF.
  ///   - file: The file's name, for errors.
  /// - Throws: A ``FormatError`` with the line and field of the first thing that cannot be read.
  /// - Complexity: O(n) in the bytes and in the pairs of an item and a model.
  public init(parsing bytes: [UInt8], file: String? = nil) throws(FormatError) {
    do throws(FormatError) {
      var lines = CSVLines(bytes)
      guard let header = try lines.next() else { throw FormatError(line: 1, message: "the file is empty") }
      let columns = try QualityColumns(header.bytes, number: header.number)
      var builder = QualityDocumentBuilder(columns)
      while let line = try lines.next() {
        try builder.add(try QualityFields(line.bytes, names: columns.names, line: line.number))
      }
      guard !builder.items.isEmpty else {
        throw FormatError(line: header.number, message: "the table has a header and no rows")
      }
      format = columns.format
      (models, items) = (builder.models, builder.items)
      (scores, answerCharacters) = builder.cells()
      unreadableVerdicts = builder.unreadableVerdicts
    } catch {
      var located = error
      located.file = file
      throw located
    }
  }
}
