import Foundation
import RegressionGate
import RoutingFormats

/// `compare`: whether a change made decisions slower.
enum CompareCommand {
  static let command = Command(
    name: "compare", summary: "Tells whether decisions got slower, from two reports or two builds.",
    usage: "BASE NEW [OPTIONS]",
    options: [
      Command.Option(name: "--run", value: nil, help: "BASE and NEW are builds of routing-bench, to be run in turn"),
      Command.Option(
        name: "--tolerance", value: "P", help: "per cent by which a path may be slower (default 3 with --run, else 10)"),
      Command.Option(
        name: "--instruction-tolerance", value: "P", help: "per cent by which it may take more instructions (default 1)"
      ),
      Command.Option(name: "--markdown", value: "FILE", help: "also write a Markdown table; '-' writes only that"),
      Command.Option(name: "--junit", value: "FILE", help: "also write a JUnit document; '-' writes only that"),
      Command.Option(name: "--models", value: "LIST", help: "with --run: registry sizes (default 64,512)"),
      Command.Option(
        name: "--paths", value: "LIST",
        help: "with --run: paths, which both builds must have (default all but reference)"),
      Command.Option(name: "--launches", value: "N", help: "with --run: how often both are started (default 5)"),
      Command.Option(name: "--rounds", value: "N", help: "with --run: slices of each row a launch (default 60)"),
      Command.Option(name: "--slice", value: "MS", help: "with --run: milliseconds of a slice (default 2)"),
      Command.Option(
        name: "--seed", value: "N", help: "with --run: seed of registries, traffic and health (default 1)"),
      Command.Option(
        name: "--inject-slowdown", value: "P", help: "with --run: slow NEW down by P per cent, to test the gate"),
    ],
    operands: ["BASE", "NEW"],
    notes: """
      Exit status 0 when nothing got worse, 1 when something did, 2 when the two cannot be compared. A row is slower when
      its median slowdown is beyond the tolerance and its interval, at a confidence of 95 % for all rows together, leaves
      out zero. Reports are compared by the calibration loop and by the reference, and both must say so; builds are
      compared directly, slices in turn on one processor. More allocations or instructions count by themselves.
      Docs/Gate.md says what either way can see.
      """,
    run: run)

  private static let longestReport = 1 << 26
  private static let onlyWithRun = ["--models", "--paths", "--launches", "--rounds", "--slice", "--seed"]

  private static func run(_ arguments: Arguments) throws -> Int32 {
    let runs = arguments.has("--run")
    if !runs, let option = (onlyWithRun + ["--inject-slowdown"]).first(where: arguments.has) {
      throw UsageError(description: "\(option) is for --run; try 'routing-bench compare --help'")
    }
    if arguments.text("--markdown") == "-", arguments.text("--junit") == "-" {
      throw UsageError(description: "--markdown and --junit cannot both go to standard output")
    }
    let rule = ComparisonRule(
      tolerance: try arguments.number("--tolerance", in: 0...1000, default: runs ? 3 : 10) / 100,
      instructionTolerance: try arguments.number("--instruction-tolerance", in: 0...1000, default: 1) / 100)
    let comparison = runs ? try race(arguments, rule) : try compareReports(arguments, rule)
    try write(comparison, arguments)
    return comparison.regressions == 0 ? 0 : 1
  }

  private static func compareReports(_ arguments: Arguments, _ rule: ComparisonRule) throws -> Comparison {
    let reports = try arguments.operands.map { path in
      try BenchReport(parsing: try FileChunks(path).all(limit: longestReport), file: path)
    }
    return try Comparison(base: reports[0], new: reports[1], rule: rule)
  }

  private static func race(_ arguments: Arguments, _ rule: ComparisonRule) throws -> Comparison {
    // A contender that ended is told by the write that fails, not by a signal.
    signal(SIGPIPE, SIG_IGN)
    let lockstep = Lockstep(
      base: arguments.operands[0], new: arguments.operands[1],
      launches: try arguments.integer("--launches", in: 1...1000, default: 5),
      rounds: try arguments.integer("--rounds", in: 1...10_000, default: 60),
      sliceNanoseconds: try arguments.number("--slice", in: 0.01...10_000, default: 2) * 1e6,
      arguments: [
        "--models=\(arguments.text("--models") ?? "64,512")",
        "--seed=\(arguments.text("--seed") ?? "1")",
      ] + (arguments.text("--paths").map { ["--paths=\($0)"] } ?? []),
      newArguments: arguments.text("--inject-slowdown").map { ["--inject-slowdown=\($0)"] } ?? [])
    var bar = ProgressBar()
    defer { bar.finish() }
    let outcome = try lockstep.run { bar.show($0, $1) }
    return Comparison(outcome.evidence, missing: outcome.missing, added: outcome.added, rule: rule)
  }

  private static func write(_ comparison: Comparison, _ arguments: Arguments) throws {
    let outputs = [("--markdown", comparison.markdown), ("--junit", comparison.junit)]
    if !outputs.contains(where: { arguments.text($0.0) == "-" }) {
      var table = Table(Comparison.columns)
      for row in comparison.rows { table.add(Comparison.cells(of: row)) }
      table.lines.forEach(Terminal.print)
      Terminal.print("")
      Terminal.print(comparison.summary)
    }
    for (option, text) in outputs {
      if let path = arguments.text(option) { try Terminal.write(Array(text.utf8), to: path) }
    }
  }
}
