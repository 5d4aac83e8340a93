internal import RoutingCore
internal import RoutingFormats

/// Reads the messages of a conversation (R-117, H-101, H-136).
enum MessageReader {
  /// The messages of a field, none where there is no field.
  ///
  /// - Throws: `FormatError` with the way to what is wrong.
  static func messages(_ field: JSONField?) throws(FormatError) -> [ChatMessage] {
    guard let field else { return [] }
    var messages: [ChatMessage] = []
    for element in try field.elements() { messages.append(try message(element)) }
    return messages
  }

  private static func message(_ field: JSONField) throws(FormatError) -> ChatMessage {
    let roleField = try field.required("role")
    guard let role = ChatRole(name: try roleField.string()) else {
      throw roleField.error("expected one of \(ChatRole.allCases.map(\.name).joined(separator: ", "))")
    }
    return ChatMessage(
      role: role, content: try content(try field.optional("content")),
      toolCalls: try field.optional("tool_calls")?.elements().map(\.value) ?? [],
      toolCallID: try field.optional("tool_call_id")?.string(), name: try field.optional("name")?.string())
  }

  private static func content(_ field: JSONField?) throws(FormatError) -> ChatContent {
    switch field?.value.content {
    case nil, .null: return .none
    case .string(let text): return .text(text)
    case .array(let parts):
      for part in try field?.elements() ?? [] { _ = try part.required("type").string() }
      return .parts(parts)
    case .bool, .integer, .number, .object: throw field?.error("expected a string or an array of parts") ?? missing
    }
  }

  private static let missing = FormatError(line: 1, message: "expected a string or an array of parts")
}
