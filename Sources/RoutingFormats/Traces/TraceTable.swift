import RoutingCore

/// The rows of a trace with columns: Azure's and BurstGPT's.
struct TraceTable: Sendable {
  private let format: TraceFormat
  private let columnCount: Int
  private let arrival: Column
  private let input: Column
  private let output: Column
  private let session: Column?
  private let model: Column?

  private struct Column: Sendable {
    let name: String
    let index: Int
  }

  /// Finds the columns by their names.
  init(_ format: TraceFormat, header: CSVHeader, line: Int) throws(FormatError) {
    func optional(_ name: String) -> Column? {
      header.index(of: name).map { Column(name: name, index: $0) }
    }
    func required(_ name: String) throws(FormatError) -> Column {
      guard let column = optional(name) else {
        throw FormatError(line: line, field: name, message: "the column is missing from the header")
      }
      return column
    }
    self.format = format
    columnCount = header.count
    if format == .azure {
      arrival = try required("TIMESTAMP")
      input = try required("ContextTokens")
      output = try required("GeneratedTokens")
      (session, model) = (nil, nil)
    } else {
      arrival = try required("Timestamp")
      input = try required("Request tokens")
      output = try required("Response tokens")
      (session, model) = (optional("Session ID"), optional("Model"))
    }
  }

  /// Reads one row.
  func record(_ bytes: ArraySlice<UInt8>, line: Int) throws(FormatError) -> TraceRecord {
    if let record = plainRecord(bytes) { return record }
    guard let row = CSVRow(bytes) else {
      throw FormatError(line: line, message: "a quoted field is not closed: \(TextExcerpt.quoted(bytes))")
    }
    guard row.fields.count == columnCount else {
      throw FormatError(line: line, message: "expected \(columnCount) fields, found \(row.fields.count)")
    }
    return TraceRecord(
      arrival: try moment(row, line), inputTokens: try tokens(input, row, line),
      outputTokens: try tokens(output, row, line), session: text(session, row), modelHint: text(model, row))
  }

  /// Reads a row without quotations, field by field where it lies; nil where anything is wrong with it, which the way
  /// above then puts into words.
  private func plainRecord(_ bytes: ArraySlice<UInt8>) -> TraceRecord? {
    var (arrival, input, output): (Moment?, TokenCount?, TokenCount?)
    var (session, model): (String?, String?)
    var column = 0
    var start = bytes.startIndex
    while true {
      guard start == bytes.endIndex || bytes[start] != UInt8(ascii: "\"") else { return nil }
      let end = bytes[start...].firstIndex(of: UInt8(ascii: ",")) ?? bytes.endIndex
      let field = bytes[start..<end]
      if column == self.arrival.index {
        arrival = moment(field)
      } else if column == self.input.index {
        input = JSONScanner.integer(field).flatMap { TokenCount($0) }
      } else if column == self.output.index {
        output = JSONScanner.integer(field).flatMap { TokenCount($0) }
      } else if column == self.session?.index {
        session = text(field)
      } else if column == self.model?.index {
        model = text(field)
      }
      column += 1
      guard end < bytes.endIndex else { break }
      start = end + 1
    }
    guard column == columnCount, let arrival, let input, let output else { return nil }
    return TraceRecord(
      arrival: arrival, inputTokens: input, outputTokens: output, session: session, modelHint: model)
  }

  private func moment(_ field: ArraySlice<UInt8>) -> Moment? {
    let nanoseconds = format == .azure ? CivilTime.nanoseconds(field) : DecimalText.nanoseconds(field, scale: 9)
    return nanoseconds.map { Moment(nanoseconds: $0) }
  }

  private func moment(_ row: CSVRow, _ line: Int) throws(FormatError) -> Moment {
    let field = row.fields[arrival.index]
    guard let moment = moment(field) else {
      throw FormatError(line: line, field: arrival.name, message: "\(TextExcerpt.quoted(field)) is not a time")
    }
    return moment
  }

  private func tokens(_ column: Column, _ row: CSVRow, _ line: Int) throws(FormatError) -> TokenCount {
    let field = row.fields[column.index]
    guard let tokens = JSONScanner.integer(field).flatMap({ TokenCount($0) }) else {
      throw FormatError(
        line: line, field: column.name, message: "\(TextExcerpt.quoted(field)) is not a number of tokens")
    }
    return tokens
  }

  private func text(_ column: Column?, _ row: CSVRow) -> String? {
    column.flatMap { text(row.fields[$0.index]) }
  }

  private func text(_ field: ArraySlice<UInt8>) -> String? {
    field.isEmpty ? nil : String(decoding: field, as: UTF8.self)
  }
}
