internal import Routing
internal import RoutingCore

/// Reads a whole answer of Anthropic's as OpenAI would have written it (H-145).
struct AnthropicReply {
  let call: ProviderCall
  /// The time of the answer, which Anthropic does not tell.
  let created: Int
  let failures: FailureReader

  /// The answer.
  ///
  /// - Throws: `ProviderFailure.unreadable` where it has not the shape of an answer.
  func read(_ bytes: [UInt8]) throws(ProviderFailure) -> ProviderReply {
    let json = try failures.answer(in: bytes)
    guard let blocks = json["content"]?.elements else { throw .unreadable(message: "the answer has no content") }
    let message = self.message(blocks)
    var usage = AnthropicUsage()
    usage.update(json["usage"])
    var body = JSONMembers()
    body["id"] = JSONValue(AnthropicReply.id(json["id"], for: call))
    body["object"] = "chat.completion"
    body["created"] = JSONValue(created)
    body["model"] = JSONValue(call.model.name)
    body["choices"] = JSONValue([
      JSONValue(object: ["index": 0, "message": message, "finish_reason": finishReason(json, message)])
    ])
    body["usage"] = usage.openAI
    return ProviderReply(body: body.value, usage: usage.tokenUsage)
  }

  private func message(_ blocks: [JSONValue]) -> JSONValue {
    func joined(_ type: String, _ member: String) -> String {
      blocks.compactMap { $0["type"]?.string == type ? $0[member]?.string : nil }.joined()
    }
    let text = joined("text", "text")
    let thoughts = joined("thinking", "thinking")
    let calls = blocks.filter { $0["type"]?.string == "tool_use" }.map { block in
      call.model.toolNames.clientFacing(
        AnthropicReply.toolCall(
          id: block["id"], name: block["name"], arguments: (block["input"] ?? JSONValue(.object([]))).text))
    }
    var message = JSONMembers()
    message["role"] = "assistant"
    message["content"] = text.isEmpty && !calls.isEmpty ? .null : JSONValue(text)
    if !thoughts.isEmpty { message["reasoning_content"] = JSONValue(thoughts) }
    if !calls.isEmpty { message["tool_calls"] = JSONValue(calls) }
    return message.value
  }

  private func finishReason(_ json: JSONValue, _ message: JSONValue) -> JSONValue {
    let given = AnthropicReply.finishReason(json["stop_reason"])
    return JSONValue((given ?? (message["tool_calls"] == nil ? .stop : .toolCalls)).rawValue)
  }

  /// Why the answer ended, or nil where it has not (H-127).
  static func finishReason(_ reason: JSONValue?) -> FinishReason? {
    switch reason?.string {
    case nil: nil
    case "max_tokens", "model_context_window_exceeded": .length
    case "tool_use": .toolCalls
    case "refusal": .contentFilter
    // Among them `end_turn` and `stop_sequence`.
    default: .stop
    }
  }

  /// An OpenAI call; only its id's prefix is the provider's own (H-145).
  static func toolCall(id: JSONValue?, name: JSONValue?, arguments: String) -> JSONValue {
    let text = id?.string ?? ""
    let prefix = ["toolu_", "tooluse_"].first { text.hasPrefix($0) }
    return JSONValue(object: [
      "id": JSONValue(prefix.map { "call_" + text.dropFirst($0.count) } ?? text), "type": "function",
      "function": JSONValue(object: [
        "name": name?.string.map { JSONValue($0) } ?? "", "arguments": JSONValue(arguments),
      ]),
    ])
  }

  /// The id of an answer, made from Anthropic's own.
  static func id(_ id: JSONValue?, for call: ProviderCall) -> String {
    guard let text = id?.string, !text.isEmpty else { return ChatChunk.defaultID(for: call) }
    return "chatcmpl-" + (text.hasPrefix("msg_") ? text.dropFirst(4) : text[...])
  }
}
