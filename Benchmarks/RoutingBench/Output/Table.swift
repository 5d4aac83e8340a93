/// Rows of text in columns: the first to the left, the others to the right.
struct Table {
  private let head: [String]
  private var rows: [[String]] = []
  private let leftColumns: Int

  init(_ head: [String], leftColumns: Int = 1) {
    self.head = head
    self.leftColumns = leftColumns
  }

  /// Adds a row; names of strangers cannot break it, or speak to the terminal.
  mutating func add(_ row: [String]) {
    rows.append(row.map(Table.harmless))
  }

  private static func harmless(_ cell: String) -> String {
    guard cell.unicodeScalars.contains(where: { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) }) else {
      return cell
    }
    return String(
      String.UnicodeScalarView(
        cell.unicodeScalars.map { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) ? "\u{FFFD}" : $0 }))
  }

  var lines: [String] {
    let all = [head] + rows
    let widths = head.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    let lines = all.map { row in
      zip(row, widths).enumerated().map { column, cell in
        let padding = String(repeating: " ", count: cell.1 - cell.0.count)
        return column < leftColumns ? cell.0 + padding : padding + cell.0
      }.joined(separator: "  ")
    }
    return [lines[0], String(repeating: "-", count: lines[0].count)] + lines.dropFirst()
  }

  /// A number with separators between groups of three digits, such as 1,234,567.
  static func grouped(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 1e18 else { return "\(value)" }
    let digits = String(Int(value.rounded()))
    let isNegative = digits.hasPrefix("-")
    var grouped = ""
    for (place, digit) in digits.drop(while: { $0 == "-" }).reversed().enumerated() {
      if place > 0, place % 3 == 0 { grouped.append(",") }
      grouped.append(digit)
    }
    return (isNegative ? "-" : "") + String(grouped.reversed())
  }

  /// A number with a fixed count of decimals.
  static func fixed(_ value: Double, _ decimals: Int) -> String {
    guard value.isFinite else { return "-" }
    let scale = (0..<decimals).reduce(1.0) { scale, _ in scale * 10 }
    let scaled = (abs(value) * scale).rounded()
    guard scaled < 1e18 else { return "\(value)" }
    let whole = grouped((scaled / scale).rounded(.down))
    guard decimals > 0 else { return (value < 0 ? "-" : "") + whole }
    let rest = String(Int(scaled.truncatingRemainder(dividingBy: scale)))
    return (value < 0 ? "-" : "") + whole + "." + String(repeating: "0", count: decimals - rest.count) + rest
  }
}
