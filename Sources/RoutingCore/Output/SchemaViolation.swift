/// The first place where an answer is not what its schema asks for.
public struct SchemaViolation: Hashable, Sendable {
  /// The place in the answer as an RFC 6901 pointer; empty for the whole.
  ///
  /// It is made of positions and of names that the schema has, never of names that a model thought up: where a member
  /// is missing or not allowed, it is the place of the object.
  public let pointer: String
  /// What is wrong there, in words; at most 40 characters of the answer are quoted.
  public let message: String

  /// Makes a violation, of the whole answer unless a place in it is given.
  public init(pointer: String = "", message: String) {
    self.pointer = pointer
    self.message = message
  }

  /// The same violation, seen from one level further out.
  func inside(_ step: String) -> SchemaViolation { SchemaViolation(pointer: step + pointer, message: message) }
}

extension SchemaViolation: CustomStringConvertible {
  /// The place and the message.
  public var description: String { pointer.isEmpty ? message : "\(pointer): \(message)" }
}
