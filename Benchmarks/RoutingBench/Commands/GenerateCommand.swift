import Foundation
import RoutingCore
import RoutingFormats
import TrafficReplay

/// `generate`: synthetic traffic as a trace.
enum GenerateCommand {
  static let command = Command(
    name: "generate", summary: "Writes synthetic traffic as a trace that 'replay' reads.", usage: "[OPTIONS]",
    options: [
      Command.Option(name: "--requests", value: "N", help: "rows to write (default 1000)"),
      Command.Option(name: "--rate", value: "R", help: "requests a second (default 8000)"),
      Command.Option(name: "--seed", value: "N", help: "seed of times and lengths (default 1)"),
      Command.Option(name: "--out", value: "FILE", help: "where to write; '-' is standard output (default)"),
    ],
    notes: """
      Times and lengths of chats, with BurstGPT's columns: Poisson arrivals, lengths fitted from the shipped traces. The
      same options give the same bytes on every machine.
      """,
    run: run)

  private static func run(_ arguments: Arguments) throws -> Int32 {
    let count = try arguments.integer("--requests", in: 1...1_000_000_000_000, default: 1_000)
    let rate = try arguments.number("--rate", in: RequestStream.rates, default: 8_000)
    let seed = UInt64(try arguments.integer("--seed", in: 0...Int.max, default: 1))
    let path = arguments.text("--out") ?? "-"
    let handle = try handle(path)
    // Hints and policies are not written, so any registry will do.
    let router = CompiledRouter(try ModelRegistry(models: [], providers: []))
    var stream = RequestStream(over: router, seed: seed, requestsPerSecond: rate)
    var bytes = TraceTableWriter.header
    var bar = ProgressBar()
    for number in 1...count {
      let request = stream.next()
      TraceTableWriter.append(
        TraceRecord(
          arrival: request.arrival, inputTokens: request.numbers.inputTokens,
          outputTokens: request.numbers.outputTokens), to: &bytes)
      guard bytes.count > 1 << 16 || number == count else { continue }
      do {
        try handle.write(contentsOf: bytes)
      } catch {
        throw FileError(path: path, reason: "cannot be written: \(FileError.reason(error))")
      }
      bytes.removeAll(keepingCapacity: true)
      bar.show(Double(number) / Double(count), "\(Table.grouped(Double(number))) rows")
    }
    bar.finish()
    return 0
  }

  private static func handle(_ path: String) throws(FileError) -> FileHandle {
    if path == "-" { return .standardOutput }
    do {
      let url = URL(fileURLWithPath: path)
      try Data().write(to: url)
      return try FileHandle(forWritingTo: url)
    } catch {
      throw FileError(path: path, reason: "cannot be written: \(FileError.reason(error))")
    }
  }
}
