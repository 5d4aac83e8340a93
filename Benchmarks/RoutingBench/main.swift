// Reads the command line, runs the command, and turns what went wrong into words and an exit status:
// 0 done, 1 done but some input was malformed, 2 not done.

import Foundation
import RoutingCore
import RoutingFormats

let commands = [
  BenchCommand.command, CompareCommand.command, DecideCommand.command, DiffCommand.command, DispatchCommand.command,
  EvaluateCommand.command, ExplainCommand.command, FleetCommand.command, GatewayCommand.command,
  GenerateCommand.command, MergeCommand.command, ProvidersCommand.command, QualityCommand.command,
  ReplayCommand.command, SlicesCommand.command, ThreadsCommand.command,
]

func overview() -> String {
  let width = commands.map(\.name.count).max() ?? 0
  let rows = commands.map { "  \(Command.padded($0.name, to: width))  \($0.summary)" }
  return """
    Measures and explains routing decisions.

    usage: routing-bench [COMMAND] [OPTIONS]

    \(rows.joined(separator: "\n"))

    Without a command, 'bench' runs. 'routing-bench COMMAND --help' lists a command's options.
    """
}

func run(_ words: [String]) throws -> Int32 {
  if ["--help", "-h", "help"].contains(words.first) {
    Terminal.print(overview())
    return 0
  }
  let isNamed = words.first.map { !$0.hasPrefix("-") } ?? false
  let name = isNamed ? words[0] : BenchCommand.command.name
  guard let command = commands.first(where: { $0.name == name }) else {
    throw UsageError(description: "unknown command '\(name)'; try 'routing-bench --help'")
  }
  let options = isNamed ? words.dropFirst() : words[...]
  if options.contains("--help") || options.contains("-h") {
    Terminal.print(command.help)
    return 0
  }
  return try command.run(try Arguments(options, for: command))
}

do {
  exit(try run(Array(CommandLine.arguments.dropFirst())))
} catch {
  Terminal.complain("\(error)")
  exit(2)
}
