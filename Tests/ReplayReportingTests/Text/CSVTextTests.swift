import RoutingCore
import RoutingTestSupport
import Testing

@testable import ReplayReporting

@Suite(.offThePool) struct CSVTextTests {
  /// Reads a table by the grammar of RFC 4180, section 2.
  private static func read(_ text: String) -> [[String]] {
    var rows: [[String]] = []
    var (row, field, isQuoted) = ([String](), "", false)
    var rest = Array(text.unicodeScalars)[...]
    while let scalar = rest.popFirst() {
      switch scalar {
      case "\"" where isQuoted && rest.first == "\"":
        field.unicodeScalars.append(scalar)
        rest = rest.dropFirst()
      case "\"": isQuoted.toggle()
      case "," where !isQuoted:
        row.append(field)
        field = ""
      case "\r" where !isQuoted && rest.first == "\n":
        rest = rest.dropFirst()
        rows.append(row + [field])
        (row, field) = ([], "")
      default: field.unicodeScalars.append(scalar)
      }
    }
    return rows
  }

  @Test("fields with commas, quotes and line ends stand in quotes, and others do not")
  func quoting() {
    var table = CSVText(head: ["a", "b,c", "d\"e"])
    table.add(["f\r\ng", "h i", ""])
    #expect(table.text == "a,\"b,c\",\"d\"\"e\"\r\n\"f\r\ng\",h i,\r\n")
  }

  @Test("whatever the fields are, a reader of RFC 4180 gets them back")
  func reading() {
    let pieces = ["\"", ",", "\r", "\n", "\r\n", "a", " ", "\"\u{301}", "é", "=1+1", "", "\u{0}"]
    var dice = SeededGenerator(seed: 7)
    for _ in 0..<200 {
      func field() -> String {
        (0..<dice.index(below: 6)).map { _ in pieces[dice.index(below: pieces.count)] }.joined()
      }
      let rows = (0..<3).map { _ in (0..<4).map { _ in field() } }
      var table = CSVText(head: rows[0])
      rows.dropFirst().forEach { table.add($0) }
      let found = CSVTextTests.read(table.text).map { $0.map { Array($0.unicodeScalars) } }
      #expect(found == rows.map { $0.map { Array($0.unicodeScalars) } })
    }
  }

  @Test("numbers keep all their digits, and what is no number is left empty")
  func numbers() {
    #expect(
      [1, 0.1, -2.5e-7, 1e20, nil, .nan, .infinity].map(CSVText.number) == [
        "1", "0.1", "-2.5e-07", "1e+20", "", "", "",
      ])
  }
}
