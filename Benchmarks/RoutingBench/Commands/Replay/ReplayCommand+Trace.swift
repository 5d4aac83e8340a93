import RoutingCore
import RoutingFormats
import TrafficReplay

/// A trace that was read, and what reading and deciding it took.
struct TraceRun {
  let file: String
  let format: TraceFormat?
  let requests: Int
  let malformed: Int
  /// A hash of the requests' times and lengths, by which two readings of one trace can be told from those of two.
  let fingerprint: UInt64
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
  /// How many requests are handed on together: enough that what a group costs vanishes, and little to keep.
  private static let groupSize = 4096

  /// Hands the requests of the trace to `decide`, group by group, and tells of rows that cannot be read.
  static func run(_ arguments: Arguments, decide: ([TraceRecord]) throws -> Void) throws -> TraceRun {
    let format = try arguments.choice("--format", of: TraceFormat.allCases, called: \.rawValue)
    let refuses = try arguments.choice("--malformed", of: ["skip", "refuse"]) { $0 } == "refuse"
    let limit = try arguments.integer("--limit", in: 1...Int.max, default: .max)
    let chunks = try FileChunks(arguments.text("--trace") ?? "-")
    var rows = TraceReader(file: chunks.name, format: format) { () throws(FileError) in try chunks.next() }
    var skipped = SkippedRows()
    var progress = ReplayProgress(limit: limit)
    var fingerprint = UInt64(0)
    var group: [TraceRecord] = []
    let clock = ContinuousClock()
    let start = clock.now
    let processorBefore = ReplayStopwatch.processorSeconds()
    while progress.requests + group.count < limit, let row = try rows.next() {
      switch row {
      case .record(let record):
        group.append(record)
        fingerprint = StableHash.mix(fingerprint, UInt64(bitPattern: record.arrival.nanoseconds))
        fingerprint = StableHash.mix(fingerprint, UInt64(record.inputTokens.value << 1 ^ record.outputTokens.value))
        guard group.count == groupSize else { continue }
        try decide(group)
        progress.show(adding: group.count, share: chunks.share)
        group.removeAll(keepingCapacity: true)
      case .malformed(let error):
        progress.finish()
        if refuses { throw error }
        skipped.add(error)
      }
    }
    try decide(group)
    progress.show(adding: group.count, share: chunks.share)
    let processorSeconds = ReplayStopwatch.processorSeconds() - processorBefore
    let nanoseconds = ReplayStopwatch.nanoseconds(start.duration(to: clock.now))
    progress.finish()
    skipped.complain(about: chunks.name)
    return TraceRun(
      file: chunks.name, format: rows.format, requests: progress.requests, malformed: skipped.count,
      fingerprint: fingerprint, nanoseconds: nanoseconds, processorSeconds: processorSeconds)
  }

  /// Replays a recorded trace.
  static func replayTrace(_ arguments: Arguments) throws -> Int32 {
    let top = try arguments.integer("--top", in: 0...Int.max, default: 10)
    let exclusions = try arguments.choice("--exclusions", of: ExclusionSampling.allCases, called: \.rawValue)
    var policy = try PolicyOptions.policy(arguments)
    let temperature = try arguments.number("--explore", in: 0...1e6, default: 0)
    if temperature > 0 { policy.picker = .exploring(temperature: temperature) }
    var settings = try SimulationOptions.settings(arguments)
    settings.exclusions = exclusions ?? .sampled
    let (registry, summary) = try registry(arguments)
    var replay = TraceReplay(over: CompiledRouter(registry), policy: policy, settings)
    var log = try ReplayLog(arguments, over: registry, policy: policy)
    let run = try run(arguments) { records in
      for record in records {
        guard log != nil else {
          replay.replay(record)
          continue
        }
        let explained = replay.explain(record)
        try log?.write(record, explained, replay.replay(record))
      }
    }
    try log?.finish()
    if run.isEmpty { return run.status }
    let report = replay.report
    let jsonPath = arguments.text("--json")
    if jsonPath != "-" {
      ReplayText.lines(report, over: registry, summary, traffic: run.summary, top: top).forEach(Terminal.print)
      ReplayText.speed(
        requests: report.requests, nanoseconds: run.nanoseconds, processorSeconds: run.processorSeconds
      ).forEach(Terminal.print)
      if let log { Terminal.print(log.summary) }
    }
    if let jsonPath {
      let json = ReplayJSON.bytes(
        report, over: registry, format: run.format?.rawValue, malformed: run.malformed, seed: settings.seed)
      try Terminal.write(json, to: jsonPath)
    }
    return run.status
  }
}
