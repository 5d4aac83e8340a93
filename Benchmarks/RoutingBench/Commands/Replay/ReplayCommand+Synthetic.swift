import AllocationCounter
import RoutingCore
import TrafficReplay

extension ReplayCommand {
  /// Replays synthetic traffic as fast as it goes, and tells how fast that was.
  static func replaySynthetic(_ arguments: Arguments) throws -> Int32 {
    let count = try arguments.integer("--synthetic", in: 1...1_000_000_000_000, default: 10_000_000)
    let rate = try arguments.number("--rate", in: RequestStream.rates, default: 8_000)
    let top = try arguments.integer("--top", in: 0...Int.max, default: 10)
    let seed = try seed(arguments)
    let mode = try mode(arguments)
    let (registry, summary) = try registry(arguments)
    var replay = StreamReplay(
      over: CompiledRouter(registry), seed: seed, requestsPerSecond: rate, mode: mode)
    var stopwatch = ReplayStopwatch()
    var bar = ProgressBar()
    while stopwatch.requests < count {
      stopwatch.run(&replay, requests: min(count - stopwatch.requests, max(count / 100, 1_000)))
      bar.show(Double(stopwatch.requests) / Double(count), "\(Table.grouped(Double(stopwatch.requests))) requests")
    }
    bar.finish()

    let jsonPath = arguments.text("--json")
    if jsonPath != "-" {
      ReplayText.lines(replay.report, over: registry, summary, traffic: "synthetic traffic", top: top)
        .forEach(Terminal.print)
      steps(stopwatch).forEach(Terminal.print)
    }
    if let jsonPath {
      let json = ReplayJSON.bytes(replay.report, over: registry, format: nil, malformed: 0, seed: seed)
      try Terminal.write(json, to: jsonPath)
    }
    return 0
  }

  private static func steps(_ stopwatch: ReplayStopwatch) -> [String] {
    var table = Table(["step", "ns a request", "in the middle block"])
    for step in ReplayStopwatch.Step.allCases {
      table.add([name(of: step), Table.fixed(stopwatch.mean(step), 1), Table.fixed(stopwatch.median(step), 1)])
    }
    let allocations =
      allocations_are_counted()
      ? Table.fixed(Double(stopwatch.allocations) / Double(stopwatch.requests), 4) : "uncounted"
    return [""] + table.lines
      + ReplayText.speed(
        requests: stopwatch.requests, nanoseconds: stopwatch.total, processorSeconds: stopwatch.processorSeconds)
      + ["allocations a request: \(allocations)"]
  }

  private static func name(of step: ReplayStopwatch.Step) -> String {
    switch step {
    case .generate: "generate"
    case .readHealth: "read health"
    case .decide: "decide"
    case .settle: "attempt, record, count"
    }
  }
}
