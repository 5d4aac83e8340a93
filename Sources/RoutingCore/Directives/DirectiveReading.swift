/// A message of a conversation, as far as directives are concerned.
public struct DirectiveMessage: Hashable, Sendable {
  /// Whether the role is `user`; no other text is ever trusted to steer the router (R-1401).
  public let isUser: Bool
  /// The text, or nil where the message has none.
  public let text: String?

  /// Makes a message.
  public init(isUser: Bool, text: String?) {
    self.isUser = isUser
    self.text = text
  }
}

/// What the directives of a conversation say, and the conversation without them.
public struct DirectiveReading: Hashable, Sendable {
  /// The most warnings that one reading records.
  ///
  /// A megabyte of nonsense after a marker would otherwise turn into half a million records.
  public static let maximumWarnings = 256

  /// What was asked for, over all messages; empty where no directive counted.
  public let directive: Directive
  /// The texts to pass on, one for each message and nil where it had none.
  public let texts: [String?]
  /// What was ignored (R-1405, R-1408), in reading order; the first ``maximumWarnings`` of it.
  public let warnings: [DirectiveWarning]
}

/// A directive that makes its request invalid.
public enum DirectiveError: Error, Hashable, Sendable {
  /// The `output_schema` in this message is not JSON (R-1406).
  case invalidOutputSchema(messageIndex: Int)
  /// The only user message held nothing but directives (R-1410).
  case messagesRequired
}

extension DirectiveError: CustomStringConvertible {
  /// The contract's words for it, with the place.
  public var description: String {
    switch self {
    case .invalidOutputSchema(let messageIndex): "output_schema in message \(messageIndex + 1) is not valid JSON"
    case .messagesRequired: "messages required"
    }
  }
}
