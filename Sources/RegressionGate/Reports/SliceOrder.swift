/// A piece of work that one program asks another to do and time: one line of text.
package struct SliceOrder: Hashable, Sendable {
  /// The row's place in the report that the other program introduced itself with, or nil for the calibration loop.
  package let row: Int?
  /// Where in the pool of requests to begin.
  package let place: Int
  /// How many decisions, or steps of the loop.
  package let count: Int

  /// Makes an order.
  package init(row: Int?, place: Int, count: Int) {
    self.row = row
    self.place = place
    self.count = count
  }

  /// The order as a line, without its end.
  package var line: String { "\(row.map(String.init) ?? "-") \(place) \(count)" }

  /// Reads a line for a program with so many rows; nil where it is no such order.
  package init?(line: some StringProtocol, rows: Int) {
    let words = line.split(separator: " ")
    guard words.count == 3, let place = Int(words[1]), let count = Int(words[2]), (0..<1 << 40).contains(place),
      (1...1 << 40).contains(count)
    else { return nil }
    if words[0] == "-" {
      self.init(row: nil, place: place, count: count)
    } else {
      guard let row = Int(words[0]), (0..<rows).contains(row) else { return nil }
      self.init(row: row, place: place, count: count)
    }
  }
}
