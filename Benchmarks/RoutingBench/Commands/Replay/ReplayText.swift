import RoutingCore
import TrafficReplay

/// A replay told to a person.
enum ReplayText {
  static func lines(
    _ report: ReplayReport, over registry: ModelRegistry, _ summary: String, traffic: String, top: Int
  ) -> [String] {
    guard report.requests > 0 else { return ["\(traffic): no requests"] }
    let served = report.requests - report.refusals - report.failures
    var lines = [
      summary,
      "\(traffic): \(Table.grouped(Double(report.requests))) requests, "
        + "\(Table.grouped(Double(report.refusals))) refused, \(Table.grouped(Double(report.failures))) failed attempts",
      "cost: \(Table.fixed(report.cost, 4)) USD, "
        + "\(Table.fixed(served > 0 ? report.cost / Double(served) * 1000 : 0, 4)) USD per thousand served",
      "simulated time to first token: p50 \(latency(report, 0.5)), p99 \(latency(report, 0.99))", "",
    ]
    lines += models(report, registry, top: top).lines
    if !report.exclusions.isEmpty { lines += [""] + exclusions(report).lines }
    if report.examined > 0, report.examined < report.requests {
      lines.append(
        "of \(Table.grouped(Double(report.examined))) requests that were asked; --exclusions all asks every one")
    }
    return lines
  }

  /// What the replay took, which no seed decides.
  static func speed(requests: Int, nanoseconds: Double, processorSeconds: Double) -> [String] {
    let rate = Table.grouped(Double(requests) / max(nanoseconds, 1) * 1e9)
    let processorRate = Table.grouped(Double(requests) / max(processorSeconds, 1e-6))
    return [
      "",
      "replayed at \(rate) requests a second, in \(Table.fixed(nanoseconds / 1e9, 2)) s; "
        + "\(processorRate) a second of one processor's time",
      "peak memory: \(PeakMemory.megabytes.map { "\(Table.fixed($0, 1)) MB" } ?? "unknown")",
    ]
  }

  private static func latency(_ report: ReplayReport, _ share: Double) -> String {
    "\(Table.fixed(report.latency.nanoseconds(at: share) / 1e6, 0)) ms"
  }

  private static func models(_ report: ReplayReport, _ registry: ModelRegistry, top: Int) -> Table {
    let ranked = registry.models.indices
      .filter { report.models[$0].requests > 0 }
      .sorted { (report.models[$1].requests, $0) < (report.models[$0].requests, $1) }
    var table = Table(["model", "requests", "share", "cost USD"])
    for index in ranked.prefix(top) {
      let share = report.models[index]
      table.add([
        registry.models[index].id.text, Table.grouped(Double(share.requests)),
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
        reason, Table.grouped(Double(count)), Table.fixed(Double(count) / Double(report.examined), 1),
      ])
    }
    return table
  }
}
