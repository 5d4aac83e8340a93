import RoutingCore
import RoutingFormats
import TrafficReplay

/// `providers`: how fast and how reliable hosts were when they were measured, as a simulation takes it.
enum ProvidersCommand {
  static let command = Command(
    name: "providers", summary: "Fits simulated providers to measured latencies and outages.", usage: "[OPTIONS]",
    options: [
      Command.Option(
        name: "--llmperf", value: "FILE", help: "requests of the LLMPerf leaderboard (default \(Defaults.llmPerf))"),
      Command.Option(
        name: "--thefastest", value: "FILE", help: "measurements of thefastest.ai (default \(Defaults.theFastest))"),
      Command.Option(
        name: "--outages", value: "FILE", help: "summary of status pages (default \(Defaults.outages))"),
      Command.Option(
        name: "--world", value: "FILE", help: "fit nothing; check this world document and show what it says"),
      Command.Option(
        name: "--out", value: "FILE", help: "also write the world as a document; '-' writes it to standard output"),
      Command.Option(
        name: "--json", value: "FILE", help: "also write the fit as JSON; '-' writes it to standard output"),
    ],
    notes: """
      Times are log-normal by their median and the width of their deciles, which single requests that hung do not move.
      KS is the greatest distance of the values from the fitted distribution; 'shape' says that it is more than chance
      explains at 5 %, 'few' that there are fewer than 30 values. Answers that came in one piece have no token interval.
      Requests turned away with status 429 are counted apart, and are no failures. thefastest.ai keeps the fastest of
      three, so its table tells medians only. A host's median gives each model of each table one voice. Outages are
      those that status pages mark day by day; reported incidents take more time than the APIs were down.
      """,
    run: run)

  /// Where the shipped tables are, from the folder of the package.
  private enum Defaults {
    static let llmPerf = "Data/Latency/llmperf_2023-12-19_requests.csv"
    static let theFastest = "Data/Latency/thefastest_2024-05-03.csv"
    static let outages = "Data/Latency/outage_summary.json"
  }

  /// Public summaries and worlds of thousands of providers take less.
  private static let limit = 1 << 26

  private static func run(_ arguments: Arguments) throws -> Int32 {
    let (out, json) = (arguments.text("--out"), arguments.text("--json"))
    guard out != "-" || json != "-" else {
      throw UsageError(description: "--out and --json cannot both write to standard output")
    }
    if let file = arguments.text("--world") { return try show(world: file, arguments, out: out) }
    let (tables, malformed) = try tables(arguments)
    let outagesFile = arguments.text("--outages") ?? Defaults.outages
    let summary = try OutageSummaryDocument(
      parsing: try open(outagesFile, option: "--outages").all(limit: limit), file: outagesFile)
    let files = sources(arguments).map(\.file) + [outagesFile]
    let report = ProvidersReport(tables: tables, summary: summary, files: files)
    if out != "-", json != "-" { report.lines.forEach(Terminal.print) }
    if let json { try Terminal.write(report.json, to: json) }
    if let out {
      guard let world = report.world else {
        throw FileError(path: out, reason: "is not written: the tables say too little of hosts in general")
      }
      try Terminal.write(ProviderWorldDocument(world).json, to: out)
    }
    return malformed ? 1 : 0
  }

  private static func show(world file: String, _ arguments: Arguments, out: String?) throws -> Int32 {
    for name in ["--llmperf", "--thefastest", "--outages", "--json"] where arguments.has(name) {
      throw UsageError(description: "\(name) cannot be given with --world, which fits nothing")
    }
    let document = try ProviderWorldDocument(parsing: try FileChunks(file).all(limit: limit), file: file)
    let world = try ProviderWorld(document, file: file)
    if out != "-" { WorldText(world: world, file: file).lines.forEach(Terminal.print) }
    if let out { try Terminal.write(ProviderWorldDocument(world).json, to: out) }
    return 0
  }

  /// A file with a table.
  private struct Source {
    let option: String
    let file: String
    let format: LatencyFormat
    let selection: LatencyTable.Selection
  }

  private static func sources(_ arguments: Arguments) -> [Source] {
    [
      Source(
        option: "--llmperf", file: arguments.text("--llmperf") ?? Defaults.llmPerf, format: .llmPerf,
        selection: .every),
      Source(
        option: "--thefastest", file: arguments.text("--thefastest") ?? Defaults.theFastest, format: .theFastest,
        selection: .bestOfSeveral),
    ]
  }

  private static func tables(_ arguments: Arguments) throws -> (tables: [LatencyTable], malformed: Bool) {
    var tables: [LatencyTable] = []
    var malformed = false
    for source in sources(arguments) {
      let chunks = try open(source.file, option: source.option)
      var reader = LatencyReader(format: source.format, file: source.file) { () throws(FileError) in
        try chunks.next()
      }
      var skipped = SkippedRows()
      var samples: [LatencySample] = []
      while let row = try reader.next() {
        switch row {
        case .success(let row): samples.append(LatencySample(row))
        case .failure(let error): skipped.add(error)
        }
      }
      skipped.complain(about: source.file)
      guard !samples.isEmpty else { throw FileError(path: source.file, reason: "has no request that can be read") }
      malformed = malformed || skipped.count > 0
      tables.append(LatencyTable(name: source.format.rawValue, selection: source.selection, samples: samples))
    }
    return (tables, malformed)
  }

  /// Opens a file, and says how to name another one.
  private static func open(_ file: String, option: String) throws(FileError) -> FileChunks {
    do throws(FileError) {
      return try FileChunks(file)
    } catch {
      throw FileError(path: error.path, reason: "\(error.reason); give another file by \(option) FILE")
    }
  }
}

extension LatencySample {
  /// The sample that a row of a table is.
  fileprivate init(_ row: LatencyRow) {
    let outcome: Outcome =
      switch row.outcome {
      case .answered: .answered
      case .answeredShort: .answeredShort
      case .rateLimited: .rateLimited
      case .failed: .failed
      }
    self.init(
      host: row.host, model: row.model, outcome: outcome, firstToken: row.firstToken?.value,
      tokenInterval: row.tokenInterval?.value)
  }
}
