/// A table of comma-separated values as RFC 4180 has it: rows end with CR LF, and fields with commas, quotes or line ends
/// stand in quotes.
struct CSVText {
  private(set) var text = ""

  /// Makes a table that begins with a row of names.
  init(head: [String]) {
    add(head)
  }

  /// Adds a row.
  mutating func add(_ fields: [String]) {
    text += fields.map(CSVText.field).joined(separator: ",") + "\r\n"
  }

  var bytes: [UInt8] { Array(text.utf8) }

  /// A number with all its digits; nothing where there is none.
  static func number(_ value: Double?) -> String {
    guard let value, value.isFinite else { return "" }
    if value == value.rounded(), abs(value) < 1e15 { return "\(Int(value))" }
    return "\(value)"
  }

  private static func field(_ text: String) -> String {
    let needsQuotes = text.unicodeScalars.contains { [",", "\"", "\r", "\n"].contains($0) }
    guard needsQuotes else { return text }
    // By scalars: a quote with an accent on it is no character of its own, and ends a field all the same.
    var quoted = "\""
    for scalar in text.unicodeScalars {
      if scalar == "\"" { quoted.unicodeScalars.append(scalar) }
      quoted.unicodeScalars.append(scalar)
    }
    return quoted + "\""
  }
}
