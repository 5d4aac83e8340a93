/// One line of comma-separated values (RFC 4180, without line breaks inside fields).
struct CSVRow {
  let fields: [ArraySlice<UInt8>]

  /// Splits a line; nil where a quotation is not closed or followed by something else than a comma.
  init?(_ line: ArraySlice<UInt8>) {
    var fields: [ArraySlice<UInt8>] = []
    var start = line.startIndex
    while true {
      guard let (field, end) = CSVRow.field(of: line, from: start) else { return nil }
      fields.append(field)
      guard end < line.endIndex else { break }
      start = end + 1
    }
    self.fields = fields
  }

  /// The field that begins at `start`, and the index of the comma or end after it.
  private static func field(of line: ArraySlice<UInt8>, from start: Int) -> (ArraySlice<UInt8>, Int)? {
    let quote = UInt8(ascii: "\"")
    let comma = UInt8(ascii: ",")
    guard start < line.endIndex, line[start] == quote else {
      let end = line[start...].firstIndex(of: comma) ?? line.endIndex
      return (line[start..<end], end)
    }
    var text: [UInt8] = []
    var index = start + 1
    while index < line.endIndex {
      if line[index] != quote {
        text.append(line[index])
        index += 1
      } else if index + 1 < line.endIndex, line[index + 1] == quote {
        text.append(quote)
        index += 2
      } else {
        index += 1
        return index == line.endIndex || line[index] == comma ? (text[...], index) : nil
      }
    }
    return nil
  }
}

/// The names of a CSV file's columns.
struct CSVHeader: Sendable {
  private let names: [String]

  init(_ line: ArraySlice<UInt8>) {
    names =
      CSVRow(line)?.fields.map { field in
        let text = String(decoding: field, as: UTF8.self).lowercased()
        return String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
      } ?? []
  }

  var count: Int { names.count }

  /// The place of the column called `name`, without regard to case or to white space around it.
  func index(of name: String) -> Int? {
    names.firstIndex(of: name.lowercased())
  }
}
