import RoutingCore

/// What a planner decides, as its reply has to say it (O-703).
struct ImageAgentAction: Hashable, Sendable {
  enum Kind: String, CaseIterable, Sendable {
    case generate
    case edit
    case inspect
    case finish
  }

  let kind: Kind
  var prompt: String?
  var references: [String] = []
  var aspectRatio: ImageAspectRatio?
  var note: String?

  /// Whether a picture comes of it.
  var makesImage: Bool { kind == .generate || kind == .edit }

  /// What is done without a planner: a picture out of the client's own words (O-705).
  static func fallback(for request: ImageAgentRequest) -> ImageAgentAction {
    ImageAgentAction(kind: .generate, prompt: request.instructions)
  }

  /// The schema as planners are told it.
  static let schema = """
    {"action": "generate" | "edit" | "inspect" | "finish", "prompt"?: string, "image_refs"?: [string], \
    "aspect_ratio"?: "9:16" | "2:3" | "3:4" | "4:5" | "1:1" | "5:4" | "4:3" | "3:2" | "16:9", \
    "resolution"?: "2K" | "4K", "note"?: string}
    """
}

/// Why a reply is no action, in words.
struct ImageAgentActionFault: Error, Hashable {
  let message: String
}

extension ImageAgentAction {
  /// Reads a reply, where what a model thinks aloud before it and a fence around it do not count.
  ///
  /// `known` are the labels of all pictures there are, `made` those of the agent's own.
  init(_ reply: String, known: [String], made: [String]) throws(ImageAgentActionFault) {
    let object = try ImageAgentAction.object(in: reply)
    guard let kind = try ImageAgentAction.text("action", of: object).flatMap(Kind.init) else {
      throw ImageAgentActionFault(message: "action must be generate, edit, inspect or finish")
    }
    self.init(kind: kind)
    prompt = try ImageAgentAction.text("prompt", of: object).flatMap { TextBytes.isBlank($0) ? nil : $0 }
    note = try ImageAgentAction.text("note", of: object).flatMap { TextBytes.isBlank($0) ? nil : $0 }
    if let ratio = try ImageAgentAction.text("aspect_ratio", of: object), ratio != "auto" {
      guard let known = ImageAspectRatio(rawValue: ratio) else {
        throw ImageAgentActionFault(message: "aspect_ratio is none of those allowed")
      }
      aspectRatio = known
    }
    if let resolution = try ImageAgentAction.text("resolution", of: object),
      ImageResolution(rawValue: resolution) == nil
    {
      throw ImageAgentActionFault(message: "resolution must be 2K or 4K")
    }
    references = try ImageAgentAction.references(of: object)
    if let unknown = references.first(where: { !known.contains($0) }) {
      throw ImageAgentActionFault(message: "there is no image \(TextExcerpt.quoted(unknown.utf8))")
    }
    try check(made: made)
  }

  /// What each action needs.
  private mutating func check(made: [String]) throws(ImageAgentActionFault) {
    switch kind {
    case .generate:
      guard prompt != nil else { throw ImageAgentActionFault(message: "generate needs a prompt") }
      guard references.isEmpty else {
        throw ImageAgentActionFault(message: "generate takes no image_refs; edit does")
      }
    case .edit:
      guard prompt != nil else { throw ImageAgentActionFault(message: "edit needs a prompt") }
      guard !references.isEmpty else { throw ImageAgentActionFault(message: "edit needs image_refs") }
    case .inspect:
      if references.isEmpty, let last = made.last { references = [last] }
      guard !references.isEmpty else { throw ImageAgentActionFault(message: "inspect needs image_refs") }
    case .finish:
      guard references.allSatisfy(made.contains) else {
        throw ImageAgentActionFault(message: "finish can only name images that were made")
      }
    }
  }

  private static func object(in reply: String) throws(ImageAgentActionFault) -> JSONValue {
    let spoken = reply.split(separator: "</think>", omittingEmptySubsequences: false).last ?? ""
    let bytes = Array(spoken.utf8)
    guard let first = bytes.firstIndex(of: UInt8(ascii: "{")), let last = bytes.lastIndex(of: UInt8(ascii: "}")),
      first < last, let value = try? JSONValue(parsing: Array(bytes[first...last]))
    else { throw ImageAgentActionFault(message: "there is no JSON object in it") }
    return value
  }

  private static func text(_ name: String, of object: JSONValue) throws(ImageAgentActionFault) -> String? {
    guard let value = object[name], !value.isNull else { return nil }
    guard let text = value.string else { throw ImageAgentActionFault(message: "\(name) must be a string") }
    return text
  }

  private static func references(of object: JSONValue) throws(ImageAgentActionFault) -> [String] {
    guard let value = object["image_refs"], !value.isNull else { return [] }
    let texts = value.elements?.map(\.string) ?? [nil]
    var references: [String] = []
    for text in texts {
      guard let text else { throw ImageAgentActionFault(message: "image_refs must be a list of strings") }
      if !references.contains(text) { references.append(text) }
      guard references.count <= 50 else { throw ImageAgentActionFault(message: "image_refs has too many entries") }
    }
    return references
  }
}

extension TextBytes {
  fileprivate static func isBlank(_ text: String) -> Bool { text.utf8.allSatisfy(isWhiteSpace) }
}
