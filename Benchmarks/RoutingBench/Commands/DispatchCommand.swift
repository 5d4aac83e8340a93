import RoutingCore
import RoutingFormats

/// `dispatch`: what sending through the dispatcher takes, over providers that answer at once.
enum DispatchCommand {
  static let command = Command(
    name: "dispatch", summary: "Measures what the dispatcher adds to a call: time and allocations of a request.",
    usage: "[OPTIONS]",
    options: [
      Command.Option(name: "--models", value: "LIST", help: "registry sizes, separated by commas (default 6,64)"),
      Command.Option(name: "--seconds", value: "S", help: "measured time per size (default 2)"),
      Command.Option(name: "--seed", value: "N", help: "seed of registries and traffic (default 1)"),
      Command.Option(
        name: "--json", value: "FILE", help: "also write the results as JSON; '-' writes them to standard output"),
      RegistrySource.option,
    ],
    notes: """
      Distinct requests without named models, as in 'bench'. 'provider-alone' is the call without a dispatcher; what the others
      take beyond it is the dispatcher's: the decision, the plan, permits, timers, health and the record of the attempt.
      """,
    run: run)

  private static func run(_ arguments: Arguments) throws -> Int32 {
    let suite = DispatchSuite(
      sizes: try arguments.integers("--models", in: 1...100_000, default: [6, 64]),
      seed: UInt64(try arguments.integer("--seed", in: 0...Int.max, default: 1)),
      secondsPerSize: try arguments.number("--seconds", in: 0.1...3600, default: 2))
    let source = try RegistrySource(arguments)
    let jsonPath = arguments.text("--json")
    if jsonPath != "-" { introduce(source, suite) }

    var bar = ProgressBar()
    let rows = try suite.run(over: source.catalogue.registry) { bar.show($0, $1) }
    bar.finish()

    if jsonPath != "-" { table(rows).lines.forEach(Terminal.print) }
    if let jsonPath {
      try Terminal.write(
        ThreadsJSON.bytes(rows, seed: suite.seed, catalogueDate: source.document.date), to: jsonPath)
    }
    return 0
  }

  private static func introduce(_ source: RegistrySource, _ suite: DispatchSuite) {
    Terminal.print(source.summary)
    Terminal.print("seed \(suite.seed)")
    #if DEBUG
    Terminal.complain("this is a debug build, its figures mean nothing; use 'swift run -c release routing-bench'")
    #endif
  }

  private static func table(_ rows: [ThreadsRow]) -> Table {
    var table = Table(["path", "models", "requests/s", "ns p50", "p99", "ns added", "allocations"])
    for row in rows {
      func text(_ figure: String, _ decimals: Int) -> String {
        row[figure].map { Table.fixed($0, decimals) } ?? "?"
      }
      table.add([
        row.path, "\(row.models)", text("per_second", 0), text("ns_p50", 0), text("ns_p99", 0), text("ns_added", 0),
        text("allocations", 2),
      ])
    }
    return table
  }
}
