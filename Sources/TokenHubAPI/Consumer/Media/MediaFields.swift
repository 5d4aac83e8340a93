internal import RoutingCore

/// Reads the members of a request for a picture or a video, each with the limits of the contract (H-150, H-160).
///
/// A member that is null counts as left out.
struct MediaFields {
  let body: JSONValue

  init(_ body: JSONValue) throws(MediaRequestProblem) {
    guard body.members != nil else {
      throw MediaRequestProblem(parameter: "", kind: .wrongType, message: "the body must be an object")
    }
    self.body = body
  }

  /// The member of this name, or nil where it is left out.
  subscript(name: String) -> JSONValue? {
    guard let value = body[name], !value.isNull else { return nil }
    return value
  }

  /// The name of the model.
  func model() throws(MediaRequestProblem) -> String {
    guard let value = self["model"] else { throw MediaFields.missing("model") }
    guard let model = value.string else { throw MediaFields.wrongType("model", "a string") }
    guard !model.isEmpty else { throw MediaFields.missing("model") }
    return model
  }

  /// How a request says what is wanted: in members of its own, or in the supplier's form.
  enum Form: Hashable {
    case flat
    case passthrough
  }

  /// The form of the request: exactly one of `prompt` and `input` has to be there.
  func form() throws(MediaRequestProblem) -> Form {
    switch (self["prompt"], self["input"]) {
    case (nil, nil): throw MediaFields.missing("prompt")
    case (.some, .some):
      throw MediaRequestProblem(parameter: "input", kind: .invalid, message: "prompt and input exclude each other")
    case (let prompt?, nil):
      if self["parameters"] != nil {
        throw MediaRequestProblem(
          parameter: "parameters", kind: .invalid, message: "parameters is only allowed beside input")
      }
      try MediaFields.check(prompt: prompt, at: "prompt")
      return .flat
    case (nil, let input?):
      guard input.members != nil else { throw MediaFields.wrongType("input", "an object") }
      if let parameters = self["parameters"], parameters.members == nil {
        throw MediaFields.wrongType("parameters", "an object")
      }
      return .passthrough
    }
  }

  /// Checks a text of 1 to 4000 characters, counted as Unicode scalars.
  static func check(prompt: JSONValue, at name: String) throws(MediaRequestProblem) {
    guard let text = prompt.string else { throw wrongType(name, "a string") }
    guard (1...4000).contains(text.unicodeScalars.count) else {
      throw MediaRequestProblem(parameter: name, kind: .invalid, message: "\(name) must have 1 to 4000 characters")
    }
  }

  /// A whole number within limits, or nil where it is left out.
  func integer(_ name: String, in range: ClosedRange<Int> = .min ... .max) throws(MediaRequestProblem) -> Int? {
    guard let value = self[name] else { return nil }
    guard let number = value.integer else { throw MediaFields.wrongType(name, "a whole number") }
    guard range.contains(number) else {
      throw MediaRequestProblem(
        parameter: name, kind: .invalid, message: "\(name) must be from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  /// A text, or nil where it is left out.
  func string(_ name: String) throws(MediaRequestProblem) -> String? {
    guard let value = self[name] else { return nil }
    guard let text = value.string else { throw MediaFields.wrongType(name, "a string") }
    return text
  }

  /// A truth value, or nil where it is left out.
  func bool(_ name: String) throws(MediaRequestProblem) -> Bool? {
    guard let value = self[name] else { return nil }
    guard let bool = value.bool else { throw MediaFields.wrongType(name, "a boolean") }
    return bool
  }

  /// Checks a size: `auto`, or width and height of 64 to 8192 with a star or an x between them.
  func checkSize() throws(MediaRequestProblem) {
    guard let text = try string("size"), text != "auto" else { return }
    let sides = text.split(omittingEmptySubsequences: false) { $0 == "*" || $0 == "x" }
    let isSize =
      sides.count == 2
      && sides.allSatisfy { side in
        side.utf8.count <= 4 && side.utf8.allSatisfy { (0x30...0x39).contains($0) }
          && Int(side).map { (64...8192).contains($0) } ?? false
      }
    guard isSize else {
      throw MediaRequestProblem(
        parameter: "size", kind: .invalid,
        message: "size must be auto, or width and height from 64 to 8192 such as 1024x1024")
    }
  }

  /// What is sent on: everything but what the gateway itself reads, and what is null.
  var payload: CallPayload {
    let own = ["model", "preferences", "policy"]
    return CallPayload(
      messages: [], parameters: (body.members ?? []).filter { !own.contains($0.name) && !$0.value.isNull })
  }

  private static func missing(_ name: String) -> MediaRequestProblem {
    MediaRequestProblem(parameter: name, kind: .missing, message: "\(name) is required")
  }

  static func wrongType(_ name: String, _ type: String) -> MediaRequestProblem {
    MediaRequestProblem(parameter: name, kind: .wrongType, message: "\(name) must be \(type)")
  }
}
