import ReplayReporting
import RoutingCore
import RoutingFormats
import TrafficReplay

/// `fleet`: several replicas of a gateway that hear late of each other's health books and spending.
enum FleetCommand {
  static let command = Command(
    name: "fleet", summary: "Tells what replicas lose that hear of each other late, in decisions and in a budget.",
    usage: "[OPTIONS]",
    options: [
      Command.Option(
        name: "--replicas", value: "LIST", help: "numbers of replicas, separated by commas (default 1,2,4,8)"),
      Command.Option(
        name: "--delay", value: "LIST",
        help: "milliseconds until others see what is published (default 0,100,1000,5000,30000,120000)"),
      Command.Option(
        name: "--publish", value: "MS",
        help: "milliseconds between two publications, 0 for every request (default 1000)"
      ),
      Command.Option(
        name: "--health", value: "MS", help: "milliseconds that a reading of health is used (default 1000)"),
      Command.Option(
        name: "--rate", value: "R", help: "requests a simulated second, all replicas together (default 50)"),
      Command.Option(name: "--requests", value: "N", help: "requests of a run (default 30000)"),
      Command.Option(
        name: "--budget", value: "USD", help: "what all replicas together may spend, 0 for no budget (default 50)"),
      Command.Option(name: "--up", value: "S", help: "mean seconds between a provider's breakdowns (default 600)"),
      Command.Option(name: "--down", value: "S", help: "mean seconds that a breakdown lasts (default 120)"),
      Command.Option(
        name: "--seeds", value: "K", help: "runs of each pair, with seeds that follow each other (default 4)"),
      Command.Option(name: "--seed", value: "N", help: "first seed, and that of the registry (default 1)"),
      Command.Option(
        name: "--models", value: "N", help: "a registry of N models drawn from the catalogue (default 10)"),
      Command.Option(
        name: "--json", value: "FILE", help: "also write the results as JSON; '-' writes them to standard output"),
      Command.Option(
        name: "--csv", value: "FILE", help: "also write the results as CSV; '-' writes them to standard output"),
      Command.Option(
        name: "--plot", value: "STEM", help: "also draw the results, as STEM-regret.svg and STEM-overshoot.svg"),
      RegistrySource.option,
    ],
    notes: """
      Every pair of a number of replicas and a delay meets the same requests and the same luck. Regret is the mean worth of a
      request (R-810) in a fleet of one replica less that in this fleet. A breakdown is noticed when the last replica
      has stopped sending there anything but probes. The budget steers no request: what would be refused is reckoned
      beside the replay. Times are simulated, and the results follow from the options. ± is the standard error over seeds.
      """,
    run: run)

  /// A day.
  private static let milliseconds = 0.0...86_400_000.0
  private static let seconds = 0.001...1e9

  private static func run(_ arguments: Arguments) throws -> Int32 {
    let replicas = try different("--replicas", in: 1...256, default: [1, 2, 4, 8], arguments)
    let delays = try different(
      "--delay", in: 0...86_400_000, default: [0, 100, 1000, 5000, 30_000, 120_000], arguments)
    let settings = try settings(arguments)
    let requests = try arguments.integer("--requests", in: 1...10_000_000, default: 30_000)
    let seeds = try arguments.integer("--seeds", in: 1...1000, default: 4)
    let seed = try arguments.integer("--seed", in: 0...Int.max, default: 1)
    let models = try arguments.integer("--models", in: 1...100_000, default: 10)
    let (json, csv) = (arguments.text("--json"), arguments.text("--csv"))
    guard json != "-" || csv != "-" else {
      throw UsageError(description: "--json and --csv cannot both be standard output")
    }
    let source = try RegistrySource(arguments)
    let registry = try source.catalogue.registry.scaled(to: models, seed: UInt64(seed))
    var study = FleetStudy(
      over: CompiledRouter(registry), replicaCounts: replicas,
      delays: delays.compactMap { Milliseconds(Double($0)) }, settings: settings, requests: requests, seeds: seeds,
      seed: UInt64(seed))
    var bar = ProgressBar()
    while study.runNext() {
      bar.show(Double(study.runsDone) / Double(study.runCount), "\(study.runsDone) of \(study.runCount) runs")
    }
    bar.finish()

    let report = FleetStudyReport(study: study, registry: registry)
    if json != "-", csv != "-" { report.lines(source.summary).forEach(Terminal.print) }
    if let json { try Terminal.write(report.json(), to: json) }
    if let csv { try Terminal.write(report.csv(), to: csv) }
    if let stem = arguments.text("--plot") {
      let charts = FleetCharts(study: study)
      for (name, chart) in [("regret", charts.regret), ("overshoot", charts.overshoot)] {
        try Terminal.write(Array(chart.svg(.standalone).utf8), to: "\(stem)-\(name).svg")
      }
    }
    return 0
  }

  private static func settings(_ arguments: Arguments) throws(UsageError) -> FleetSettings {
    let defaults = FleetSettings()
    func milliseconds(_ name: String, _ value: Milliseconds) throws(UsageError) -> Milliseconds {
      Milliseconds(try arguments.number(name, in: Self.milliseconds, default: value.value)) ?? value
    }
    func seconds(_ name: String, _ value: Milliseconds) throws(UsageError) -> Milliseconds {
      Milliseconds(try arguments.number(name, in: Self.seconds, default: value.value / 1000) * 1000) ?? value
    }
    // So large a budget, in each of the most replicas, still fits into an amount of money.
    let budget = try arguments.number("--budget", in: 0...1e6, default: 50)
    return FleetSettings(
      publicationInterval: try milliseconds("--publish", defaults.publicationInterval),
      healthInterval: try milliseconds("--health", defaults.healthInterval),
      requestsPerSecond: try arguments.number("--rate", in: RequestStream.rates, default: defaults.requestsPerSecond),
      budget: budget > 0 ? Dollars(budget).map { NanoDollars(roundingUp: $0) } : nil,
      meanUp: try seconds("--up", defaults.meanUp), meanDown: try seconds("--down", defaults.meanDown))
  }

  /// Whole numbers of which none is there twice.
  private static func different(
    _ name: String, in range: ClosedRange<Int>, default fallback: [Int], _ arguments: Arguments
  ) throws(UsageError) -> [Int] {
    let numbers = try arguments.integers(name, in: range, default: fallback)
    for (place, number) in numbers.enumerated() where numbers[..<place].contains(number) {
      throw UsageError(description: "\(name): \(number) is there twice")
    }
    return numbers
  }
}
