import RoutingCore
import TrafficReplay

/// What policies are compared by: read from the command line, and run over a trace.
struct ComparisonSetup {
  let policies: [(name: String, policy: RoutingPolicy)]
  let settings: ReplaySettings
  let registry: ModelRegistry
  /// What the registry is, in words.
  let summary: String
  let inputs: RunInputs
  /// How long segments are, or nil for one.
  let segmentLength: Milliseconds?
  private let threads: Int

  init(_ arguments: Arguments) throws {
    policies = try PolicyOptions.policies(arguments)
    settings = try SimulationOptions.settings(arguments)
    segmentLength =
      arguments.has("--segment")
      ? Milliseconds(try arguments.number("--segment", in: 0.001...1e10, default: 86_400) * 1000) : nil
    threads = try arguments.integer("--threads", in: 1...1024, default: ParallelReplays.processors)
    (registry, summary) = try ReplayCommand.registry(arguments)
    inputs = try RunInputs(arguments, over: registry)
  }

  /// Replays the trace, and hands each segment's outcomes to `take` as soon as it has ended.
  func run(
    _ arguments: Arguments, shard: TraceShard = .whole, take: (SegmentOutcomes) throws -> Void
  ) throws -> TraceRun {
    var replay = ComparisonReplay(
      of: policies, over: registry, settings, segmentLength: segmentLength, shard: shard)
    let run = try ReplayCommand.run(arguments) { records in
      try replay.replay(
        records, perform: { replays, work in ParallelReplays.perform(on: &replays, threads: threads, work) },
        take: take)
    }
    if let last = replay.end() { try take(last) }
    return run
  }

  /// A comparison on no requests, to which segments are joined.
  var none: PolicyComparison { PolicyComparison(none: policies.map(\.name), registry, seed: settings.seed) }
}
