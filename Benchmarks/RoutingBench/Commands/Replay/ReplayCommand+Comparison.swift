import ReplayReporting
import RoutingCore
import TrafficReplay

extension ReplayCommand {
  /// Compares policies on a recorded trace.
  static func compare(_ arguments: Arguments) throws -> Int32 {
    let files = try ReportFiles(arguments)
    let setup = try ComparisonSetup(arguments)
    var comparison = setup.none
    let run = try setup.run(arguments) { comparison.append($0.comparison) }
    if run.isEmpty { return run.status }
    let story = ComparisonStory(
      comparison: comparison, registry: setup.registry, summary: setup.summary, trace: ShardTail(run, segments: 0),
      seed: setup.settings.seed)
    try story.tell(arguments)
    if let files {
      let replaySetup = ReplaySetup(
        arguments, setup, story.trace, words: CommandLine.arguments.dropFirst())
      try story.write(files, replaySetup, arguments)
    }
    if arguments.text("--json") != "-" {
      ReplayText.speed(
        requests: run.requests * setup.policies.count, nanoseconds: run.nanoseconds,
        processorSeconds: run.processorSeconds
      ).forEach(Terminal.print)
    }
    return run.status
  }
}
