import RoutingFormats

/// `decide`: one scenario a line in, one answer a line out.
enum DecideCommand {
  static let command = Command(
    name: "decide", summary: "Decides scenarios, one JSON line in, one JSON line out.",
    usage: "--scenarios FILE",
    options: [
      Command.Option(
        name: "--scenarios", value: "FILE", help: "scenarios, one JSON object a line; '-' reads standard input")
    ],
    notes: """
      A line that cannot be read is answered by {"id", "error": {"line", "field", "message"}}, the others go on, and the
      exit status is 1. Docs/RoutingFormats.docc/Scenarios.md describes the line.
      """,
    run: run)

  /// Answers are long: a scenario of a thousand models takes a quarter of a megabyte.
  private static let longestLine = 1 << 26

  private static func run(_ arguments: Arguments) throws -> Int32 {
    guard let path = arguments.text("--scenarios") else {
      throw UsageError(description: "decide needs --scenarios FILE; try 'routing-bench decide --help'")
    }
    let chunks = try FileChunks(path)
    var lines = LineReader(maximumLineLength: longestLine) { () throws(FileError) in try chunks.next() }
    var malformed = 0
    var output: [UInt8] = []
    while let line = try lines.next() {
      switch line {
      case .tooLong(let number):
        malformed += 1
        output += ScenarioAnswer.line(
          id: nil, FormatError(line: number, message: "the line is longer than \(longestLine) bytes"))
      case .text(let bytes, let number):
        if bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { continue }
        let (answer, error) = ScenarioAnswer.answer(toLine: bytes, number: number)
        output += answer
        if error != nil { malformed += 1 }
      }
      if output.count > 1 << 16 {
        Terminal.write(output)
        output.removeAll(keepingCapacity: true)
      }
    }
    Terminal.write(output)
    if malformed > 0 {
      Terminal.complain("\(chunks.name): \(malformed) malformed \(malformed == 1 ? "line" : "lines")")
    }
    return malformed == 0 ? 0 : 1
  }
}
