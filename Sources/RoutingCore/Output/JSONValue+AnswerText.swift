extension JSONValue {
  /// This answer with another text and the rest of its envelope unchanged (R-1508).
  ///
  /// The text replaces the content of the first OpenAI choice, or the first Anthropic text block, and then later text
  /// blocks are dropped. An empty text leaves a message without content, such as one that calls tools, as it is; an
  /// answer in neither form has no place for a text and is returned unchanged.
  ///
  /// - Complexity: O(n) in the size of the answer.
  public func replacingAnswerText(with text: String) -> JSONValue {
    if let message = firstChoiceMessage {
      if text.isEmpty, message.content == .none { return self }
      return replacingMember("choices") { choices in
        choices.replacingFirstElement { choice in
          choice.replacingMember("message") { $0.replacingMember("content") { _ in JSONValue(.string(text)) } }
        }
      }
    }
    guard let blocks = self["content"]?.elements else { return self }
    return replacingMember("content") { JSONValue(.array(JSONValue.blocks(blocks, saying: text)), line: $0.line) }
  }

  /// The message of the first OpenAI choice, with its content.
  var firstChoiceMessage: (value: JSONValue, content: ChatContent)? {
    guard let message = self["choices"]?[0]?["message"], message.members != nil else { return nil }
    return switch message["content"]?.content {
    case .string(let text): (message, .text(text))
    case .array(let parts): (message, .parts(parts))
    case nil, .null, .bool, .integer, .number, .object: (message, .none)
    }
  }

  private static func blocks(_ blocks: [JSONValue], saying text: String) -> [JSONValue] {
    var changed: [JSONValue] = []
    var isSaid = false
    for block in blocks {
      if block["type"]?.string != "text" {
        changed.append(block)
      } else if !isSaid {
        isSaid = true
        changed.append(block.replacingMember("text") { _ in JSONValue(.string(text)) })
      }
    }
    if !isSaid, !text.isEmpty {
      changed.append(JSONValue(object: ["type": "text", "text": JSONValue(.string(text))]))
    }
    return changed
  }

  /// This object with a member changed in its place, or put at the end where it was missing.
  private func replacingMember(_ name: String, with change: (JSONValue) -> JSONValue) -> JSONValue {
    guard var members else { return self }
    if let place = members.firstIndex(where: { $0.name == name }) {
      members[place] = Member(name: name, value: change(members[place].value))
    } else {
      members.append(Member(name: name, value: change(.null)))
    }
    return JSONValue(.object(members), line: line)
  }

  private func replacingFirstElement(with change: (JSONValue) -> JSONValue) -> JSONValue {
    guard var elements, let first = elements.first else { return self }
    elements[0] = change(first)
    return JSONValue(.array(elements), line: line)
  }
}
