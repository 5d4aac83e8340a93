internal import Routing
internal import RoutingCore

/// Writes chunks that share one head, as all chunks of an answer do (H-124).
struct ChatChunk {
  private(set) var id: String
  private(set) var created: Int
  private let model: String

  /// Makes a head for the answer to a call, with a time for providers that name none.
  init(_ call: ProviderCall, created: Int) {
    id = ChatChunk.defaultID(for: call)
    self.created = created
    model = call.model.name
  }

  /// Takes the head from the provider, where it has one; the caller does so once, with the first chunk.
  mutating func adopt(id: JSONValue?, created: JSONValue?) {
    if let id = id?.string, !id.isEmpty { self.id = id }
    if let created = TokenUsage.count(created), created > 0 { self.created = created }
  }

  private static let ownMembers: Set = ["id", "object", "created", "model", "choices", "usage"]

  /// The id of an answer that its provider gave none.
  static func defaultID(for call: ProviderCall) -> String {
    "chatcmpl-" + (call.requestID.isEmpty ? "0" : call.requestID)
  }

  /// A chunk of these choices.
  func body(choices: [JSONValue], usage: JSONValue? = nil, others: [JSONValue.Member] = []) -> JSONValue {
    var members = JSONMembers()
    members["id"] = JSONValue(id)
    members["object"] = "chat.completion.chunk"
    members["created"] = JSONValue(created)
    members["model"] = JSONValue(model)
    members["choices"] = JSONValue(choices)
    members["usage"] = usage
    members.append(contentsOf: others.filter { !ChatChunk.ownMembers.contains($0.name) })
    return members.value
  }

  /// A choice that adds something, or that ends.
  static func choice(_ delta: JSONValue, index: Int = 0, finish: FinishReason? = nil) -> JSONValue {
    JSONValue(object: [
      "index": JSONValue(index), "delta": delta, "finish_reason": finish.map { JSONValue($0.rawValue) } ?? .null,
    ])
  }
}
