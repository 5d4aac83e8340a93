internal import ProviderAdapters
internal import RoutingCore

/// The messages of a request without the directives in them, and what those ask for (R-1401 to R-1411).
struct DirectedMessages {
  /// The messages to be sent.
  let messages: [ChatMessage]
  /// What users asked for in their texts.
  let directive: Directive
  /// What was ignored of it.
  let warnings: [DirectiveWarning]

  /// Takes the directives out; each text of a message of parts is read by itself.
  ///
  /// - Throws: `DirectiveError`.
  /// - Complexity: O(n) in the length of the texts.
  init(_ messages: [ChatMessage]) throws(DirectiveError) {
    let texts = messages.flatMap(DirectedMessages.texts)
    let reading = try DirectiveParser.read(texts) { text in (try? JSONValue(parsing: Array(text.utf8))) != nil }
    directive = reading.directive
    warnings = reading.warnings
    var rest = reading.texts[...]
    self.messages = messages.map { message in
      var message = message
      message.content = DirectedMessages.content(message.content, taking: &rest)
      return message
    }
  }

  private static func texts(of message: ChatMessage) -> [DirectiveMessage] {
    let isUser = message.role == .user
    return switch message.content {
    case .none: [DirectiveMessage(isUser: isUser, text: nil)]
    case .text(let text): [DirectiveMessage(isUser: isUser, text: text)]
    case .parts(let parts): parts.map { DirectiveMessage(isUser: isUser, text: text(of: $0)) }
    }
  }

  private static func text(of part: JSONValue) -> String? {
    part["type"]?.string == "text" ? part["text"]?.string : nil
  }

  private static func content(_ content: ChatContent, taking rest: inout ArraySlice<String?>) -> ChatContent {
    switch content {
    case .none:
      _ = rest.popFirst()
      return content
    case .text(let text): return .text((rest.popFirst() ?? nil) ?? text)
    case .parts(let parts):
      return .parts(
        parts.map { part in
          guard let stripped = rest.popFirst() ?? nil, let text = text(of: part), stripped != text else { return part }
          return part.changing("text") { _ in JSONValue(stripped) }
        })
    }
  }
}
