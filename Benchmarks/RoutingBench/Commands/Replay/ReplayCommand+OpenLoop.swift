import RoutingCore
import TrafficReplay

extension ReplayCommand {
  /// Sends synthetic requests by the wall clock, whether or not earlier ones are done, and tells how long they took from
  /// when they were due.
  static func runOpenLoop(_ arguments: Arguments) throws -> Int32 {
    let rate = try arguments.number("--open-loop", in: 1...1e8, default: 1)
    let seconds = try arguments.number("--seconds", in: 0.01...86_400, default: 5)
    let spacing = try arguments.choice("--arrivals", of: OpenLoopSchedule.Spacing.allCases, called: \.rawValue)
    let seed = try seed(arguments)
    let mode = try mode(arguments)
    let (registry, summary) = try registry(arguments)
    var replay = StreamReplay(
      over: CompiledRouter(registry), seed: seed, requestsPerSecond: rate, mode: mode)
    var schedule = OpenLoopSchedule(requestsPerSecond: rate, spacing: spacing ?? .poisson, seed: seed)
    // Caches and predictors are warm in a gateway that has been running for a while.
    replay.replay(100_000)
    let latencies = openLoop(&replay, &schedule, requests: max(Int(rate * seconds), 1))

    Terminal.print(summary)
    Terminal.print(
      "open loop: \(Table.grouped(Double(latencies.response.count))) requests due at \(Table.grouped(rate)) a second, "
        + "arrivals \((spacing ?? .poisson).rawValue), kept \(Table.grouped(latencies.requestsPerSecond)) a second\n")
    var table = Table(["ns of a decision", "p50", "p99", "p99.9", "max"])
    for (name, histogram) in [
      ("service (from its beginning)", latencies.service), ("response (from when it was due)", latencies.response),
    ] {
      table.add(
        [name] + [0.5, 0.99, 0.999].map { Table.grouped(histogram.nanoseconds(at: $0)) }
          + [Table.grouped(Double(histogram.maximum))])
    }
    table.lines.forEach(Terminal.print)
    return 0
  }

  /// One thread sends, decides and, after the clock is read, records: what delays it delays those that are due meanwhile.
  private static func openLoop(
    _ replay: inout StreamReplay, _ schedule: inout OpenLoopSchedule, requests: Int
  ) -> OpenLoopLatencies {
    var latencies = OpenLoopLatencies()
    let clock = ContinuousClock()
    let start = clock.now
    func now() -> Moment {
      let elapsed = start.duration(to: clock.now).components
      return Moment(nanoseconds: elapsed.seconds * 1_000_000_000 + elapsed.attoseconds / 1_000_000_000)
    }
    for _ in 0..<requests {
      let due = schedule.next()
      replay.generate(atMost: 1)
      var begun = now()
      // Waits by asking, because a thread that sleeps is woken tens of microseconds late.
      while begun < due { begun = now() }
      replay.readHealth()
      replay.decide()
      latencies.record(due: due, begun: begun, ended: now())
      replay.settle()
    }
    return latencies
  }
}
