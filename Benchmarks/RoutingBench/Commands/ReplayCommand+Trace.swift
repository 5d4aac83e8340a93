import RoutingCore
import RoutingFormats
import TrafficReplay

/// A trace that was read, and what reading and deciding it took.
struct TraceRun {
  let file: String
  let format: TraceFormat?
  let requests: Int
  let malformed: Int
  let nanoseconds: Double
  let processorSeconds: Double

  /// The trace in words.
  var summary: String { "\(file) (\(format?.rawValue ?? "?"))" }
  /// Nothing but complaints is no replay.
  var isEmpty: Bool { requests == 0 && malformed > 0 }
  /// What a command that replayed it ends with.
  var status: Int32 { isEmpty ? 2 : malformed == 0 ? 0 : 1 }
}

extension ReplayCommand {
  /// Hands every request of the trace to `decide`, and tells of rows that cannot be read.
  static func run(_ arguments: Arguments, decide: (TraceRecord) -> Void) throws -> TraceRun {
    let format = try arguments.choice("--format", of: TraceFormat.allCases, called: \.rawValue)
    let refuses = try arguments.choice("--malformed", of: ["skip", "refuse"]) { $0 } == "refuse"
    let limit = try arguments.integer("--limit", in: 1...Int.max, default: .max)
    let chunks = try FileChunks(arguments.text("--trace") ?? "-")
    var rows = TraceReader(file: chunks.name, format: format) { () throws(FileError) in try chunks.next() }
    var skipped = SkippedRows()
    var requests = 0
    var bar = ProgressBar()
    let clock = ContinuousClock()
    let start = clock.now
    let processorBefore = ReplayStopwatch.processorSeconds()
    while requests < limit, let row = try rows.next() {
      switch row {
      case .record(let record):
        decide(record)
        requests += 1
        if requests % 10_000 == 0 { bar.show(0, "\(requests) requests") }
      case .malformed(let error):
        bar.finish()
        if refuses { throw error }
        skipped.add(error)
      }
    }
    let processorSeconds = ReplayStopwatch.processorSeconds() - processorBefore
    let nanoseconds = ReplayStopwatch.nanoseconds(start.duration(to: clock.now))
    bar.finish()
    skipped.complain(about: chunks.name)
    return TraceRun(
      file: chunks.name, format: rows.format, requests: requests, malformed: skipped.count, nanoseconds: nanoseconds,
      processorSeconds: processorSeconds)
  }

  /// Replays a recorded trace.
  static func replayTrace(_ arguments: Arguments) throws -> Int32 {
    let top = try arguments.integer("--top", in: 0...Int.max, default: 10)
    let exclusions = try arguments.choice("--exclusions", of: ExclusionSampling.allCases, called: \.rawValue)
    let policy = try PolicyOptions.policy(arguments)
    let seed = try seed(arguments)
    let (registry, summary) = try registry(arguments)
    var replay = TraceReplay(over: registry, policy: policy, seed: seed, exclusions: exclusions ?? .sampled)
    let run = try run(arguments) { replay.replay($0) }
    if run.isEmpty { return run.status }
    let report = replay.report
    let jsonPath = arguments.text("--json")
    if jsonPath != "-" {
      ReplayText.lines(report, over: registry, summary, traffic: run.summary, top: top).forEach(Terminal.print)
      ReplayText.speed(
        requests: report.requests, nanoseconds: run.nanoseconds, processorSeconds: run.processorSeconds
      ).forEach(Terminal.print)
    }
    if let jsonPath {
      let json = ReplayJSON.bytes(
        report, over: registry, format: run.format?.rawValue, malformed: run.malformed, seed: seed)
      try Terminal.write(json, to: jsonPath)
    }
    return run.status
  }
}
