import RoutingCore
import RoutingFormats
import TrafficReplay

/// `replay`: a recorded trace, or synthetic traffic, through simulated providers.
enum ReplayCommand {
  static let command = Command(
    name: "replay", summary: "Decides a recorded trace or synthetic traffic on simulated providers.",
    usage: "[--trace FILE] [OPTIONS]",
    options: [
      Command.Option(
        name: "--trace", value: "FILE", help: "a trace; '-' reads standard input (default: synthetic traffic)"),
      Command.Option(name: "--synthetic", value: "N", help: "requests of synthetic traffic (default 10000000)"),
      Command.Option(
        name: "--rate", value: "R", help: "synthetic requests a simulated second (default 8000)"),
      Command.Option(
        name: "--open-loop", value: "R",
        help:
          "send R synthetic requests a second by the wall clock, and tell how long they took from when they were due"),
      Command.Option(name: "--seconds", value: "S", help: "how long an open loop runs (default 5)"),
      Command.Option(name: "--arrivals", value: "HOW", help: "arrivals of an open loop: poisson (default) or even"),
      Command.Option(
        name: "--models", value: "N", help: "a registry of N models drawn from the catalogue (default: all)"),
      Command.Option(
        name: "--format", value: "NAME",
        help: "azure, mooncake, bailian, burstgpt or tokenhub (default: by the first line)"),
      Command.Option(
        name: "--malformed", value: "HOW", help: "what to do with rows that cannot be read: skip (default) or refuse"),
      Command.Option(
        name: "--exclusions", value: "HOW",
        help:
          "count why models of a trace are left out: all, none, or sampled (default): 1000 requests, then 1 in 10000"),
      Command.Option(name: "--limit", value: "N", help: "stop after N requests of a trace"),
      Command.Option(
        name: "--policy", value: "LIST",
        help:
          "compare these on a trace, separated by commas: modes, for which the other options of a policy hold, and files of policies"
      ),
      Command.Option(
        name: "--explore", value: "T", help: "let a trace's policy explore ranks at this temperature (default 0)"),
      Command.Option(
        name: "--segment", value: "SECONDS",
        help: "cut a trace into segments, each of which begins with nothing known, under way or spent"),
      Command.Option(
        name: "--shard", value: "I/N", help: "replay only the I-th of N parts of the segments, for 'merge' to join"),
      Command.Option(name: "--out", value: "FILE", help: "where a shard is written; '-' is standard output (default)"),
      Command.Option(name: "--threads", value: "N", help: "threads for policies that are compared (default: all)"),
      Command.Option(name: "--seed", value: "N", help: "seed of traffic, registry and providers (default 1)"),
      Command.Option(name: "--top", value: "N", help: "models to list (default 10)"),
      Command.Option(
        name: "--json", value: "FILE", help: "also write the report as JSON; '-' writes it to standard output"),
      ReportFiles.option, RegistrySource.option,
    ] + ReplayLog.options + SimulationOptions.all + PolicyOptions.all,
    notes: """
      Lengths and times come from the trace; answers are simulated. A router does not know how long an answer will be, so
      it decides with 512 output tokens, and cost is reckoned with the length the trace recorded. Synthetic traffic brings
      policies of its own, of which only --mode can be set, and lengths are known beforehand. The report follows from the
      seed; speed and memory are printed below it and are not part of the JSON. Compared policies meet the same requests
      and the same luck; each is held against the first, with an interval of 95 % from a bootstrap over blocks of
      requests. A decision log holds what was decided, on what grounds and with what outcome, for 'evaluate' and 'diff';
      refused requests are not in it. Exit status 1 when malformed rows were skipped, 2 when they were refused or nothing
      else was found.
      """,
    run: run)

  private static func run(_ arguments: Arguments) throws -> Int32 {
    if arguments.text("--trace") != nil {
      try refuse(["--synthetic", "--rate", "--open-loop", "--seconds", "--arrivals"], beside: "--trace", arguments)
      if arguments.text("--mode") == RoutingMode.thompson.name {
        try refuse(["--explore"], beside: "--mode thompson, which draws by itself", arguments)
      }
      guard arguments.has("--policy") else {
        if try SimulationOptions.settings(arguments).attempts > 1 {
          try refuse(["--log"], beside: "several --attempts, whose outcome is not that of the choice", arguments)
        }
        try refuse(
          ["--segment", "--threads", "--shard", "--out", "--report"], beside: "a trace without --policy", arguments)
        return try replayTrace(arguments)
      }
      try refuse(
        ["--mode", "--exclusions", "--top", "--explore"] + ReplayLog.options.map(\.name), beside: "--policy", arguments)
      if arguments.has("--shard") {
        try refuse(["--json"], beside: "--shard; 'merge' writes it", arguments)
        try refuse(["--report"], beside: "--shard", arguments)
        return try replayShard(arguments)
      }
      try refuse(["--out"], beside: "a replay without --shard", arguments)
      return try compare(arguments)
    }
    try refuse(
      ["--format", "--malformed", "--exclusions", "--limit", "--policy", "--segment", "--threads", "--shard", "--out"]
        + ["--explore", "--report"] + ReplayLog.options.map(\.name) + SimulationOptions.all.map(\.name)
        + PolicyOptions.all.map(\.name).filter { $0 != "--mode" },
      beside: "synthetic traffic", arguments)
    guard arguments.text("--open-loop") != nil else {
      try refuse(["--seconds", "--arrivals"], beside: "a replay without --open-loop", arguments)
      return try replaySynthetic(arguments)
    }
    try refuse(["--synthetic", "--rate", "--json", "--top"], beside: "--open-loop", arguments)
    return try runOpenLoop(arguments)
  }

  /// An option that would be ignored is a mistake.
  private static func refuse(_ names: [String], beside what: String, _ arguments: Arguments) throws(UsageError) {
    guard let name = names.first(where: arguments.has) else { return }
    throw UsageError(description: "\(name) means nothing beside \(what)")
  }

  static func seed(_ arguments: Arguments) throws(UsageError) -> UInt64 {
    UInt64(try arguments.integer("--seed", in: 0...Int.max, default: 1))
  }

  /// The registry to decide over, and a word about it.
  static func registry(_ arguments: Arguments) throws -> (registry: ModelRegistry, summary: String) {
    let source = try RegistrySource(arguments)
    let whole = source.catalogue.registry
    guard arguments.has("--models") else { return (whole, source.summary) }
    let count = try arguments.integer("--models", in: 1...100_000, default: whole.models.count)
    let registry = try whole.scaled(to: count, seed: try seed(arguments))
    return (registry, "\(source.summary); \(count) models at \(registry.providers.count) of them drawn")
  }

  static func mode(_ arguments: Arguments) throws(UsageError) -> RoutingMode? {
    try arguments.choice("--mode", of: RoutingMode.allCases, called: \.name)
  }
}
