import RoutingCore
import RoutingFormats

/// `explain`: one decision told to a person.
enum ExplainCommand {
  static let command = Command(
    name: "explain", summary: "Tells a person why a model is chosen, and what became of every other.",
    usage: "[--scenarios FILE [--id ID]] [OPTIONS]",
    options: [
      Command.Option(
        name: "--scenarios", value: "FILE", help: "explain a scenario of this file; '-' reads standard input"),
      Command.Option(name: "--id", value: "ID", help: "the scenario to explain (default: the first)"),
      Command.Option(name: "--input-tokens", value: "N", help: "length of the prompt (default 1000)"),
      Command.Option(name: "--output-tokens", value: "N", help: "length of the answer (default 512)"),
      Command.Option(name: "--units", value: "N", help: "images, or seconds of video (default 1)"),
      Command.Option(name: "--kind", value: "KIND", help: "chat (default), embedding, image, video or agent"),
      Command.Option(
        name: "--require", value: "LIST",
        help: "tools, vision, json_schema, reasoning, prompt_caching, audio_input, document_input"),
      Command.Option(name: "--stream", value: nil, help: "the answer is to be streamed"),
      Command.Option(name: "--hint", value: "ID", help: "the model the caller would like"),
      Command.Option(name: "--top", value: "N", help: "models and exclusions to list (default 15, 0 for all)"),
      RegistrySource.option,
    ] + PolicyOptions.all,
    notes: "Without --scenarios, the request and policy of the other options are decided over the catalogue.",
    run: run)

  private static func run(_ arguments: Arguments) throws -> Int32 {
    let top = try arguments.integer("--top", in: 0...Int.max, default: 15)
    if let path = arguments.text("--scenarios") {
      let scenario = try scenario(arguments.text("--id"), in: path)
      ExplanationText.lines(scenario.explanation(), scenario.request, scenario.policy, top: top).forEach(Terminal.print)
      return 0
    }
    let policy = try PolicyOptions.policy(arguments)
    let request = try request(arguments)
    let source = try RegistrySource(arguments)
    Terminal.print(source.summary)
    let engine = RoutingEngine(registry: source.catalogue.registry)
    var generator = SeededGenerator(seed: 0)
    let explanation = engine.explain(
      request, policy: policy, health: HealthSnapshot(of: engine.registry), using: &generator)
    ExplanationText.lines(explanation, request, policy, top: top).forEach(Terminal.print)
    return 0
  }

  private static func request(_ arguments: Arguments) throws(UsageError) -> RoutingRequest {
    let tokens = 0...TokenCount.maximum.value
    return RoutingRequest(
      kind: try arguments.choice("--kind", of: ModelKind.allCases, called: \.name) ?? .chat,
      inputTokens: TokenCount(clamping: try arguments.integer("--input-tokens", in: tokens, default: 1000)),
      outputTokens: TokenCount(clamping: try arguments.integer("--output-tokens", in: tokens, default: 512)),
      units: try arguments.integer("--units", in: 0...Int.max, default: 1), isStreaming: arguments.has("--stream"),
      requires: CapabilitySet(try arguments.choices("--require", of: Capability.allCases, called: \.name)),
      hint: arguments.text("--hint").map { ModelID($0) })
  }

  private static func scenario(_ id: String?, in path: String) throws -> RoutingScenario {
    let chunks = try FileChunks(path)
    var lines = LineReader(maximumLineLength: 1 << 26) { () throws(FileError) in try chunks.next() }
    while let line = try lines.next() {
      guard case .text(let bytes, let number) = line, !bytes.isEmpty else { continue }
      do throws(FormatError) {
        let scenario = try RoutingScenario(parsing: bytes, line: number)
        if id == nil || scenario.id == id { return scenario }
      } catch {
        // A malformed line is only in the way when it may be the one that was asked for.
        guard id != nil else {
          var located = error
          located.file = chunks.name
          throw located
        }
      }
    }
    throw FileError(path: chunks.name, reason: id.map { "has no readable scenario '\($0)'" } ?? "has no scenario")
  }
}
