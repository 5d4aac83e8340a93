import RoutingCore

/// One row of a quality or price table, its fields read with their names at hand for errors.
struct QualityFields {
  private let fields: [ArraySlice<UInt8>]
  private let names: [String]
  let line: Int

  /// Splits a row, which must have as many fields as the header.
  init(_ bytes: ArraySlice<UInt8>, names: [String], line: Int) throws(FormatError) {
    guard let row = CSVRow(bytes) else {
      throw FormatError(line: line, message: "a quoted field is not closed: \(TextExcerpt.quoted(bytes))")
    }
    guard row.fields.count == names.count else {
      throw FormatError(line: line, message: "expected \(names.count) fields, found \(row.fields.count)")
    }
    (fields, self.names, self.line) = (row.fields, names, line)
  }

  func error(_ index: Int, _ message: String) -> FormatError {
    FormatError(line: line, field: names[index], message: message)
  }

  func isEmpty(_ index: Int) -> Bool { fields[index].isEmpty }

  /// Text that must not be empty, nor do things to a terminal that it is shown on.
  func text(_ index: Int) throws(FormatError) -> String {
    let text = QualityColumns.trimmed(fields[index])
    guard !text.isEmpty else { throw error(index, "the field is empty") }
    guard !QualityColumns.hasControls(fields[index]) else {
      throw error(index, "\(TextExcerpt.quoted(fields[index])) has a control character in it")
    }
    return text
  }

  /// A count of characters, or nil where the field or the column is empty.
  func characters(_ index: Int?) throws(FormatError) -> Int? {
    guard let index, !isEmpty(index) else { return nil }
    guard let count = JSONScanner.integer(fields[index]), (0...QualityDocument.longestText).contains(count) else {
      throw error(index, "\(TextExcerpt.quoted(fields[index])) is not a number of characters")
    }
    return count
  }

  /// A finite decimal number.
  func number(_ index: Int, called what: String) throws(FormatError) -> Double {
    let bytes = fields[index]
    // JSON's numbers are decimal and finite, where Swift also reads "inf", "nan" and hexadecimal.
    var scanner = JSONScanner(Array(bytes))
    do throws(JSONError) {
      guard try scanner.kind() == .number else { throw scanner.error(.malformedNumber) }
      let number = try scanner.number()
      try scanner.end()
      switch number {
      case .integer(let integer): return Double(integer)
      case .double(let double): return double
      }
    } catch {
      throw self.error(index, "\(TextExcerpt.quoted(bytes)) is not \(what)")
    }
  }

  /// A finite decimal number within bounds.
  func number(_ index: Int, in range: ClosedRange<Double>, called what: String) throws(FormatError) -> Double {
    let number = try number(index, called: what)
    guard range.contains(number) else {
      let bounds = "from \(range.lowerBound) to \(range.upperBound)"
      throw error(index, "\(TextExcerpt.quoted(fields[index])) is not \(what), which lies \(bounds)")
    }
    return number
  }
}
