extension CallPayload {
  /// The payload as JSON, in the names of the OpenAI format.
  var state: JSONValue {
    JSONValue.state([
      "messages": JSONValue(.array(messages.map(\.state))), "parameters": JSONValue(.object(parameters)),
    ])
  }

  init(state reader: StateReader) throws(InvalidOrchestrationState) {
    var messages: [ChatMessage] = []
    for message in try reader.objects("messages") { messages.append(try ChatMessage(state: message)) }
    self.init(messages: messages, parameters: try reader.optional("parameters") { $0.members } ?? [])
  }
}

extension ChatMessage {
  fileprivate var state: JSONValue {
    let content: JSONValue? =
      switch content {
      case .none: nil
      case .text(let text): JSONValue(.string(text))
      case .parts(let parts): JSONValue(.array(parts))
      }
    return JSONValue.state([
      "role": .text(role.name), "content": content,
      "tool_calls": toolCalls.isEmpty ? nil : JSONValue(.array(toolCalls)), "tool_call_id": .text(toolCallID),
      "name": .text(name),
    ])
  }

  fileprivate init(state reader: StateReader) throws(InvalidOrchestrationState) {
    let content = try reader.optional("content") { value in
      value.string.map { ChatContent.text($0) } ?? value.elements.map { ChatContent.parts($0) }
    }
    self.init(
      role: try reader.required("role") { $0.string.flatMap { ChatRole(name: $0) } }, content: content ?? .none,
      toolCalls: try reader.optional("tool_calls") { $0.elements } ?? [],
      toolCallID: try reader.optional("tool_call_id") { $0.string }, name: try reader.optional("name") { $0.string })
  }
}
