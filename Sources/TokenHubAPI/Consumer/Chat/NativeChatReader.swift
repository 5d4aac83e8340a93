internal import ProviderAdapters
internal import RoutingCore
internal import RoutingFormats

/// Reads the bodies of `/v1/chat` and `/v1/plan` (H-101 to H-116, H-130).
struct NativeChatReader {
  /// The request's id.
  let requestID: String
  /// Headers, key and operator.
  let context: PolicyContext

  /// What both endpoints read alike.
  struct Reading {
    var call: ChatCall
    var directive: Directive
    var effective: EffectivePolicy
    var isStreaming: Bool
  }

  /// Reads a request.
  ///
  /// - Throws: `APIError` naming the field that is wrong.
  func read(_ body: JSONValue) throws(APIError) -> Reading {
    let request = try APIError.reading { () throws(FormatError) in try JSONField(body).optional("request") }
    guard let request else { throw .badRequest("messages required", parameter: "request.messages") }
    let messages = try APIError.reading { () throws(FormatError) in
      try MessageReader.messages(try request.optional("messages"))
    }
    guard !messages.isEmpty else { throw .badRequest("messages required", parameter: "request.messages") }
    let directed = try NativeChatReader.directed(messages)
    let effective = try context.policy(try layer(body), directive: directed.directive)
    let format = try format(body, request: request.value, effective: effective)
    let parameters = try object("parameters", of: request)
    let payload = format.applied(to: CallPayload(messages: directed.messages, parameters: parameters))
    let isStreaming =
      try APIError.reading { () throws(FormatError) in try request.optional("stream")?.bool() } ?? false
    let hint = try APIError.reading { () throws(FormatError) in try request.optional("model_hint")?.string() } ?? ""
    let stated = try statedTokens(request)
    let reference = directed.directive.hint(over: hint.isEmpty ? nil : ModelReference(hint))
    let routing = RoutingRequest(
      id: requestID, kind: .chat, inputTokens: stated ?? payload.estimatedTokens,
      outputTokens: TokenEstimator.output(
        policyEstimate: effective.estimatedOutputTokens, requestLimit: payload.maximumTokens),
      isStreaming: isStreaming, requires: payload.needs, parameters: payload.settings,
      hint: reference.flatMap { $0.text.isEmpty ? nil : $0 })
    var call = ChatCall(payload: payload, routing: routing, policy: effective.policy, format: format)
    call.meta = try object("meta", of: request)
    call.reportsUsage = payload[parameter: "stream_options"]?["include_usage"]?.bool ?? false
    call.warnings = directed.warnings.map(\.description) + NativeChatReader.warnings(of: format)
    return Reading(call: call, directive: directed.directive, effective: effective, isStreaming: isStreaming)
  }

  /// Takes the directives out of messages (R-1406, R-1410).
  static func directed(_ messages: [ChatMessage]) throws(APIError) -> DirectedMessages {
    do throws(DirectiveError) {
      return try DirectedMessages(messages)
    } catch {
      throw .badRequest("\(error)", parameter: "messages")
    }
  }

  /// The keywords of a schema that nothing checks (R-1603).
  static func warnings(of format: OutputFormat) -> [String] {
    guard let ignored = format.schema?.ignoredKeywords, !ignored.isEmpty else { return [] }
    return ["the schema's keywords at \(ignored.joined(separator: ", ")) are not checked"]
  }

  private func layer(_ body: JSONValue) throws(APIError) -> PolicyLayer {
    try APIError.reading { () throws(FormatError) in
      let root = JSONField(body)
      var layer = try PolicyLayer(checking: try root.optional("policy"))
      if try root.optional("capabilities")?.optional("planning")?.bool() ?? false { layer.wantsPlanning = true }
      return layer
    }
  }

  private func statedTokens(_ request: JSONField) throws(APIError) -> TokenCount? {
    try APIError.reading { () throws(FormatError) in
      guard let field = try request.optional("estimated_input_tokens") else { return nil }
      let count = try field.int()
      guard count >= 0 else { throw field.error("must not be negative") }
      return count == 0 ? nil : TokenCount(clamping: count)
    }
  }

  private func object(_ name: String, of request: JSONField) throws(APIError) -> [JSONValue.Member] {
    try APIError.reading { () throws(FormatError) in
      try request.optional(name)?.members().map { JSONValue.Member(name: $0.name, value: $0.field.value) } ?? []
    }
  }

  /// The format of the body, with the schema of the request or of a directive where the format names none.
  private func format(
    _ body: JSONValue, request: JSONValue, effective: EffectivePolicy
  ) throws(APIError) -> OutputFormat {
    var format = OutputFormat()
    do throws(InvalidOutputFormat) {
      if let member = body["output_format"], !member.isNull { format = try OutputFormat(member) }
    } catch {
      throw .badRequest("\(error)", code: "invalid_value", parameter: "output_format")
    }
    guard format.schema == nil else { return format }
    let schema: OutputSchema?
    do throws(InvalidOutputSchema) {
      schema =
        if let text = effective.outputSchema {
          try OutputSchema(parsing: text)
        } else {
          try OutputSchema.requested(by: request["output_schema"])
        }
    } catch {
      throw .badRequest("output_schema: \(error)", code: "invalid_value", parameter: "request.output_schema")
    }
    guard let schema else { return format }
    if let type = format.type, type != .json {
      throw .badRequest(
        "an output schema needs the output type json, not \(type.name)", parameter: "output_format.type")
    }
    return OutputFormat(
      schema: schema, stripsThinking: format.stripsThinking, maximumTokens: format.maximumTokens)
  }
}
