import AllocationCounter
import RoutingCore
import RoutingFormats

/// `bench`: how fast decisions are.
enum BenchCommand {
  static let command = Command(
    name: "bench", summary: "Measures decisions per second over the shipped catalogue.", usage: "[OPTIONS]",
    options: [
      Command.Option(
        name: "--models", value: "LIST", help: "registry sizes, separated by commas (default 6,64,512,4096)"),
      Command.Option(
        name: "--threads", value: "LIST", help: "threads that decide at once, separated by commas (default 1)"),
      Command.Option(name: "--mode", value: "MODE", help: "all requests in this mode instead of a mix"),
      Command.Option(
        name: "--requests", value: "WHICH",
        help: "all (default), unhinted, hinted, unbudgeted or tight (a cent at most)"),
      Command.Option(name: "--seconds", value: "S", help: "measured time per size (default 4)"),
      Command.Option(name: "--seed", value: "N", help: "seed of registries, traffic and health (default 1)"),
      Command.Option(name: "--paths", value: "LIST", help: "paths to measure, separated by commas (default all)"),
      Command.Option(
        name: "--decisions", value: "N", help: "decide exactly N requests a path and time nothing, for --json alone"),
      slowdownOption,
      Command.Option(
        name: "--json", value: "FILE", help: "also write the results as JSON; '-' writes them to standard output"),
      RegistrySource.option,
    ],
    notes: """
      Synthetic traffic: 65,536 distinct requests a size, Poisson arrivals, lengths fitted from the shipped traces, a mix
      of modes, budgets, capabilities and hints. Health moves with simulated outcomes, a new epoch every 8,000 decisions,
      and the compiled paths are charged for taking it over. Ratios are medians over 15 interleaved rounds.
      """,
    run: run)

  static let slowdownOption = Command.Option(
    name: "--inject-slowdown", value: "P", help: "make and not count P more decisions per cent, to test a gate")

  private static func run(_ arguments: Arguments) throws -> Int32 {
    let suite = try suite(arguments, sizes: [6, 64, 512, 4096])
    let source = try RegistrySource(arguments)
    if arguments.has("--decisions") { return try count(suite, source, arguments) }
    return try time(suite, source, jsonPath: arguments.text("--json"))
  }

  static func suite(_ arguments: Arguments, sizes: [Int]) throws -> BenchSuite {
    var suite = BenchSuite(
      sizes: try arguments.integers("--models", in: 1...100_000, default: sizes),
      threads: try arguments.integers("--threads", in: 1...256, default: [1]),
      mode: try arguments.choice("--mode", of: RoutingMode.allCases, called: \.name),
      seed: UInt64(try arguments.integer("--seed", in: 0...Int.max, default: 1)),
      secondsPerSize: try arguments.number("--seconds", in: 0.1...3600, default: 4))
    if let selection = try arguments.choice("--requests", of: RequestSelection.allCases, called: \.rawValue) {
      suite.selection = selection
    }
    suite.slowdown = try arguments.number("--inject-slowdown", in: 0...1000, default: 0)
    if arguments.has("--paths") {
      suite.paths = try arguments.choices("--paths", of: DecisionPath.allCases, called: \.rawValue)
    }
    return suite
  }

  /// Decides a fixed number of requests a path, so that something outside can count what they take.
  private static func count(_ suite: BenchSuite, _ source: RegistrySource, _ arguments: Arguments) throws -> Int32 {
    let count = try arguments.integer("--decisions", in: 1...1_000_000_000, default: 1)
    let results = try suite.sizes.map { size in
      let workload = try suite.workload(over: source.catalogue.registry, size: size)
      let measurements = suite.paths.map { path in
        var measurement = PathMeasurement(path: path, models: size, threads: 1)
        measurement.decide(count, workload)
        return measurement
      }
      return suite.untimed(workload, measurements)
    }
    let bytes = BenchJSON.bytes(results, suite, catalogueDate: source.document.date)
    try Terminal.write(bytes, to: arguments.text("--json") ?? "-")
    return 0
  }

  private static func time(_ suite: BenchSuite, _ source: RegistrySource, jsonPath: String?) throws -> Int32 {
    if jsonPath != "-" { introduce(source, suite) }

    var bar = ProgressBar()
    let results = try suite.run(over: source.catalogue.registry) { bar.show($0, $1) }
    bar.finish()

    if jsonPath != "-" { table(results).lines.forEach(Terminal.print) }
    if jsonPath != "-" { footnotes(results).forEach(Terminal.print) }
    if let jsonPath {
      try Terminal.write(BenchJSON.bytes(results, suite, catalogueDate: source.document.date), to: jsonPath)
    }
    return 0
  }

  private static func introduce(_ source: RegistrySource, _ suite: BenchSuite) {
    Terminal.print(source.summary)
    Terminal.print("traffic: \(Workload.poolSize) requests a size, modes \(suite.traffic), seed \(suite.seed)\n")
    #if DEBUG
    Terminal.complain("this is a debug build, its figures mean nothing; use 'swift run -c release routing-bench'")
    #endif
  }

  private static func table(_ results: [BenchSuite.SizeResult]) -> Table {
    var table = Table([
      "path", "models", "threads", "decisions/s", "ns p50", "p99", "p99.9", "max", "allocs/decision", "x structs",
      "x reference",
    ])
    for result in results {
      for measurement in result.measurements {
        table.add([
          measurement.path.rawValue, "\(measurement.models)", "\(measurement.threads)",
          Table.grouped(measurement.decisionsPerSecond),
          Table.grouped(measurement.nanoseconds(at: 0.5)), Table.grouped(measurement.nanoseconds(at: 0.99)),
          Table.grouped(measurement.nanoseconds(at: 0.999)), Table.grouped(measurement.longest),
          allocations_are_counted() ? Table.fixed(measurement.allocationsPerDecision, 3) : "?",
          Table.fixed(result.ratio(measurement, to: .arrayOfStructs), 1),
          Table.fixed(result.ratioToReference(measurement), 1),
        ])
      }
    }
    return table
  }

  private static func footnotes(_ results: [BenchSuite.SizeResult]) -> [String] {
    let candidates = results.map { "\(Table.fixed($0.candidates, 1)) at \($0.models)" }.joined(separator: ", ")
    let draws = results.map { "\(Table.fixed($0.nanosecondsPerDraw, 1)) ns at \($0.models)" }.joined(separator: ", ")
    let bound = results.map { "\(Table.fixed($0.boundShare * 100, 0)) % at \($0.models)" }.joined(separator: ", ")
    let refused = results.map { "\(Table.fixed($0.refusalShare * 100, 1)) % at \($0.models)" }.joined(separator: ", ")
    return [
      "",
      "Percentiles are of groups of 32 decisions (the reference: of single ones) and include reading the clock once a",
      "group, \(Table.grouped(BenchSuite.clockOverhead())) ns here. Requests that no model may serve: \(refused).",
      "Models that may serve a request, on average: \(candidates).",
      "Decisions in which the budget keeps a model out: \(bound).",
      "Thompson sampling draws once for each; a draw takes \(draws).",
      "Before timing, \(Workload.comparisons) decisions a size were compared: compiled and reference agreed on all.",
    ]
  }
}
