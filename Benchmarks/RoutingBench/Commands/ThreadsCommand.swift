import RoutingCore
import RoutingFormats

/// `threads`: what the router for many threads adds to a decision, and what publishing does to it.
enum ThreadsCommand {
  static let command = Command(
    name: "threads", summary: "Measures the router for many threads: outcomes, handles, two threads, reconfiguration.",
    usage: "[OPTIONS]",
    options: [
      Command.Option(name: "--models", value: "LIST", help: "registry sizes, separated by commas (default 6,64,512)"),
      Command.Option(name: "--seconds", value: "S", help: "measured time per size (default 2.2)"),
      Command.Option(name: "--seed", value: "N", help: "seed of registries, traffic and outcomes (default 1)"),
      Command.Option(
        name: "--json", value: "FILE", help: "also write the results as JSON; '-' writes them to standard output"),
      RegistrySource.option,
    ],
    notes: """
      65,536 distinct requests a size, as in 'bench', but with the names resolved to handles and a tick every 8,000
      decisions. Reconfiguration is measured at the largest size, ten whole registries a second. Whatever is compared was
      measured in turn; ratios are medians over rounds. Docs/Performance-threads.md says what the figures mean.
      """,
    run: run)

  private static func run(_ arguments: Arguments) throws -> Int32 {
    let suite = ThreadsSuite(
      sizes: try arguments.integers("--models", in: 1...100_000, default: [6, 64, 512]),
      seed: UInt64(try arguments.integer("--seed", in: 0...Int.max, default: 1)),
      secondsPerSize: try arguments.number("--seconds", in: 0.1...3600, default: 2.2))
    let source = try RegistrySource(arguments)
    let jsonPath = arguments.text("--json")
    if jsonPath != "-" { introduce(source, suite) }

    var bar = ProgressBar()
    let rows = try suite.run(over: source.catalogue.registry) { bar.show($0, $1) }
    bar.finish()

    if jsonPath != "-" { ThreadsText.lines(rows).forEach(Terminal.print) }
    if let jsonPath {
      let all = ThreadsSuite.Section.allCases.flatMap { rows[$0] ?? [] }
      try Terminal.write(ThreadsJSON.bytes(all, seed: suite.seed, catalogueDate: source.document.date), to: jsonPath)
    }
    return 0
  }

  private static func introduce(_ source: RegistrySource, _ suite: ThreadsSuite) {
    Terminal.print(source.summary)
    Terminal.print("\(ThreadsSuite.processors) processors, seed \(suite.seed)")
    #if DEBUG
    Terminal.complain("this is a debug build, its figures mean nothing; use 'swift run -c release routing-bench'")
    #endif
  }
}
