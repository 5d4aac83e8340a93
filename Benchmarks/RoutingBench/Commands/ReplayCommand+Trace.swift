import RoutingCore
import RoutingFormats
import TrafficReplay

extension ReplayCommand {
  /// Why rows were skipped, the first few in words.
  private struct Skipped {
    var count = 0
    var first: [FormatError] = []

    mutating func add(_ error: FormatError) {
      count += 1
      if first.count < 10 { first.append(error) }
    }

    func complain(about file: String) {
      first.forEach { Terminal.complain("\($0)") }
      if count > first.count { Terminal.complain("\(file): \(count - first.count) more malformed rows") }
    }
  }

  /// Replays a recorded trace.
  static func replayTrace(_ arguments: Arguments) throws -> Int32 {
    let format = try arguments.choice("--format", of: TraceFormat.allCases, called: \.rawValue)
    let refuses = try arguments.choice("--malformed", of: ["skip", "refuse"]) { $0 } == "refuse"
    let limit = try arguments.integer("--limit", in: 1...Int.max, default: .max)
    let top = try arguments.integer("--top", in: 0...Int.max, default: 10)
    let exclusions = try arguments.choice("--exclusions", of: ExclusionSampling.allCases, called: \.rawValue)
    let policy = try PolicyOptions.policy(arguments)
    let seed = try seed(arguments)
    let (registry, summary) = try registry(arguments)
    var replay = TraceReplay(over: registry, policy: policy, seed: seed, exclusions: exclusions ?? .sampled)

    let chunks = try FileChunks(arguments.text("--trace") ?? "-")
    var rows = TraceReader(file: chunks.name, format: format) { () throws(FileError) in try chunks.next() }
    var skipped = Skipped()
    var bar = ProgressBar()
    let clock = ContinuousClock()
    let start = clock.now
    let processorBefore = ReplayStopwatch.processorSeconds()
    while replay.requestCount < limit, let row = try rows.next() {
      switch row {
      case .record(let record):
        replay.replay(record)
        if replay.requestCount % 10_000 == 0 { bar.show(0, "\(replay.requestCount) requests") }
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
    // Nothing but complaints is no replay.
    if replay.requestCount == 0, skipped.count > 0 { return 2 }
    let report = replay.report
    let jsonPath = arguments.text("--json")
    if jsonPath != "-" {
      let traffic = "\(chunks.name) (\(rows.format?.rawValue ?? "?"))"
      ReplayText.lines(report, over: registry, summary, traffic: traffic, top: top).forEach(Terminal.print)
      ReplayText.speed(requests: report.requests, nanoseconds: nanoseconds, processorSeconds: processorSeconds).forEach(
        Terminal.print)
    }
    if let jsonPath {
      let json = ReplayJSON.bytes(
        report, over: registry, format: rows.format?.rawValue, malformed: skipped.count, seed: seed)
      try Terminal.write(json, to: jsonPath)
    }
    return skipped.count == 0 ? 0 : 1
  }
}
