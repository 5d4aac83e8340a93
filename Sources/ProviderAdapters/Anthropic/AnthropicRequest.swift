internal import Routing
internal import RoutingCore

/// Writes an OpenAI request as a request for Anthropic's messages (H-146).
struct AnthropicRequest {
  /// The longest answer where the client sets no limit, because the API demands one.
  static let defaultMaximumTokens = 4096

  let call: ProviderCall

  /// The body; parameters that the API does not know are left out.
  func body(_ delivery: OpenAIRequest.Delivery) -> JSONValue {
    let conversation = AnthropicConversation(call.payload.messages, toolNames: call.model.toolNames)
    var body = JSONMembers()
    body["model"] = JSONValue(call.model.upstreamName)
    body["max_tokens"] = JSONValue(call.payload.maximumTokens ?? AnthropicRequest.defaultMaximumTokens)
    if !conversation.system.isEmpty { body["system"] = JSONValue(conversation.system) }
    body["messages"] = JSONValue(conversation.messages)
    // OpenAI's scale goes to 2, this one to 1.
    body["temperature"] = parameter("temperature").map { temperature in
      temperature.number.map { $0 > 1 ? 1 : temperature } ?? temperature
    }
    for name in ["top_p", "top_k", "thinking"] { body[name] = parameter(name) }
    body["stop_sequences"] = stopSequences
    body["tools"] = tools
    body["tool_choice"] = body["tools"].flatMap { _ in toolChoice }
    if let user = parameter("user")?.string { body["metadata"] = JSONValue(object: ["user_id": JSONValue(user)]) }
    if case .streamed = delivery { body["stream"] = true }
    return body.value
  }

  /// A parameter that the client set, where null counts as not set.
  private func parameter(_ name: String) -> JSONValue? {
    call.payload[parameter: name].flatMap { $0.isNull ? nil : $0 }
  }

  /// Texts that end the answer; the API refuses those of nothing but white space.
  private var stopSequences: JSONValue? {
    let stop = parameter("stop") ?? parameter("stop_sequences")
    let texts = (stop?.elements ?? stop.map { [$0] } ?? []).filter { text in
      text.string.map { !TextBytes.trimmed($0).isEmpty } ?? false
    }
    return texts.isEmpty ? nil : JSONValue(texts)
  }

  private var tools: JSONValue? {
    let tools = (parameter("tools")?.elements ?? []).compactMap { tool -> JSONValue? in
      // What has no function is a tool of the API's own, in its own form.
      guard let function = call.model.toolNames.modelFacing(tool)["function"] else { return tool }
      var members = JSONMembers()
      members["name"] = function["name"]
      members["description"] = function["description"].flatMap { $0.isNull ? nil : $0 }
      members["input_schema"] =
        function["parameters"].flatMap { $0.members == nil ? nil : $0 }
        ?? JSONValue(object: ["type": "object", "properties": JSONValue(.object([]))])
      return members.value
    }
    return tools.isEmpty ? nil : JSONValue(tools)
  }

  private var toolChoice: JSONValue? {
    var members = JSONMembers()
    let choice = parameter("tool_choice")
    switch choice?.string {
    case "none":
      members["type"] = "none"
      return members.value
    case "required", "any": members["type"] = "any"
    case "auto": members["type"] = "auto"
    default:
      if let choice, let name = call.model.toolNames.modelFacing(choice)["function"]?["name"] {
        members["type"] = "tool"
        members["name"] = name
      } else if parameter("parallel_tool_calls")?.bool == false {
        members["type"] = "auto"
      } else {
        return nil
      }
    }
    if parameter("parallel_tool_calls")?.bool == false { members["disable_parallel_tool_use"] = true }
    return members.value
  }
}
