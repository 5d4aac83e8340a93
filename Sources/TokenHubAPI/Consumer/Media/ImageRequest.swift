package import RoutingCore

/// A request for pictures, read and checked (H-150).
package struct ImageRequest: Hashable, Sendable {
  /// The model as the client named it.
  package let model: String
  /// How many pictures are asked for, from 1 to 10.
  package let count: Int
  /// How a picture is to come.
  package let format: Format
  /// What is sent on.
  package let payload: CallPayload

  /// How a picture comes.
  package enum Format: String, CaseIterable, Hashable, Sendable {
    /// As an address.
    case url
    /// In the answer, in Base64.
    case base64 = "b64_json"
  }

  /// Reads the body of a request.
  ///
  /// - Throws: `MediaRequestProblem` with the first parameter that is wrong.
  package init(_ body: JSONValue) throws(MediaRequestProblem) {
    let fields = try MediaFields(body)
    model = try fields.model()
    switch try fields.form() {
    case .flat:
      count = try fields.integer("n", in: 1...10) ?? 1
      format = try ImageRequest.format(fields)
      try fields.checkSize()
      for name in ["quality", "negative_prompt"] { _ = try fields.string(name) }
      for name in ["watermark", "prompt_extend"] { _ = try fields.bool(name) }
      _ = try fields.integer("seed")
    case .passthrough:
      count = ImageRequest.count(in: fields)
      format = .url
      try ImageRequest.check(input: fields["input"])
    }
    payload = fields.payload
  }

  private static func format(_ fields: MediaFields) throws(MediaRequestProblem) -> Format {
    guard let name = try fields.string("response_format") else { return .url }
    guard let format = Format(rawValue: name) else {
      throw MediaRequestProblem(
        parameter: "response_format", kind: .invalid, message: "response_format must be url or b64_json")
    }
    return format
  }

  /// How many pictures the supplier's own parameters ask for; one where what they say makes no sense.
  private static func count(in fields: MediaFields) -> Int {
    guard let count = fields["parameters"]?["n"]?.integer, (1...10).contains(count) else { return 1 }
    return count
  }

  /// The supplier's own form has a text or a conversation in it.
  private static func check(input: JSONValue?) throws(MediaRequestProblem) {
    let (prompt, messages) = (input?["prompt"], input?["messages"])
    if let prompt, !prompt.isNull {
      return try MediaFields.check(prompt: prompt, at: "input.prompt")
    }
    guard let messages, !messages.isNull else {
      throw MediaRequestProblem(
        parameter: "input.prompt", kind: .missing, message: "input must have a prompt or messages")
    }
    guard let elements = messages.elements else { throw MediaFields.wrongType("input.messages", "an array") }
    guard !elements.isEmpty else {
      throw MediaRequestProblem(
        parameter: "input.messages", kind: .invalid, message: "input.messages must not be empty")
    }
  }
}
