import RoutingCore

/// The rows of a description of clients, with the columns found by name.
struct ClientRows<Failure: Error> {
  private let columns: [String]
  private let file: String?
  private let maximumRows: Int
  private var lines: LineReader<Failure>
  private var places: [Int]?
  private var columnCount = 0
  private var rowCount = 0
  private var seen: Set<ClientRow.Key> = []
  private var isAtEnd = false

  init(
    columns: [String], file: String?, maximumRows: Int, nextChunk: @escaping () throws(Failure) -> [UInt8]?
  ) {
    self.columns = columns
    self.file = file
    self.maximumRows = maximumRows
    lines = LineReader(maximumLineLength: 1 << 16, nextChunk: nextChunk)
  }

  /// What the next row says, or why it says nothing; nil at the end.
  mutating func next<Value>(
    _ read: (inout ClientRow) throws(FormatError) -> Value
  ) throws(Failure) -> Result<Value, FormatError>? {
    while !isAtEnd, let line = try lines.nextSlice() {
      switch line {
      case .tooLong(let number):
        return failure(number, nil, "the line is longer than \(lines.maximumLineLength) bytes")
      case .text(let bytes, let number):
        if bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { continue }
        guard let places else {
          if let missing = readHeader(bytes) {
            isAtEnd = true
            return failure(number, missing, "the column is missing from the header")
          }
          continue
        }
        rowCount += 1
        guard rowCount <= maximumRows else {
          isAtEnd = true
          return failure(number, nil, "there are more than \(maximumRows) rows; the rest is not read")
        }
        return row(bytes, number, places, read)
      }
    }
    guard places == nil, !isAtEnd else { return nil }
    isAtEnd = true
    return failure(1, nil, "the file is empty")
  }

  /// Finds the columns, or tells which one is missing.
  private mutating func readHeader(_ bytes: ArraySlice<UInt8>) -> String? {
    let header = CSVHeader(bytes)
    if let missing = columns.first(where: { header.index(of: $0) == nil }) { return missing }
    places = columns.compactMap { header.index(of: $0) }
    columnCount = header.count
    return nil
  }

  private mutating func row<Value>(
    _ bytes: ArraySlice<UInt8>, _ number: Int, _ places: [Int],
    _ read: (inout ClientRow) throws(FormatError) -> Value
  ) -> Result<Value, FormatError> {
    guard let row = CSVRow(bytes) else {
      return failure(number, nil, "a quoted field is not closed: \(TextExcerpt.quoted(bytes))")
    }
    guard row.fields.count == columnCount else {
      return failure(number, nil, "expected \(columnCount) fields, found \(row.fields.count)")
    }
    var fields = ClientRow(names: columns, fields: places.map { row.fields[$0] }, line: number, seen: seen)
    // The set must have one owner, or every row would copy it.
    seen = []
    defer { seen = fields.seen }
    do throws(FormatError) {
      return .success(try read(&fields))
    } catch {
      return failure(error.line, error.field, error.message)
    }
  }

  private func failure<Value>(_ line: Int, _ field: String?, _ message: String) -> Result<Value, FormatError> {
    .failure(FormatError(file: file, line: line, field: field, message: message))
  }
}

/// One row, its fields in the order they were asked for.
struct ClientRow {
  let names: [String]
  let fields: [ArraySlice<UInt8>]
  let line: Int
  var seen: Set<Key>

  /// What may come only once.
  struct Key: Hashable {
    let client: String
    let start: Int
    let field: String
  }

  func error(_ column: Int, _ what: String) -> FormatError {
    FormatError(line: line, field: names[column], message: "\(TextExcerpt.quoted(fields[column])) \(what)")
  }

  func name(_ column: Int) throws(FormatError) -> String {
    guard !fields[column].isEmpty else { throw error(column, "is no name") }
    return String(decoding: fields[column], as: UTF8.self)
  }

  /// The beginning of a window: whole seconds, at most a hundred years.
  func seconds(_ column: Int) throws(FormatError) -> Int {
    guard let seconds = JSONScanner.integer(fields[column]), (0...3_155_760_000).contains(seconds) else {
      throw error(column, "is not a time in whole seconds")
    }
    return seconds
  }

  func number(_ column: Int, in range: ClosedRange<Double>, _ what: String) throws(FormatError) -> Double {
    guard fields[column].count < 64, let number = Double(String(decoding: fields[column], as: UTF8.self)),
      range.contains(number)
    else { throw error(column, "is not \(what)") }
    return number
  }

  func law(_ family: Int, _ shape: Int) throws(FormatError) -> InterarrivalLaw {
    switch String(decoding: fields[family], as: UTF8.self).lowercased() {
    case "gamma": .gamma(shape: try number(shape, in: 1e-3...1e6, "a shape from 0.001 to 1e6"))
    case "weibull": .weibull(shape: try number(shape, in: 0.1...1e3, "a shape from 0.1 to 1000"))
    case "expon", "exponential": .exponential
    default: throw error(family, "is none of Gamma, Weibull, Expon")
    }
  }

  mutating func requireNew(_ client: String, _ start: Int, _ field: String) throws(FormatError) {
    guard seen.insert(Key(client: client, start: start, field: field)).inserted else {
      throw error(1, "is given twice for client \(TextExcerpt.quoted(client.utf8))")
    }
  }
}
