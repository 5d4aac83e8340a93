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
      Command.Option(name: "--cached-tokens", value: "N", help: "part of the prompt that is cached (default 0)"),
      Command.Option(name: "--output-tokens", value: "N", help: "length of the answer (default 512)"),
      Command.Option(name: "--units", value: "N", help: "images, or seconds of video (default 1)"),
      Command.Option(name: "--resolution", value: "NAME", help: "such as 720p; for images and video"),
      Command.Option(name: "--batch", value: nil, help: "the answer may come hours later"),
      Command.Option(name: "--kind", value: "KIND", help: "chat (default), embedding, image, video or agent"),
      Command.Option(
        name: "--require", value: "LIST",
        help: "tools, vision, json_schema, reasoning, prompt_caching, audio_input, document_input"),
      Command.Option(name: "--stream", value: nil, help: "the answer is to be streamed"),
      Command.Option(
        name: "--hint", value: "NAME", help: "the model the caller names: id, alias, plan, name or provider/name"),
      Command.Option(name: "--strict", value: nil, help: "nothing but what the hint names may serve"),
      Command.Option(name: "--request-id", value: "ID", help: "what draws and aliases follow from"),
      Command.Option(
        name: "--favour", value: "ID", help: "tell what single changes would let this model win, or serve at all"),
      Command.Option(name: "--top", value: "N", help: "models and exclusions to list (default 15, 0 for all)"),
      RegistrySource.option,
    ] + PolicyOptions.all,
    notes: "Without --scenarios, the request and policy of the other options are decided over the catalogue.",
    run: run)

  private static func run(_ arguments: Arguments) throws -> Int32 {
    let top = try arguments.integer("--top", in: 0...Int.max, default: 15)
    let favoured = arguments.text("--favour").map { ModelID($0) }
    if let path = arguments.text("--scenarios") {
      let scenario = try scenario(arguments.text("--id"), in: path)
      ExplanationText.lines(scenario.explanation(), scenario.request, top: top).forEach(Terminal.print)
      scenario.warnings.forEach { Terminal.complain("\($0)") }
      if let favoured {
        let changes = scenario.smallestChanges(inFavourOf: favoured)
        ChangeText.lines(changes, favoured, isKnown: scenario.registry.handle(ofModel: favoured) != nil)
          .forEach(Terminal.print)
      }
      return 0
    }
    let policy = try PolicyOptions.policy(arguments)
    let request = try request(arguments)
    let source = try RegistrySource(arguments)
    Terminal.print(source.summary)
    let engine = source.engine
    let health = HealthSnapshot(of: engine.registry)
    let explanation = engine.explain(request, policy: policy, health: health)
    ExplanationText.lines(explanation, request, top: top).forEach(Terminal.print)
    if let favoured {
      let changes = engine.smallestChanges(inFavourOf: favoured, request, policy: policy, health: health)
      ChangeText.lines(changes, favoured, isKnown: engine.registry.handle(ofModel: favoured) != nil)
        .forEach(Terminal.print)
    }
    return 0
  }

  private static func request(_ arguments: Arguments) throws(UsageError) -> RoutingRequest {
    let tokens = 0...TokenCount.maximum.value
    return RoutingRequest(
      id: arguments.text("--request-id") ?? "",
      kind: try arguments.choice("--kind", of: ModelKind.allCases, called: \.name) ?? .chat,
      inputTokens: TokenCount(clamping: try arguments.integer("--input-tokens", in: tokens, default: 1000)),
      cachedInputTokens: TokenCount(clamping: try arguments.integer("--cached-tokens", in: tokens, default: 0)),
      outputTokens: TokenCount(clamping: try arguments.integer("--output-tokens", in: tokens, default: 512)),
      units: try arguments.integer("--units", in: 0...Int.max, default: 1),
      resolution: arguments.text("--resolution").map { MediaResolution($0) }, isBatch: arguments.has("--batch"),
      isStreaming: arguments.has("--stream"),
      requires: CapabilitySet(try arguments.choices("--require", of: Capability.allCases, called: \.name)),
      hint: arguments.text("--hint").map { ModelReference($0, isStrict: arguments.has("--strict")) })
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
