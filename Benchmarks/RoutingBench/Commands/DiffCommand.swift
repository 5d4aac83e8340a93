import RoutingCore
import RoutingFormats
import TrafficReplay

/// `diff`: which decisions of two logs differ, and why.
enum DiffCommand {
  static let command = Command(
    name: "diff", summary: "Tells which decisions of two logs differ, why, and what it did.",
    usage: "A B [OPTIONS]",
    options: [
      Command.Option(
        name: "--malformed", value: "HOW", help: "what to do with lines that cannot be read: skip (default) or refuse"),
      Command.Option(name: "--top", value: "N", help: "causes, and pairs of models of each, to list (default 10)"),
      Command.Option(
        name: "--window", value: "N", help: "how many lines apart the entries of a request may be (default 4096)"),
      Command.Option(
        name: "--json", value: "FILE", help: "also write the report as JSON; '-' writes it to standard output"),
    ],
    operands: ["A", "B"],
    notes: """
      Entries are matched by id, or by place where they have none. A decision differs where the model does. Causes are
      looked for in this order: another request (lengths, kind or needs), another registry (a model is not there or is
      expected to cost something else), a filter that left out one log's choice, another picker, another draw; then
      what moved the comparison of the two choices most, be it the weights of the policy, the draw or a term of the
      score; and unknown, with what the log would have to say. Docs/RoutingFormats.docc/DecisionLogs.md says more.
      Differences are B less A over the differing decisions, with an interval of 95 % from a bootstrap over blocks.
      Exit status 0 when the logs decide alike, 1 when they do not or lines were skipped, 2 when they cannot be read.
      """,
    run: run)

  private static func run(_ arguments: Arguments) throws -> Int32 {
    let top = try arguments.integer("--top", in: 0...Int.max, default: 10)
    let window = try arguments.integer("--window", in: 1...1_000_000, default: 4096)
    let refuses = try arguments.choice("--malformed", of: ["skip", "refuse"]) { $0 } == "refuse"
    let paths = arguments.operands
    var first = try LogEntries(paths[0], refuses: refuses)
    var second = try LogEntries(paths[1], refuses: refuses)
    var difference = LogDifference(window: window)
    while true {
      let (one, other) = (try first.next(), try second.next())
      if one == nil, other == nil { break }
      difference.add(first: one, second: other)
    }
    difference.finish()
    for log in [first, second] { log.skipped.complain(about: log.name) }
    guard first.count > 0 || second.count > 0 else {
      if first.skipped.count + second.skipped.count == 0 { Terminal.complain("neither log holds a decision") }
      return 2
    }
    let jsonPath = arguments.text("--json")
    if jsonPath != "-" { DiffText.lines(difference, first, second, top: top).forEach(Terminal.print) }
    if let jsonPath { try Terminal.write(DiffJSON.bytes(difference, first, second), to: jsonPath) }
    return difference.isEmpty && first.skipped.count + second.skipped.count == 0 ? 0 : 1
  }
}

/// The entries of a log, one after the other, and the lines that are none.
struct LogEntries {
  let name: String
  private let refuses: Bool
  private var reader: DecisionLogReader<FileError>
  /// How many entries were read.
  private(set) var count = 0
  private(set) var skipped = SkippedRows()

  init(_ path: String, refuses: Bool) throws(FileError) {
    let chunks = try FileChunks(path)
    name = chunks.name
    self.refuses = refuses
    reader = DecisionLogReader(file: chunks.name) { () throws(FileError) in try chunks.next() }
  }

  /// The next entry, or nil at the end.
  mutating func next() throws -> DecisionLogEntry? {
    while let item = try reader.next() {
      switch item {
      case .entry(let entry, _):
        count += 1
        return entry
      case .malformed(let error):
        if refuses { throw error }
        skipped.add(error)
      }
    }
    return nil
  }
}
