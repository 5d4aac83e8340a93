/// What a provider's answer says, apart from its envelope (R-1501).
public struct AnswerText: Hashable, Sendable {
  /// What the model says; empty where it only calls tools.
  public let text: String
  /// What the model thought before, where the provider gives it apart from the text; never empty.
  public let reasoning: String?
  /// Whether the model calls tools, so that an empty text or one in no asked-for format is no fault.
  public let callsTools: Bool

  /// Reads the text from an answer: of the first OpenAI choice, else of all Anthropic text blocks joined without a
  /// separator, else the whole body as compact JSON.
  ///
  /// - Complexity: O(n) in the size of the answer.
  public init(of body: JSONValue) { self = AnswerText(envelope: body) ?? AnswerText(raw: body.text) }

  /// Reads the text from an answer as it came; where it is in neither form, its bytes are the text.
  ///
  /// - Complexity: O(n) in the number of bytes.
  public init(of bytes: [UInt8]) {
    switch JSONText.value(of: bytes[...]) {
    case .success(let body):
      self = AnswerText(envelope: body) ?? AnswerText(raw: String(decoding: bytes, as: UTF8.self))
    case .failure: self = AnswerText(raw: String(decoding: bytes, as: UTF8.self))
    }
  }

  private init?(envelope body: JSONValue) {
    if let message = body.firstChoiceMessage {
      text = message.content.text
      reasoning = message.value["reasoning_content"]?.string.flatMap { $0.isEmpty ? nil : $0 }
      callsTools =
        message.value["tool_calls"]?.elements?.isEmpty == false || message.value["function_call"]?.members != nil
    } else if let blocks = body["content"]?.elements {
      text = ChatContent.parts(blocks).text
      reasoning = nil
      callsTools = blocks.contains { $0["type"]?.string == "tool_use" }
    } else {
      return nil
    }
  }

  private init(raw text: String) {
    self.text = text
    reasoning = nil
    callsTools = false
  }

  /// The reasoning, a blank line and the text: what an orchestration hands on to its next call (R-1501).
  public var textAfterReasoning: String { reasoning.map { "\($0)\n\n\(text)" } ?? text }
}
