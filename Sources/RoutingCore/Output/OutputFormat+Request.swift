extension OutputFormat {
  /// What models are told, so that there is little left to shape; nil where the type is neither JSON nor XML (R-1506).
  public var instruction: String? {
    switch type {
    case .json:
      "Answer with a single JSON value and nothing else: no explanation before or after it and no code fence."
        + (schema.map { " The value must conform to this JSON Schema:\n\($0.text)" } ?? "")
    case .xml:
      "Answer with a single well-formed XML document and nothing else: no explanation before or after it and no code "
        + "fence."
    case .text, .markdown, nil: nil
    }
  }

  /// A request that asks for this format: with the instruction, and with the limit where the client set none (R-1506,
  /// R-1507).
  ///
  /// This is all there is to do for a stream, whose text is never shaped (R-1509). The instruction follows the text of
  /// a leading system or developer message, since there are models that take no second one; where there is no such
  /// message, it becomes one. Doing it twice changes nothing, and a payload without messages gets no instruction.
  ///
  /// - Complexity: O(n) in the number of messages and the length of the first.
  public func applied(to payload: CallPayload) -> CallPayload {
    var payload = payload
    if let instruction, let first = payload.messages.first {
      switch first.role {
      case .system, .developer: payload.messages[0].content = first.content.followed(by: instruction)
      case .user, .assistant, .tool: payload.messages.insert(ChatMessage(.system, instruction), at: 0)
      }
    }
    if let maximumTokens, !payload.limitsTokens { payload.maximumTokens = maximumTokens }
    return payload
  }
}

extension CallPayload {
  /// Whether the client set a limit, be it one that providers will not understand.
  fileprivate var limitsTokens: Bool {
    ["max_tokens", "max_completion_tokens"].contains { self[parameter: $0].map { !$0.isNull } ?? false }
  }
}

extension ChatContent {
  /// This content with a paragraph at its end, unless it ends with that already.
  fileprivate func followed(by paragraph: String) -> ChatContent {
    let said = Array(text.utf8)
    if said.suffix(paragraph.utf8.count).elementsEqual(paragraph.utf8) { return self }
    let ending = said.isEmpty ? paragraph : "\n\n\(paragraph)"
    return switch self {
    case .none: .text(ending)
    case .text(let text): .text(text + ending)
    case .parts(let parts): .parts(parts + [JSONValue(object: ["type": "text", "text": JSONValue(.string(ending))])])
    }
  }
}
