internal import Routing
internal import RoutingCore

/// Writes requests as OpenAI's API takes them.
struct OpenAIRequest {
  let call: ProviderCall
  let endpoint: OpenAIEndpoint
  let dialect: Dialect

  /// What a host understands.
  enum Dialect {
    /// All of OpenAI's own words.
    case openAI
    /// Only those that other vendors took over: there the role `developer` is `system`.
    case imitation
  }

  /// How the answer is to arrive.
  enum Delivery {
    case whole
    case streamed
  }

  /// The body: model and messages, then the parameters, none of which replaces what the router writes.
  func body(_ delivery: Delivery) -> JSONValue {
    var body = JSONMembers()
    body["model"] = JSONValue(call.model.upstreamName)
    if endpoint == .chatCompletions { body["messages"] = JSONValue(call.payload.messages.map(message)) }
    var taken = Set(CallPayload.reserved)
    body.append(
      contentsOf: parameters.filter { taken.insert($0.name).inserted }.map {
        JSONValue.Member(name: $0.name, value: value(of: $0))
      })
    // Asking for the options of a stream without a stream is an error.
    var options = JSONMembers(of: body["stream_options"])
    body["stream_options"] = nil
    if case .streamed = delivery {
      options["include_usage"] = true
      body["stream"] = true
      body["stream_options"] = options.value
    }
    return body.value
  }

  /// The parameters, with DashScope's way to ask for a picture, `input` and `parameters`, put as OpenAI has it (H-150).
  private var parameters: [JSONValue.Member] {
    let all = call.payload.parameters
    guard endpoint == .imageGenerations, let input = call.payload[parameter: "input"], input.members != nil else {
      return all
    }
    let texts = (input["messages"]?.elements ?? []).flatMap { message in
      message["content"]?.string.map { [$0] } ?? (message["content"]?.elements ?? []).compactMap { $0["text"]?.string }
    }
    let prompt = input["prompt"]?.string ?? texts.joined(separator: "\n")
    return [JSONValue.Member(name: "prompt", value: JSONValue(prompt))]
      + (call.payload[parameter: "parameters"]?.members ?? [])
      + all.filter { !["input", "parameters"].contains($0.name) }
  }

  private func value(of parameter: JSONValue.Member) -> JSONValue {
    switch endpoint {
    case .chatCompletions: call.model.toolNames.modelFacing(parameter.value, called: parameter.name)
    case .imageGenerations where parameter.name == "size":
      parameter.value.string.map { JSONValue(SizeText.openAI($0)) } ?? parameter.value
    case .imageGenerations, .embeddings: parameter.value
    }
  }

  /// One message, its parts and its links to tools as the client wrote them.
  private func message(_ message: ChatMessage) -> JSONValue {
    var members = JSONMembers()
    members["role"] = JSONValue(role(of: message).name)
    switch message.content {
    case .none: members["content"] = .null
    case .text(let text): members["content"] = JSONValue(text)
    case .parts(let parts): members["content"] = JSONValue(parts)
    }
    if let name = message.name { members["name"] = JSONValue(name) }
    if !message.toolCalls.isEmpty {
      members["tool_calls"] = JSONValue(message.toolCalls.map { call.model.toolNames.modelFacing($0) })
    }
    if let id = message.toolCallID { members["tool_call_id"] = JSONValue(id) }
    return members.value
  }

  private func role(of message: ChatMessage) -> ChatRole {
    switch (dialect, message.role) {
    case (.imitation, .developer): .system
    case (_, let role): role
    }
  }
}
