import RoutingCore

/// Reads directives the way these tests write them down.
enum DirectiveReader {
  /// Reads user messages.
  static func read(_ texts: String...) throws -> DirectiveReading {
    try read(messages: texts.map { DirectiveMessage(isUser: true, text: $0) })
  }

  static func read(messages: [DirectiveMessage]) throws -> DirectiveReading {
    try DirectiveParser.read(messages, isJSON: looksLikeJSON)
  }

  /// Stands in for a reader of JSON: objects without anything between them, numbers, and one string.
  static func looksLikeJSON(_ text: Substring) -> Bool {
    Int(text) != nil || text == "\"s\"" || (text.first == "{" && text.last == "}")
  }

  /// What becomes of a text whose directive asks for nothing that matters.
  static func stripped(_ text: String) throws -> [UInt8]? {
    try read(messages: [DirectiveMessage(isUser: true, text: text), DirectiveMessage(isUser: true, text: "other")])
      .texts[0].map { Array($0.utf8) }
  }
}

extension DirectiveReading {
  /// What the warnings are about.
  var complaints: [Complaint] { warnings.map { Complaint($0.kind, $0.text, at: $0.messageIndex) } }
}

/// A warning as a test expects it.
struct Complaint: Equatable {
  let kind: DirectiveWarning.Kind
  let text: String
  let messageIndex: Int

  init(_ kind: DirectiveWarning.Kind, _ text: String, at messageIndex: Int = 0) {
    self.kind = kind
    self.text = text
    self.messageIndex = messageIndex
  }
}
