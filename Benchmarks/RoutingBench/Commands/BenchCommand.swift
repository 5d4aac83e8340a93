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
      Command.Option(name: "--seconds", value: "S", help: "measured time per size (default 3)"),
      Command.Option(name: "--seed", value: "N", help: "seed of registries, traffic and health (default 1)"),
      Command.Option(
        name: "--json", value: "FILE", help: "also write the results as JSON; '-' writes them to standard output"),
      RegistrySource.option,
    ],
    notes: """
      Synthetic traffic: 65,536 distinct requests a size, Poisson arrivals, lengths fitted from the shipped traces, a mix
      of modes, budgets, capabilities and hints. Health moves with simulated outcomes, a new epoch every 8,000 decisions,
      and the compiled paths are charged for taking it over. Ratios are medians over seven interleaved rounds.
      """,
    run: run)

  private static func run(_ arguments: Arguments) throws -> Int32 {
    let suite = BenchSuite(
      sizes: try arguments.integers("--models", in: 1...100_000, default: [6, 64, 512, 4096]),
      threads: try arguments.integers("--threads", in: 1...256, default: [1]),
      mode: try arguments.choice("--mode", of: RoutingMode.allCases, called: \.name),
      seed: UInt64(try arguments.integer("--seed", in: 0...Int.max, default: 1)),
      secondsPerSize: try arguments.number("--seconds", in: 0.1...3600, default: 3))
    let source = try RegistrySource(arguments)
    let jsonPath = arguments.text("--json")
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
    let mode = suite.mode?.name ?? "mixed"
    Terminal.print("traffic: \(Workload.poolSize) requests a size, modes \(mode), seed \(suite.seed)\n")
    #if DEBUG
    Terminal.complain("this is a debug build, its figures mean nothing; use 'swift run -c release routing-bench'")
    #endif
  }

  private static func table(_ results: [BenchSuite.SizeResult]) -> Table {
    var table = Table([
      "path", "models", "threads", "decisions/s", "ns p50", "p99", "p99.9", "allocs/decision", "x structs",
      "x reference",
    ])
    for result in results {
      for measurement in result.measurements {
        table.add([
          measurement.path.rawValue, "\(measurement.models)", "\(measurement.threads)",
          Table.grouped(measurement.decisionsPerSecond),
          Table.grouped(measurement.nanoseconds(at: 0.5)), Table.grouped(measurement.nanoseconds(at: 0.99)),
          Table.grouped(measurement.nanoseconds(at: 0.999)),
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
    let refused = results.map { "\(Table.fixed($0.refusalShare * 100, 1)) % at \($0.models)" }.joined(separator: ", ")
    return [
      "",
      "Percentiles are of groups of 32 decisions (the reference: of single ones) and include reading the clock once a",
      "group, \(Table.grouped(BenchSuite.clockOverhead())) ns here. Requests that no model may serve: \(refused).",
      "Models that may serve a request, on average: \(candidates).",
      "Thompson sampling draws once for each; a draw takes \(draws).",
      "Before timing, \(Workload.comparisons) decisions a size were compared: compiled and reference agreed on all.",
    ]
  }
}
