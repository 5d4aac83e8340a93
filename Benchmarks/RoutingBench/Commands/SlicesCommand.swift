import AllocationCounter
import RegressionGate
import RoutingCore
import RoutingFormats
import WorkCounter

/// `slices`: the side of `compare --run` that measures.
enum SlicesCommand {
  static let command = Command(
    name: "slices", summary: "Measures slices of work as another program asks for them.", usage: "[OPTIONS]",
    options: [
      Command.Option(name: "--models", value: "LIST", help: "registry sizes, separated by commas (default 64,512)"),
      Command.Option(
        name: "--paths", value: "LIST", help: "paths to measure, separated by commas (default all but reference)"),
      Command.Option(name: "--seed", value: "N", help: "seed of registries, traffic and health (default 1)"),
      Command.Option(name: "--processor", value: "N", help: "stay on the Nth of the processors that may be used"),
      BenchCommand.slowdownOption, RegistrySource.option,
    ],
    notes: """
      Writes a report without figures as one line of JSON, then reads one line a slice: the place of a row in the report
      ('-' for the calibration loop), the request to begin at, and how many decisions to make. It answers each with the
      processor time, the blocks of memory and the instructions that took, and ends with its input.
      """,
    run: run)

  private static func run(_ arguments: Arguments) throws -> Int32 {
    var suite = try BenchCommand.suite(arguments, sizes: [64, 512])
    // Contenders are compared directly and need no yardstick.
    if !arguments.has("--paths") { suite.paths.removeAll { $0.rawValue == RowKey.yardstick } }
    let source = try RegistrySource(arguments)
    if arguments.has("--processor") {
      // Where that is impossible, figures are less steady and no less true.
      _ = stay_on_processor(UInt32(try arguments.integer("--processor", in: 0...4096, default: 0)))
    }
    let workloads = try suite.sizes.map { try suite.workload(over: source.catalogue.registry, size: $0) }
    let rows = workloads.flatMap { workload in suite.paths.map { (workload, $0) } }
    let outline = workloads.map { workload in
      suite.untimed(
        workload, suite.paths.map { PathMeasurement(path: $0, models: workload.registry.models.count, threads: 1) })
    }
    Terminal.write(BenchJSON.bytes(outline, suite, catalogueDate: source.document.date))
    var checksum = 0
    while let line = readLine() {
      guard let order = SliceOrder(line: line, rows: rows.count) else {
        throw UsageError(description: "slices: '\(line.prefix(40))' is no slice")
      }
      Terminal.print(answer(to: order, rows, &checksum).line)
    }
    // Printing it is what keeps the optimiser from dropping the work.
    if checksum == .min { Terminal.print("improbable") }
    return 0
  }

  private static func answer(
    to order: SliceOrder, _ rows: [(Workload, DecisionPath)], _ checksum: inout Int
  ) -> SliceAnswer {
    guard let row = order.row else {
      let slice = CalibrationSlice(steps: order.count)
      checksum &+= slice.checksum
      return SliceAnswer(cpuNanoseconds: Int(slice.cpuNanoseconds), allocations: nil, instructions: nil)
    }
    let (workload, path) = rows[row]
    let slice = FixedSlice(
      of: workload, by: path, count: order.count, warmup: max(order.count / 8, 2), from: order.place)
    checksum &+= slice.checksum
    return SliceAnswer(
      cpuNanoseconds: Int(slice.cpuNanoseconds),
      allocations: allocations_are_counted() ? Int(slice.allocations) : nil,
      instructions: slice.instructions.map { Int($0) })
  }
}
