internal import ProviderAdapters
internal import RoutingCore
internal import RoutingFormats

/// Reads the body of `/v1/chat/completions` (H-135 to H-141): what routing needs is checked, everything else goes on as the
/// client wrote it.
struct CompletionReader {
  /// The request's id.
  let requestID: String
  /// Headers, key and operator.
  let context: PolicyContext
  /// How strict the endpoint is.
  let settings: CompletionSettings

  /// Members that are for the router and never for a model (H-141).
  private static let own: Set = ["model", "messages", "stream", "preferences", "policy"]

  /// Reads a request.
  ///
  /// - Throws: `APIError` naming the parameter that is wrong.
  func read(_ body: JSONValue) throws(APIError) -> ChatCall {
    let root = JSONField(body)
    let model = try self.model(root)
    let messages = try self.messages(root)
    let isStreaming = try APIError.reading { () throws(FormatError) in try root.optional("stream")?.bool() } ?? false
    try check(root)
    let directed =
      settings.readsDirectives
      ? try NativeChatReader.directed(messages) : nil
    let effective = try context.policy(
      try CompletionReader.layer(of: body), directive: directed?.directive ?? Directive())
    var parameters = (body.members ?? []).filter { !CompletionReader.own.contains($0.name) }
    if !settings.forwardsUnknown { parameters.removeAll { !CompletionReader.known.contains($0.name) } }
    let payload = CallPayload(messages: directed?.messages ?? messages, parameters: parameters)
    var hint = model.map { ModelReference($0, isStrict: settings.isStrict) }
    hint = directed?.directive.hint(over: hint) ?? hint
    let routing = RoutingRequest(
      id: requestID, kind: .chat, inputTokens: payload.estimatedTokens,
      outputTokens: TokenEstimator.output(
        policyEstimate: effective.estimatedOutputTokens, requestLimit: payload.maximumTokens),
      isStreaming: isStreaming, requires: payload.needs, parameters: payload.settings, hint: hint)
    var call = ChatCall(payload: payload, routing: routing, policy: effective.policy, format: OutputFormat())
    call.reportsUsage = body["stream_options"]?["include_usage"]?.bool ?? false
    call.warnings = directed?.warnings.map(\.description) ?? []
    return call
  }

  private func model(_ root: JSONField) throws(APIError) -> String? {
    let name: String?
    do throws(FormatError) {
      name = try root.optional("model")?.string()
    } catch {
      throw .badRequest("model: \(error.message)", code: "invalid_type", parameter: "model")
    }
    if let name, !ModelReference(name).text.isEmpty { return name }
    guard settings.allowsModelOmission, name == nil else {
      throw .badRequest(
        "you must provide a model parameter", code: "missing_required_parameter", parameter: "model")
    }
    return nil
  }

  private func messages(_ root: JSONField) throws(APIError) -> [ChatMessage] {
    guard let field = try? root.optional("messages") else {
      throw .badRequest(
        "you must provide a messages parameter", code: "missing_required_parameter", parameter: "messages")
    }
    let messages: [ChatMessage]
    do throws(FormatError) {
      messages = try MessageReader.messages(field)
    } catch {
      throw .badRequest(APIError(error).message, code: "invalid_value", parameter: "messages")
    }
    guard !messages.isEmpty else {
      throw .badRequest("messages must hold one message at least", code: "invalid_value", parameter: "messages")
    }
    return messages
  }

  /// What a body says about how to choose, in its members `policy` and `preferences` (H-141).
  ///
  /// - Throws: `APIError` naming the member that is wrong.
  static func layer(of body: JSONValue) throws(APIError) -> PolicyLayer {
    try APIError.reading { () throws(FormatError) in
      let root = JSONField(body)
      var layer = try PolicyLayer(checking: try root.optional("policy"))
      guard let preferences = try root.optional("preferences") else { return layer }
      let wrapped = JSONValue(object: ["preferences": preferences.value])
      let stated = try PolicyLayer(checking: JSONField(wrapped))
      layer.strategy = stated.strategy ?? layer.strategy
      layer.constraints = stated.constraints.narrowed(by: layer.constraints)
      layer.preferences = stated.preferences ?? layer.preferences
      return layer
    }
  }

  /// The parameters of OpenAI's API (H-137 to H-140).
  private static let known: Set = [
    "max_tokens", "max_completion_tokens", "temperature", "top_p", "stream_options", "n", "stop", "presence_penalty",
    "frequency_penalty", "seed", "response_format", "tools", "tool_choice", "parallel_tool_calls", "user", "logprobs",
    "top_logprobs", "logit_bias", "metadata", "store", "reasoning_effort", "verbosity", "modalities", "audio",
    "prediction", "service_tier", "functions", "function_call",
  ]
}

/// How the OpenAI-compatible chat endpoint behaves.
public struct CompletionSettings: Hashable, Sendable {
  /// Whether a request without a model is routed to any (H-135).
  public var allowsModelOmission = false
  /// Whether only what the model parameter names may serve.
  public var isStrict = true
  /// Whether parameters that the gateway does not know go on to the provider (H-140).
  public var forwardsUnknown = true
  /// Whether directives within messages count (R-1411).
  public var readsDirectives = true

  /// Makes the contract's settings.
  public init() {}
}
