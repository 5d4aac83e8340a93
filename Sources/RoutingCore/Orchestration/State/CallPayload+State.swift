extension CallPayload {
  /// The payload as JSON.
  var state: JSONValue {
    JSONValue.state([
      "messages": JSONValue(.array(messages.map(\.state))), "parameters": .document(JSONValue(.object(parameters))),
    ])
  }

  init(state reader: StateReader) throws(InvalidOrchestrationState) {
    var messages: [ChatMessage] = []
    for message in try reader.objects("messages") { messages.append(try ChatMessage(state: message)) }
    self.init(messages: messages, parameters: try reader.document("parameters")?.members ?? [])
  }
}

extension ChatMessage {
  fileprivate var state: JSONValue {
    let (text, parts): (String?, [JSONValue]?) =
      switch content {
      case .none: (nil, nil)
      case .text(let text): (text, nil)
      case .parts(let parts): (nil, parts)
      }
    return JSONValue.state([
      "role": .text(role.name), "text": .text(text),
      "parts": .document(parts.map { JSONValue(.array($0)) }),
      "tool_calls": .document(toolCalls.isEmpty ? nil : JSONValue(.array(toolCalls))),
      "tool_call_id": .text(toolCallID),
      "name": .text(name),
    ])
  }

  fileprivate init(state reader: StateReader) throws(InvalidOrchestrationState) {
    var content = try reader.optional("text") { $0.string.map { ChatContent.text($0) } } ?? .none
    if let parts = try reader.document("parts") {
      guard let elements = parts.elements else { throw reader.malformed("parts") }
      content = .parts(elements)
    }
    self.init(
      role: try reader.required("role") { $0.string.flatMap { ChatRole(name: $0) } }, content: content,
      toolCalls: try reader.document("tool_calls")?.elements ?? [],
      toolCallID: try reader.optional("tool_call_id") { $0.string }, name: try reader.optional("name") { $0.string })
  }
}
