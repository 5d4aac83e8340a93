import RoutingFormats

/// Why rows of a file were skipped, the first few in words.
struct SkippedRows {
  private(set) var count = 0
  private var first: [FormatError] = []

  mutating func add(_ error: FormatError) {
    count += 1
    if first.count < 10 { first.append(error) }
  }

  func complain(about file: String) {
    first.forEach { Terminal.complain("\($0)") }
    if count > first.count { Terminal.complain("\(file): \(count - first.count) more malformed rows") }
  }
}
