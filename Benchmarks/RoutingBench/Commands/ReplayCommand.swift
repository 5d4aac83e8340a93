import RoutingCore
import RoutingFormats
import TrafficReplay

/// `replay`: a trace through a policy.
enum ReplayCommand {
  static let command = Command(
    name: "replay", summary: "Decides the requests of a recorded trace.", usage: "--trace FILE [OPTIONS]",
    options: [
      Command.Option(name: "--trace", value: "FILE", help: "a trace; '-' reads standard input"),
      Command.Option(
        name: "--format", value: "NAME", help: "azure, mooncake, burstgpt or tokenhub (default: by the first line)"),
      Command.Option(
        name: "--malformed", value: "HOW", help: "what to do with rows that cannot be read: skip (default) or refuse"),
      Command.Option(name: "--limit", value: "N", help: "stop after N requests"),
      Command.Option(name: "--seed", value: "N", help: "seed of the simulated providers (default 1)"),
      Command.Option(name: "--top", value: "N", help: "models to list (default 10)"),
      Command.Option(
        name: "--json", value: "FILE", help: "also write the report as JSON; '-' writes it to standard output"),
      RegistrySource.option,
    ] + PolicyOptions.all,
    notes: """
      Lengths and times come from the trace; answers are simulated. A router does not know how long an answer will be, so
      it decides with 512 output tokens, and cost is reckoned with the length the trace recorded. Exit status 1 when
      malformed rows were skipped, 2 when they were refused or nothing else was found.
      """,
    run: run)

  /// Why rows were skipped, the first few in words.
  private struct Skipped {
    var count = 0
    var first: [FormatError] = []

    mutating func add(_ error: FormatError) {
      count += 1
      if first.count < 10 { first.append(error) }
    }
  }

  private static func run(_ arguments: Arguments) throws -> Int32 {
    guard let path = arguments.text("--trace") else {
      throw UsageError(description: "replay needs --trace FILE; try 'routing-bench replay --help'")
    }
    let format = try arguments.choice("--format", of: TraceFormat.allCases, called: \.rawValue)
    let refuses = try arguments.choice("--malformed", of: ["skip", "refuse"]) { $0 } == "refuse"
    let limit = try arguments.integer("--limit", in: 1...Int.max, default: .max)
    let top = try arguments.integer("--top", in: 0...Int.max, default: 10)
    let seed = UInt64(try arguments.integer("--seed", in: 0...Int.max, default: 1))
    let policy = try PolicyOptions.policy(arguments)
    let source = try RegistrySource(arguments)
    var replay = TraceReplay(over: source.catalogue.registry, policy: policy, seed: seed)

    let chunks = try FileChunks(path)
    var rows = TraceReader(file: chunks.name, format: format) { () throws(FileError) in try chunks.next() }
    var skipped = Skipped()
    var bar = ProgressBar()
    while replay.report.requests < limit, let row = try rows.next() {
      switch row {
      case .record(let record):
        replay.replay(record)
        if replay.report.requests % 1000 == 0 { bar.show(0, "\(replay.report.requests) requests") }
      case .malformed(let error):
        bar.finish()
        if refuses { throw error }
        skipped.add(error)
      }
    }
    bar.finish()
    skipped.first.forEach { Terminal.complain("\($0)") }
    if skipped.count > skipped.first.count {
      Terminal.complain("\(chunks.name): \(skipped.count - skipped.first.count) more malformed rows")
    }
    // Nothing but complaints is no replay.
    if replay.report.requests == 0, skipped.count > 0 { return 2 }
    let jsonPath = arguments.text("--json")
    if jsonPath != "-" {
      ReplayText.lines(replay, source, trace: chunks.name, format: rows.format, top: top).forEach(Terminal.print)
    }
    if let jsonPath {
      try Terminal.write(
        ReplayJSON.bytes(replay, format: rows.format, malformed: skipped.count, seed: seed), to: jsonPath)
    }
    return skipped.count == 0 ? 0 : 1
  }
}
