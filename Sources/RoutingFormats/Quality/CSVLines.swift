/// The lines of a small table that are not blank.
struct CSVLines {
  private var lines: LineReader<Never>

  init(_ bytes: [UInt8]) {
    var rest: [UInt8]? = bytes
    lines = LineReader {
      defer { rest = nil }
      return rest
    }
  }

  mutating func next() throws(FormatError) -> (bytes: ArraySlice<UInt8>, number: Int)? {
    while let line = lines.nextSlice() {
      switch line {
      case .tooLong(let number):
        throw FormatError(line: number, message: "the line is longer than \(lines.maximumLineLength) bytes")
      case .text(let bytes, let number):
        if bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { continue }
        return (bytes, number)
      }
    }
    return nil
  }
}
