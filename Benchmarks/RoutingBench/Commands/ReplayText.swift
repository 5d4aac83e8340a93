import RoutingCore
import RoutingFormats
import TrafficReplay

/// A replay told to a person.
enum ReplayText {
  static func lines(
    _ replay: TraceReplay, _ source: RegistrySource, trace: String, format: TraceFormat?, top: Int
  ) -> [String] {
    let report = replay.report
    guard report.requests > 0 else { return ["\(trace) (\(format?.rawValue ?? "?")): no requests"] }
    let served = report.requests - report.refusals - report.failures
    var lines = [
      source.summary,
      "\(trace) (\(format?.rawValue ?? "?")): \(Table.grouped(Double(report.requests))) requests, "
        + "\(Table.grouped(Double(report.refusals))) refused, \(Table.grouped(Double(report.failures))) failed attempts",
      "cost: \(Table.fixed(report.cost, 4)) USD, "
        + "\(Table.fixed(served > 0 ? report.cost / Double(served) * 1000 : 0, 4)) USD per thousand served",
      "simulated time to first token: p50 \(latency(report, 0.5)), p99 \(latency(report, 0.99))", "",
    ]
    lines += models(replay, top: top).lines
    if !report.exclusions.isEmpty { lines += [""] + exclusions(report).lines }
    return lines
  }

  private static func latency(_ report: ReplayReport, _ share: Double) -> String {
    "\(Table.fixed(report.latency.nanoseconds(at: share) / 1e6, 0)) ms"
  }

  private static func models(_ replay: TraceReplay, top: Int) -> Table {
    let report = replay.report
    let ranked = replay.registry.models.indices
      .filter { report.models[$0].requests > 0 }
      .sorted { (report.models[$1].requests, $0) < (report.models[$0].requests, $1) }
    var table = Table(["model", "requests", "share", "cost USD"])
    for index in ranked.prefix(top) {
      let share = report.models[index]
      table.add([
        replay.registry.models[index].id.text, Table.grouped(Double(share.requests)),
        "\(Table.fixed(Double(share.requests) / Double(report.requests) * 100, 1)) %", Table.fixed(share.cost, 4),
      ])
    }
    let rest = ranked.dropFirst(top)
    if !rest.isEmpty {
      let requests = rest.reduce(0) { $0 + report.models[$1].requests }
      table.add([
        "\(rest.count) more", Table.grouped(Double(requests)),
        "\(Table.fixed(Double(requests) / Double(report.requests) * 100, 1)) %",
        Table.fixed(rest.reduce(0) { $0 + report.models[$1].cost }, 4),
      ])
    }
    return table
  }

  private static func exclusions(_ report: ReplayReport) -> Table {
    var table = Table(["left out because", "times", "models a request"])
    for (reason, count) in report.rankedExclusions {
      table.add([
        reason, Table.grouped(Double(count)), Table.fixed(Double(count) / Double(report.requests), 1),
      ])
    }
    return table
  }
}
