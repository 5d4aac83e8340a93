internal import Routing
internal import RoutingCore

/// Reads whole answers of OpenAI's API and of its imitations.
struct OpenAIReply {
  let call: ProviderCall
  let endpoint: OpenAIEndpoint
  /// What stands for the time where the provider names none.
  let created: Int
  let failures: FailureReader

  /// The answer, completed where imitations leave out what clients rely on (H-142, H-143).
  ///
  /// - Throws: `ProviderFailure.unreadable` where it has not the shape of an answer.
  func read(_ bytes: [UInt8]) throws(ProviderFailure) -> ProviderReply {
    let json = try failures.answer(in: bytes)
    let usage = TokenUsage(openAI: json["usage"])
    switch endpoint {
    case .chatCompletions: return ProviderReply(body: try completion(json), usage: usage)
    case .embeddings, .imageGenerations:
      guard json["data"]?.elements?.isEmpty == false else { throw .unreadable(message: "the answer has no data") }
      return ProviderReply(body: json, usage: usage)
    }
  }

  private func completion(_ json: JSONValue) throws(ProviderFailure) -> JSONValue {
    guard let choices = json["choices"]?.elements, !choices.isEmpty else {
      throw .unreadable(message: "the answer has no choices")
    }
    var written: [JSONValue] = []
    for (position, choice) in choices.enumerated() { written.append(try self.choice(choice, at: position)) }
    var members = JSONMembers(of: json)
    if members["id"]?.string?.isEmpty != false { members["id"] = JSONValue(ChatChunk.defaultID(for: call)) }
    members["object"] = "chat.completion"
    if TokenUsage.count(members["created"]) ?? 0 == 0 { members["created"] = JSONValue(created) }
    members["model"] = JSONValue(call.model.name)
    members["choices"] = JSONValue(written)
    return members.value
  }

  private func choice(_ choice: JSONValue, at position: Int) throws(ProviderFailure) -> JSONValue {
    guard let message = choice["message"], message.members != nil else {
      throw .unreadable(message: "a choice of the answer has no message")
    }
    var members = JSONMembers(of: choice)
    if members["index"]?.integer == nil { members["index"] = JSONValue(position) }
    let written = self.message(message)
    members["message"] = written
    switch FinishReason.reading(choice["finish_reason"]?.string) {
    case .none:
      members["finish_reason"] = JSONValue((written["tool_calls"] == nil ? FinishReason.stop : .toolCalls).rawValue)
    case .finished(let reason): members["finish_reason"] = JSONValue(reason.rawValue)
    case .brokenOff: throw .transport(.endedEarly)
    }
    return members.value
  }

  private func message(_ message: JSONValue) -> JSONValue {
    var members = JSONMembers(of: message)
    members["role"] = "assistant"
    if let calls = members["tool_calls"]?.elements, !calls.isEmpty {
      members["tool_calls"] = JSONValue(calls.map { call.model.toolNames.clientFacing($0) })
      if members["content"] == nil { members["content"] = .null }
    } else {
      members["tool_calls"] = nil
      if members["content"]?.isNull != false { members["content"] = "" }
    }
    if let thoughts = members["reasoning"]?.string, members["reasoning_content"]?.isNull != false {
      members["reasoning_content"] = JSONValue(thoughts)
    }
    return members.value
  }
}
