import RoutingCore
import RoutingFormats
import TrafficReplay

/// `generate`: synthetic traffic as a trace.
enum GenerateCommand {
  static let command = Command(
    name: "generate", summary: "Writes synthetic traffic as a trace that 'replay' reads.", usage: "[OPTIONS]",
    options: [
      Command.Option(name: "--requests", value: "N", help: "rows to write (default 1000)"),
      Command.Option(name: "--rate", value: "R", help: "requests a second (default 8000, or that of --like)"),
      Command.Option(name: "--seed", value: "N", help: "seed of times and lengths (default 1)"),
      Command.Option(name: "--out", value: "FILE", help: "where to write; '-' is standard output (default)"),
    ] + modelOptions,
    notes: """
      Times and lengths of chats, with BurstGPT's columns: Poisson arrivals, lengths fitted from the shipped traces. With
      any option from --arrivals on, rows are JSON lines with tenants, sessions and prefix blocks, and how well they fit is
      told on standard error. Beside --sessions, lengths are those of what is said in a turn, and prompts grow by it. A
      compressed trace comes through a pipe: 'zcat TRACE | routing-bench generate --like -'. The same options give the
      same bytes on every machine.
      """,
    run: run)

  private static func run(_ arguments: Arguments) throws -> Int32 {
    if modelOptions.contains(where: { arguments.has($0.name) }) { return try runModel(arguments) }
    let count = try count(arguments)
    let rate = try arguments.number("--rate", in: RequestStream.rates, default: 8_000)
    let seed = try seed(arguments)
    var output = try TraceOutput(arguments.text("--out") ?? "-")
    // Hints and policies are not written, so any registry will do.
    let router = CompiledRouter(try ModelRegistry(models: [], providers: []))
    var stream = RequestStream(over: router, seed: seed, requestsPerSecond: rate)
    output.bytes = TraceTableWriter.header
    var bar = ProgressBar()
    for number in 1...count {
      let request = stream.next()
      TraceTableWriter.append(
        TraceRecord(
          arrival: request.arrival, inputTokens: request.numbers.inputTokens,
          outputTokens: request.numbers.outputTokens), to: &output.bytes)
      guard try output.write(isLast: number == count) else { continue }
      bar.show(Double(number) / Double(count), "\(Table.grouped(Double(number))) rows")
    }
    bar.finish()
    return 0
  }

  static func count(_ arguments: Arguments) throws(UsageError) -> Int {
    try arguments.integer("--requests", in: 1...1_000_000_000_000, default: 1_000)
  }

  static func seed(_ arguments: Arguments) throws(UsageError) -> UInt64 {
    UInt64(try arguments.integer("--seed", in: 0...Int.max, default: 1))
  }
}
