internal import Routing
internal import RoutingCore

/// Reads the stream of an OpenAI-compatible host, and mends what its imitators do differently (H-124, H-125).
struct OpenAIChunkReader: ChunkReader {
  private let toolNames: ToolNameMap
  private let failures: FailureReader
  private let expectedChoices: Int
  private var head: ChatChunk
  private var hasHead = false
  // Choices by their index; one finishes only after it has begun.
  private var begun: Set<Int> = []
  private var finished: Set<Int> = []
  private var isDone = false

  init(_ call: ProviderCall, created: Int, failures: FailureReader) {
    toolNames = call.model.toolNames
    self.failures = failures
    expectedChoices = max(call.payload[parameter: "n"]?.integer ?? 1, 1)
    head = ChatChunk(call, created: created)
  }

  var ending: StreamEnding {
    if isDone { return .ended }
    return begun.count == finished.count && finished.count >= expectedChoices ? .complete : .open
  }

  mutating func read(_ event: ServerSentEvent) throws(ProviderFailure) -> [Chunk] {
    let data = TextBytes.trimmed(Array(event.data.utf8)[...])
    if data.isEmpty { return [] }
    if data.elementsEqual("[DONE]".utf8) {
      isDone = true
      return []
    }
    guard let json = try? JSONValue(parsing: Array(data)), json.members != nil else {
      throw .unreadable(message: "an event of the stream is no JSON object")
    }
    if event.type == "error" || ReportedError.isReported(in: json) { throw failures.failure(reportedIn: json) }
    return try chunks(of: json)
  }

  private mutating func chunks(of json: JSONValue) throws(ProviderFailure) -> [Chunk] {
    var first: [JSONValue] = []
    var last: [JSONValue] = []
    for (position, choice) in (json["choices"]?.elements ?? []).enumerated() where choice.members != nil {
      let (content, end) = try self.choice(choice, at: position)
      if let content { first.append(content) }
      if let end { last.append(end) }
    }
    let usage = json["usage"].flatMap { $0.members == nil ? nil : $0 }
    // A chunk that brings nothing, as some hosts begin with, must not count as the beginning of the answer.
    guard !first.isEmpty || !last.isEmpty || usage != nil else { return [] }
    if !hasHead { head.adopt(id: json["id"], created: json["created"]) }
    hasHead = true
    let others = (json.members ?? []).filter { $0.name != "error" }
    let groups = [first, last].filter { !$0.isEmpty }
    var chunks = (groups.isEmpty ? [[]] : groups).map { Chunk(body: head.body(choices: $0, others: others)) }
    if let usage {
      chunks[chunks.count - 1].body = head.body(choices: groups.last ?? [], usage: usage, others: others)
      chunks[chunks.count - 1].usage = TokenUsage(openAI: usage)
    }
    return chunks
  }

  /// A choice as one that adds something and one that ends with an empty delta, where it does both (H-124).
  private mutating func choice(
    _ choice: JSONValue, at position: Int
  ) throws(ProviderFailure) -> (content: JSONValue?, end: JSONValue?) {
    let index = TokenUsage.count(choice["index"]) ?? position
    var finish: FinishReason?
    switch FinishReason.reading(choice["finish_reason"]?.string) {
    case .none: break
    case .finished(let reason): finish = reason
    case .brokenOff: throw .transport(.endedEarly)
    }
    let delta = self.delta(choice["delta"], isFirst: begun.insert(index).inserted)
    var members = JSONMembers(of: choice)
    members["index"] = JSONValue(index)
    members["delta"] = delta
    members["finish_reason"] = .null
    guard let finish else { return (members.value, nil) }
    finished.insert(index)
    let end = ChatChunk.choice(JSONValue(.object([])), index: index, finish: finish)
    let adds = (delta.members ?? []).contains { !$0.value.isEmpty } || members["logprobs"]?.isEmpty == false
    return (adds ? members.value : nil, end)
  }

  /// What a choice adds: its first delta names the role, and no other does.
  private func delta(_ delta: JSONValue?, isFirst: Bool) -> JSONValue {
    var members = JSONMembers()
    if isFirst { members["role"] = "assistant" }
    // Some hosts fill up every delta with null; only of the content does that say anything.
    members.append(
      contentsOf: (delta?.members ?? []).filter { member in
        member.name != "role" && (!member.value.isNull || member.name == "content")
      })
    if let calls = members["tool_calls"] { members["tool_calls"] = calls.mapping { toolNames.clientFacing($0) } }
    if let thoughts = members["reasoning"]?.string, members["reasoning_content"]?.isNull != false {
      members["reasoning_content"] = JSONValue(thoughts)
    }
    return members.value
  }
}
