internal import RoutingCore

/// A conversation as Anthropic's messages have it: a system text aside, and two sides that take turns (H-146).
struct AnthropicConversation {
  /// What the operator said, wherever in the conversation.
  let system: String
  /// The turns; no two that follow each other are of the same side.
  let messages: [JSONValue]

  init(_ conversation: [ChatMessage], toolNames: ToolNameMap) {
    var system: [String] = []
    var turns: [(role: String, blocks: [JSONValue])] = []
    for message in conversation {
      let blocks: [JSONValue]
      switch message.role {
      case .system, .developer:
        system.append(message.text)
        continue
      case .user: blocks = AnthropicConversation.blocks(message.content)
      case .assistant:
        blocks =
          AnthropicConversation.blocks(message.content)
          + message.toolCalls.map { AnthropicConversation.toolUse(toolNames.modelFacing($0)) }
      case .tool: blocks = [AnthropicConversation.toolResult(message)]
      }
      let role = message.role == .assistant ? "assistant" : "user"
      // The API refuses a turn that says nothing.
      guard !blocks.isEmpty else { continue }
      if let last = turns.indices.last, turns[last].role == role {
        turns[last].blocks += blocks
      } else {
        turns.append((role, blocks))
      }
    }
    self.system = system.filter { !$0.isEmpty }.joined(separator: "\n")
    messages = turns.map { turn in
      JSONValue(object: ["role": JSONValue(turn.role), "content": JSONValue(turn.blocks)])
    }
  }

  private static func blocks(_ content: ChatContent) -> [JSONValue] {
    switch content {
    case .none: []
    case .text(let text): text.isEmpty ? [] : [AnthropicBlock.text(text)]
    case .parts(let parts): parts.compactMap(AnthropicBlock.block)
    }
  }

  /// A call that the model made earlier; its arguments, which OpenAI keeps as text, become an object again.
  private static func toolUse(_ call: JSONValue) -> JSONValue {
    let function = call["function"]
    return JSONValue(object: [
      "type": "tool_use", "id": JSONValue(AnthropicBlock.toolID(call["id"]?.string ?? "")),
      "name": function?["name"] ?? "", "input": input(function?["arguments"]),
    ])
  }

  private static func input(_ arguments: JSONValue?) -> JSONValue {
    let nothing = JSONValue(.object([]))
    guard let arguments else { return nothing }
    if arguments.members != nil { return arguments }
    guard let text = arguments.string, !TextBytes.trimmed(text).isEmpty else { return nothing }
    if let object = try? JSONValue(parsing: Array(text.utf8)), object.members != nil { return object }
    // Whatever a model once wrote there, the API takes nothing but an object.
    return JSONValue(object: ["arguments": JSONValue(text)])
  }

  /// What a tool answered.
  private static func toolResult(_ message: ChatMessage) -> JSONValue {
    let content: JSONValue
    switch message.content {
    case .none: content = ""
    case .text(let text): content = JSONValue(text)
    case .parts: content = JSONValue(blocks(message.content))
    }
    return JSONValue(object: [
      "type": "tool_result", "tool_use_id": JSONValue(AnthropicBlock.toolID(message.toolCallID ?? "")),
      "content": content,
    ])
  }
}
