import RoutingCore
import TrafficReplay

extension ReplayCommand {
  /// Compares policies on a recorded trace.
  static func compare(_ arguments: Arguments) throws -> Int32 {
    let policies = try PolicyOptions.policies(arguments)
    let seed = try seed(arguments)
    let (registry, summary) = try registry(arguments)
    var comparison = PolicyComparison(of: policies, over: registry, seed: seed)
    let run = try run(arguments) { comparison.replay($0) }
    if run.isEmpty { return run.status }
    let jsonPath = arguments.text("--json")
    if jsonPath != "-" {
      ComparisonText.lines(comparison, summary, traffic: run.summary).forEach(Terminal.print)
      ReplayText.speed(
        requests: run.requests * policies.count, nanoseconds: run.nanoseconds, processorSeconds: run.processorSeconds
      ).forEach(Terminal.print)
    }
    if let jsonPath {
      try Terminal.write(PolicyComparisonJSON.bytes(comparison, over: registry, run, seed: seed), to: jsonPath)
    }
    return run.status
  }
}
