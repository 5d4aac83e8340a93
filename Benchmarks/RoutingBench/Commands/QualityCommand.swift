import ReplayReporting
import RoutingCore
import RoutingFormats
import TrafficReplay

/// `quality`: ways of choosing among models whose answers to every item have a known score.
enum QualityCommand {
  static let command = Command(
    name: "quality", summary: "Judges ways of choosing by cost and quality on a table of known scores.",
    usage: "--table FILE --prices FILE [OPTIONS]",
    options: [
      Command.Option(
        name: "--table", value: "FILE", help: "scores of models on items, such as Data/Quality/llmrouter_9models.csv"),
      Command.Option(
        name: "--prices", value: "FILE", help: "prices of models, such as Data/Quality/llmrouter_model_prices.csv"),
      Command.Option(
        name: "--input-tokens", value: "N", help: "input tokens where the table has no length (default 256)"),
      Command.Option(
        name: "--output-tokens", value: "N", help: "output tokens where the table has no length (default 256)"),
      Command.Option(name: "--seed", value: "N", help: "seed of the halves and of random choices (default 1)"),
      Command.Option(
        name: "--json", value: "FILE", help: "also write the report as JSON; '-' writes it to standard output"),
      ReportFiles.option,
    ],
    notes: """
      Tables keep lengths in characters; a token is taken for four of them, rounded up. Half of the items, chosen by a
      hash of their keys, train the mean score of each model on each task; all figures are of the other half. AIQ is
      the mean quality of a curve's non-decreasing convex hull over the costs that the curves share (RouterBench, arXiv
      2403.12031); which corners a hull has is seen on the judged half itself, so it flatters curves of many points a
      little. 'weak to strong' routes by a threshold as RouteLLM does (arXiv 2406.18665). The report follows from the
      files and the seed.
      """,
    run: run)

  /// Public tables take less than a megabyte.
  private static let limit = 1 << 26
  private static let tokens = 0...100_000_000

  private static func run(_ arguments: Arguments) throws -> Int32 {
    let tableFile = try required("--table", arguments)
    let priceFile = try required("--prices", arguments)
    let files = try ReportFiles(arguments, tables: ["figures"])
    let seed = UInt64(try arguments.integer("--seed", in: 0...Int.max, default: 1))
    let pricing = TokenPricing(
      assumedInputTokens: try arguments.integer("--input-tokens", in: tokens, default: 256),
      assumedOutputTokens: try arguments.integer("--output-tokens", in: tokens, default: 256))
    let document = try QualityDocument(parsing: try FileChunks(tableFile).all(limit: limit), file: tableFile)
    let table = try table(document)
    let prices = try ModelPriceDocument(parsing: try FileChunks(priceFile).all(limit: limit), file: priceFile)
    let world = QualityWorld(table, prices: QualityCommand.prices(prices), pricing: pricing)
    guard !world.models.isEmpty else {
      throw FileError(
        path: priceFile, reason: "has a price for none of the \(table.models.count) models of \(tableFile)")
    }
    guard let comparison = QualityComparison(of: world, seed: seed) else {
      throw FileError(
        path: tableFile,
        reason: "\(world.items.count) items with a score of every priced model are too few to train on and to judge on")
    }
    let report = QualityReport(document: document, table: table, world: world, comparison: comparison, seed: seed)
    let jsonPath = arguments.text("--json")
    if jsonPath != "-" { report.lines(file: tableFile, pricing).forEach(Terminal.print) }
    if let jsonPath { try Terminal.write(report.json(), to: jsonPath) }
    if let files {
      let page = QualityPageReport(comparison, report.setup(table: tableFile, pricing))
      try files.write([page.html, page.csv, report.json()])
      if jsonPath != "-" { Terminal.print("\n\(files.summary)") }
    }
    return 0
  }

  private static func required(_ name: String, _ arguments: Arguments) throws(UsageError) -> String {
    guard let text = arguments.text(name) else {
      throw UsageError(description: "quality needs \(name) FILE; try 'routing-bench quality --help'")
    }
    return text
  }

  private static func table(_ document: QualityDocument) throws(QualityTableError) -> QualityTable {
    try QualityTable(
      items: document.items.map {
        QualityTable.Item(key: $0.key, task: $0.task, promptCharacters: $0.promptCharacters)
      },
      models: document.models, scores: document.scores, answerCharacters: document.answerCharacters)
  }

  private static func prices(_ document: ModelPriceDocument) -> [String: TokenPricing.Price] {
    var prices: [String: TokenPricing.Price] = [:]
    for price in document.prices {
      prices[price.model] = TokenPricing.Price(
        inputPerMillionTokens: price.inputPerMillionTokens, outputPerMillionTokens: price.outputPerMillionTokens)
    }
    return prices
  }
}
