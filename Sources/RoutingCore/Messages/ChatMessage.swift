/// One message of a conversation.
public struct ChatMessage: Hashable, Sendable {
  /// Who speaks.
  public var role: ChatRole
  /// What is said.
  public var content: ChatContent
  /// The tools that an assistant called, as the client wrote them.
  public var toolCalls: [JSONValue]
  /// The call that a tool answers.
  public var toolCallID: String?
  /// The speaker's name, where there are several.
  public var name: String?

  /// Makes a message.
  public init(
    role: ChatRole, content: ChatContent, toolCalls: [JSONValue] = [], toolCallID: String? = nil, name: String? = nil
  ) {
    self.role = role
    self.content = content
    self.toolCalls = toolCalls
    self.toolCallID = toolCallID
    self.name = name
  }

  /// Makes a message of text.
  public init(_ role: ChatRole, _ text: String) {
    self.init(role: role, content: .text(text))
  }

  /// The texts of the message, those of parts joined without a separator.
  public var text: String { content.text }
}

/// Who speaks in a conversation.
public enum ChatRole: CaseIterable, Hashable, Sendable {
  /// The operator's instructions.
  case system
  /// The operator's instructions under their newer name; other vendors take them as ``system``.
  case developer
  /// The person asking.
  case user
  /// The model.
  case assistant
  /// A tool that the model called.
  case tool

  /// The name used on the wire.
  public var name: String {
    switch self {
    case .system: "system"
    case .developer: "developer"
    case .user: "user"
    case .assistant: "assistant"
    case .tool: "tool"
    }
  }

  /// Makes the role with this wire name, or nil where there is none.
  public init?(name: String) {
    guard let role = ChatRole.allCases.first(where: { $0.name == name }) else { return nil }
    self = role
  }
}

/// What a message says.
public enum ChatContent: Hashable, Sendable {
  /// Nothing, as beside tool calls.
  case none
  /// Text.
  case text(String)
  /// Parts such as texts and images, as the client wrote them.
  case parts([JSONValue])

  /// The texts, joined without a separator; pictures and the like are left out.
  public var text: String {
    switch self {
    case .none: ""
    case .text(let text): text
    case .parts(let parts): parts.compactMap { $0["type"]?.string == "text" ? $0["text"]?.string : nil }.joined()
    }
  }
}
