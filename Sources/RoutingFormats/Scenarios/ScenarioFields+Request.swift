import RoutingCore

extension RoutingRequest {
  /// Reads a request of a scenario.
  init(_ field: JSONField) throws(FormatError) {
    var requires: CapabilitySet = []
    for entry in try field.optional("requires")?.elements() ?? [] {
      guard let capability = Capability(name: try entry.string()) else { throw entry.error("unknown capability") }
      requires.formUnion(CapabilitySet([capability]))
    }
    let hint = ModelReference(
      try field.optional("model_hint")?.string() ?? "", isStrict: try field.optional("strict_model")?.bool() ?? false)
    self.init(
      id: try field.optional("id")?.string() ?? "", apiKey: try field.optional("api_key")?.string(),
      kind: try field.optional("kind")?.kind() ?? .chat,
      inputTokens: try field.optional("input_tokens")?.tokens() ?? .zero,
      cachedInputTokens: try field.optional("cached_input_tokens")?.tokens() ?? .zero,
      outputTokens: try field.optional("output_tokens")?.tokens() ?? TokenEstimator.defaultOutput,
      units: try field.optional("units")?.count() ?? 1,
      resolution: try field.optional("resolution")
        .map { (name) throws(FormatError) in MediaResolution(try name.string()) },
      isBatch: try field.optional("batch")?.bool() ?? false, isStreaming: try field.optional("stream")?.bool() ?? false,
      requires: requires, parameters: try field.optional("parameters")?.parameters() ?? [],
      hint: hint.text.isEmpty ? nil : hint, affinity: try AffinityKey(field))
  }
}

extension AffinityKey {
  /// Reads `session`, or the first blocks of `prefix_blocks`.
  fileprivate init?(_ field: JSONField) throws(FormatError) {
    if let session = try field.optional("session") {
      self.init(session: try session.string())
      return
    }
    guard let list = try field.optional("prefix_blocks") else { return nil }
    let blocks = try list.elements().map { (block) throws(FormatError) in try block.int() }
    self.init(prefixBlocks: blocks, depth: AffinityKey.prefixDepth)
  }

  /// How many blocks of a prompt make its key.
  private static let prefixDepth = 4
}

extension ReadMessages {
  /// Reads `messages` of a request, each with a role and a text.
  init?(_ field: JSONField) throws(FormatError) {
    guard let list = try field.optional("messages") else { return nil }
    var messages: [DirectiveMessage] = []
    for message in try list.elements() {
      messages.append(
        DirectiveMessage(
          isUser: try message.required("role").string() == "user", text: try message.optional("content")?.string()))
    }
    do throws(DirectiveError) {
      self.init(
        reading: try DirectiveParser.read(messages) { text in (try? JSONValue(parsing: Array(text.utf8))) != nil })
    } catch {
      throw list.error("\(error)")
    }
  }
}

/// The messages of a scenario, directives taken out and told apart.
struct ReadMessages {
  let reading: DirectiveReading

  /// The length of what is left, in bytes.
  var textBytes: Int { reading.texts.reduce(0) { $0 + ($1?.utf8.count ?? 0) } }
}
