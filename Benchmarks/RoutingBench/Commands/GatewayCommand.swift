import RoutingCore
import RoutingFormats

/// `gateway`: what the HTTP surface adds to a chat completion, over providers that answer at once.
enum GatewayCommand {
  static let command = Command(
    name: "gateway", summary: "Measures what a gateway adds to a chat completion: time and allocations of a request.",
    usage: "[OPTIONS]",
    options: [
      Command.Option(
        name: "--models", value: "LIST", help: "registry sizes, separated by commas (default 64 and the whole one)"),
      Command.Option(name: "--seconds", value: "S", help: "measured time per size (default 3)"),
      Command.Option(name: "--seed", value: "N", help: "seed of the registries (default 1)"),
      Command.Option(
        name: "--json", value: "FILE", help: "also write the results as JSON; '-' writes them to standard output"),
      RegistrySource.option,
    ],
    notes: """
      'decision' is the choice of a model alone, 'dispatcher-send' and 'dispatcher-stream' a request through the dispatcher, and
      'gateway-...' whole requests of POST /v1/chat/completions, from bytes to bytes: the key, limits, JSON, directives, policy,
      dispatch, metrics and logs. The model is named by its id, or by a bare name or a plan where the row says so. Streams have
      \(IdleChatProvider.chunkCount) pieces. The store is in memory; allocations are those of all threads.
      """,
    run: run)

  private static func run(_ arguments: Arguments) throws -> Int32 {
    let source = try RegistrySource(arguments)
    let registry = source.catalogue.registry
    let suite = GatewaySuite(
      sizes: try arguments.integers("--models", in: 1...100_000, default: [64, registry.models.count]),
      seed: UInt64(try arguments.integer("--seed", in: 0...Int.max, default: 1)),
      secondsPerSize: try arguments.number("--seconds", in: 0.1...3600, default: 3))
    let jsonPath = arguments.text("--json")
    if jsonPath != "-" { introduce(source, suite) }

    var bar = ProgressBar()
    let rows = try suite.run(over: registry) { bar.show($0, $1) }
    bar.finish()

    if jsonPath != "-" { table(rows).lines.forEach(Terminal.print) }
    if let jsonPath {
      try Terminal.write(GatewayJSON.bytes(rows, seed: suite.seed, catalogueDate: source.document.date), to: jsonPath)
    }
    return 0
  }

  private static func introduce(_ source: RegistrySource, _ suite: GatewaySuite) {
    Terminal.print(source.summary)
    Terminal.print("seed \(suite.seed)")
    #if DEBUG
    Terminal.complain("this is a debug build, its figures mean nothing; use 'swift run -c release routing-bench'")
    #endif
  }

  private static func table(_ rows: [GatewayRow]) -> Table {
    var table = Table(["path", "models", "us p50", "p99", "allocations", "x decision", "x dispatcher"])
    for row in rows {
      func text(_ value: Double?, _ decimals: Int) -> String { value.map { Table.fixed($0, decimals) } ?? "-" }
      table.add([
        row.path, "\(row.models)", text(row.microseconds, 2), text(row.microseconds99, 2), text(row.allocations, 1),
        text(row.timesDecision, 1), text(row.timesDispatcher, 2),
      ])
    }
    return table
  }
}
