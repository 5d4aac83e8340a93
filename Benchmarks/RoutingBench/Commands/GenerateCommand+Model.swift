import RoutingCore
import RoutingFormats
import TrafficReplay

extension GenerateCommand {
  /// The options that choose a model of the traffic; any of them makes rows of JSON.
  static let modelOptions = [
    Command.Option(
      name: "--arrivals", value: "NAME", help: "poisson, gamma or weibull (default poisson; gamma by --like)"),
    Command.Option(
      name: "--cv", value: "X", help: "coefficient of variation of the gaps, 0.02 to 100 (default 2, or that of --like)"
    ),
    Command.Option(
      name: "--diurnal", value: "SHAPE",
      help: "a day's rates: an amplitude from 0 to 1, or factors with commas, one for each part"),
    Command.Option(name: "--tenants", value: "N", help: "tenants, their shares by Zipf's law"),
    Command.Option(name: "--zipf", value: "S", help: "exponent of the tenants' shares, 0 to 10 (default 1)"),
    Command.Option(name: "--sessions", value: "TURNS", help: "conversations of so many requests on average"),
    Command.Option(
      name: "--think", value: "SECONDS", help: "median time between the requests of a conversation (default 30)"),
    Command.Option(
      name: "--like", value: "TRACE",
      help: "lengths, rate and coefficient of variation of a trace; '-' is standard input"),
    Command.Option(
      name: "--clients", value: "FILE", help: "ServeGen's rates by client and window; each client is a tenant"),
    Command.Option(name: "--window", value: "SECONDS", help: "window of the Fano factor (default 1)"),
    Command.Option(name: "--fit", value: "FILE", help: "how well it fits, as JSON; '-' is standard output"),
  ]

  /// What a trace to imitate is like.
  private struct Example {
    let name: String
    let measure: TrafficMeasure
    let lengths: LengthSample
    let skipped: Int
  }

  /// Generates by a model and tells how well the outcome fits it.
  static func runModel(_ arguments: Arguments) throws -> Int32 {
    try refuseContradictions(arguments)
    let count = try count(arguments)
    let seed = try seed(arguments)
    let window = try arguments.number("--window", in: 1e-3...1e9, default: 1)
    let example = try arguments.text("--like").map { try read($0, seed: seed, window: window) }
    let (clients, skippedClients) = try clientArrivals(arguments, seed: seed)
    let plan = try plan(arguments, seed: seed, example: example, clients: clients)
    var generator = TrafficGenerator(plan, seed: seed)
    var measure = TrafficMeasure(windowSeconds: window)
    var output = try TraceOutput(arguments.text("--out") ?? "-")
    var bar = ProgressBar()
    while measure.count < count, let record = generator.next() {
      measure.add(record)
      output.bytes += TraceWriter.line(record)
      guard try output.write(isLast: false) else { continue }
      bar.show(Double(measure.count) / Double(count), "\(Table.grouped(Double(measure.count))) rows")
    }
    try output.write(isLast: true)
    bar.finish()
    if measure.count < count {
      Terminal.complain("the clients' windows end after \(measure.count) of \(count) requests")
    }
    if generator.sessionsCutShort > 0 {
      Terminal.complain("\(generator.sessionsCutShort) conversations ended early, since too many were waiting")
    }
    let fit = FitReport(measure: measure, example: example.map { ($0.name, $0.measure) }, seed: Int(seed))
    if let path = arguments.text("--fit") {
      try Terminal.write(fit.json, to: path)
    } else {
      fit.lines.forEach { Terminal.complain($0) }
    }
    return (example?.skipped ?? 0) + skippedClients == 0 ? 0 : 1
  }

  private static func refuseContradictions(_ arguments: Arguments) throws(UsageError) {
    func refuse(_ names: [String], beside other: String) throws(UsageError) {
      if let name = names.first(where: arguments.has) {
        throw UsageError(description: "\(name) means nothing beside \(other)")
      }
    }
    if arguments.has("--clients") {
      try refuse(
        ["--rate", "--arrivals", "--cv", "--diurnal", "--tenants", "--zipf", "--sessions", "--think"],
        beside: "--clients")
    }
    if arguments.text("--arrivals") == "poisson" { try refuse(["--cv"], beside: "--arrivals poisson") }
    if !arguments.has("--arrivals"), !arguments.has("--like") { try refuse(["--cv"], beside: "poisson arrivals") }
    if !arguments.has("--tenants") { try refuse(["--zipf"], beside: "traffic without --tenants") }
    if !arguments.has("--sessions") { try refuse(["--think"], beside: "traffic without --sessions") }
    if arguments.text("--like") == "-", arguments.text("--clients") == "-" {
      throw UsageError(description: "--like and --clients cannot both be standard input")
    }
    if arguments.text("--fit") == "-", arguments.text("--out") ?? "-" == "-" {
      throw UsageError(description: "--fit and --out cannot both be standard output")
    }
  }

  private static func read(_ path: String, seed: UInt64, window: Double) throws -> Example {
    let chunks = try FileChunks(path)
    var rows = TraceReader(file: chunks.name) { () throws(FileError) in try chunks.next() }
    var measure = TrafficMeasure(windowSeconds: window)
    var lengths = LengthSample(seed: seed)
    var skipped = SkippedRows()
    while let row = try rows.next() {
      switch row {
      case .record(let record):
        measure.add(record)
        lengths.add(record)
      case .malformed(let error): skipped.add(error)
      }
    }
    skipped.complain(about: chunks.name)
    guard measure.count > 0 else { throw FileError(path: chunks.name, reason: "has no request to be like") }
    return Example(name: chunks.name, measure: measure, lengths: lengths, skipped: skipped.count)
  }

  private static func clientArrivals(
    _ arguments: Arguments, seed: UInt64
  ) throws -> (arrivals: ClientArrivals?, skipped: Int) {
    guard let path = arguments.text("--clients") else { return (nil, 0) }
    let chunks = try FileChunks(path)
    var rows = ClientWindowReader(file: chunks.name) { () throws(FileError) in try chunks.next() }
    var windows: [ClientWindow] = []
    var skipped = SkippedRows()
    while let row = try rows.next() {
      switch row {
      case .success(let window): windows.append(window)
      case .failure(let error): skipped.add(error)
      }
    }
    skipped.complain(about: chunks.name)
    guard let arrivals = ClientArrivals(windows, seed: seed) else {
      throw FileError(path: chunks.name, reason: "needs windows that begin at whole multiples of ten minutes")
    }
    return (arrivals, skipped.count)
  }

  private static func plan(
    _ arguments: Arguments, seed: UInt64, example: Example?, clients: ClientArrivals?
  ) throws -> TrafficPlan {
    let lengths = example.map { TrafficPlan.Lengths.sample($0.lengths) } ?? .shipped
    if let clients { return TrafficPlan(starts: .clients(clients), lengths: lengths, blocks: PrefixShape()) }
    var rate = try arguments.number("--rate", in: RequestStream.rates, default: example?.measure.rate ?? 8_000)
    if let example, !arguments.has("--rate"), !RequestStream.rates.contains(example.measure.rate ?? 0) {
      throw FileError(path: example.name, reason: "has no rate between 1e-7 and 1e9 a second; give one with --rate")
    }
    let sessions = try sessions(arguments)
    rate /= sessions?.meanTurns ?? 1
    let tenants =
      arguments.has("--tenants")
      ? TenantShares.zipf(
        try arguments.integer("--tenants", in: 1...1_000_000, default: 1),
        exponent: try arguments.number("--zipf", in: 0...10, default: 1)) : nil
    let process = ArrivalProcess(
      try law(arguments, example: example), along: try curve(arguments, rate: rate), seed: seed)
    return TrafficPlan(
      starts: .process(process), lengths: lengths, tenants: tenants, sessions: sessions,
      blocks: sessions == nil && tenants == nil ? nil : PrefixShape())
  }

  private static func sessions(_ arguments: Arguments) throws(UsageError) -> SessionShape? {
    guard arguments.has("--sessions") else { return nil }
    return SessionShape(
      meanTurns: try arguments.number("--sessions", in: 1...1000, default: 1),
      medianThinkSeconds: try arguments.number("--think", in: 1e-3...1e7, default: 30))
  }

  private static func law(_ arguments: Arguments, example: Example?) throws(UsageError) -> InterarrivalLaw {
    let names = ["poisson", "gamma", "weibull"]
    let name = try arguments.choice("--arrivals", of: names) { $0 } ?? (example == nil ? "poisson" : "gamma")
    let bounds = InterarrivalLaw.variations
    let measured = min(max(example?.measure.coefficientOfVariation ?? 2, bounds.lowerBound), bounds.upperBound)
    let variation = try arguments.number("--cv", in: bounds, default: measured)
    switch name {
    case "gamma": return .gamma(coefficientOfVariation: variation)
    case "weibull": return .weibull(coefficientOfVariation: variation)
    default: return .exponential
    }
  }

  private static func curve(_ arguments: Arguments, rate: Double) throws(UsageError) -> RateCurve {
    guard let text = arguments.text("--diurnal") else { return .constant(rate) }
    if let amplitude = Double(text) {
      guard (0...1).contains(amplitude) else {
        throw UsageError(description: "--diurnal: '\(text)' is not an amplitude from 0 to 1")
      }
      return .daily(mean: rate, amplitude: amplitude)
    }
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    let factors = parts.compactMap { Double($0) }.filter { $0 == 0 || (0.001...1000).contains($0) }
    guard factors.count == parts.count, factors.count <= 1440, factors.contains(where: { $0 > 0 }) else {
      throw UsageError(
        description: "--diurnal: '\(text)' is neither an amplitude from 0 to 1 nor a list of factors, "
          + "each 0 or from 0.001 to 1000")
    }
    return .daily(mean: rate, factors: factors)
  }
}
