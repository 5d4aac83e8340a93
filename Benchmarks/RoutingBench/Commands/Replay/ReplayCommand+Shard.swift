import RoutingCore
import TrafficReplay

extension ReplayCommand {
  /// Replays the segments of a shard and writes what came of each, to be merged with the other shards.
  static func replayShard(_ arguments: Arguments) throws -> Int32 {
    let setup = try ComparisonSetup(arguments)
    let shard = try shard(arguments)
    let head = ShardHead(arguments, shard: shard, of: setup)
    var output = try TraceOutput(arguments.text("--out") ?? "-")
    output.bytes += head.line
    var segments = 0
    let run = try setup.run(arguments, shard: shard) { outcomes in
      output.bytes += OutcomesJSON.line(outcomes)
      segments += 1
      try output.write(isLast: false)
    }
    output.bytes += ShardTail(run, segments: segments).line
    try output.write(isLast: true)
    return run.status
  }

  /// Reads `--shard i/n`.
  private static func shard(_ arguments: Arguments) throws(UsageError) -> TraceShard {
    let text = arguments.text("--shard") ?? ""
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let number = parts[0], let count = parts[1], let shard = TraceShard(number, of: count)
    else {
      throw UsageError(description: "--shard: '\(text)' is not i/n with i from 1 to n")
    }
    guard count == 1 || arguments.has("--segment") else {
      throw UsageError(description: "--shard needs --segment: shards share a trace by its segments")
    }
    return shard
  }
}
