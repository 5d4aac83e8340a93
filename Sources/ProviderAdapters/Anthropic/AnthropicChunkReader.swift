internal import Routing
internal import RoutingCore

/// Reads Anthropic's stream as OpenAI chunks (H-127).
struct AnthropicChunkReader: ChunkReader {
  private let call: ProviderCall
  private let failures: FailureReader
  private var head: ChatChunk
  private var usage = AnthropicUsage()
  private var tools = ToolBlocks()
  private(set) var ending = StreamEnding.open

  init(_ call: ProviderCall, created: Int, failures: FailureReader) {
    self.call = call
    self.failures = failures
    head = ChatChunk(call, created: created)
  }

  mutating func read(_ event: ServerSentEvent) throws(ProviderFailure) -> [Chunk] {
    guard let json = try? JSONValue(parsing: Array(event.data.utf8)), json.members != nil else {
      throw .unreadable(message: "an event of the stream is no JSON object")
    }
    switch json["type"]?.string {
    case "message_start": return start(json["message"])
    case "content_block_start": return startBlock(json)
    case "content_block_delta": return add(json["delta"], toBlock: json["index"]?.integer ?? 0)
    case "content_block_stop": return endBlock(json)
    case "message_delta": return change(json)
    case "message_stop":
      ending = .ended
      // As OpenAI does where a client asks for it, the counts come last and alone (H-125).
      return usage.openAI.map { [Chunk(body: head.body(choices: [], usage: $0), usage: usage.tokenUsage)] } ?? []
    case "error": throw failures.failure(reportedIn: json)
    // Pings, and events that are yet to be invented.
    default:
      if ReportedError.isReported(in: json) { throw failures.failure(reportedIn: json) }
      return []
    }
  }

  private mutating func start(_ message: JSONValue?) -> [Chunk] {
    head.adopt(id: JSONValue(AnthropicReply.id(message?["id"], for: call)), created: nil)
    usage.update(message?["usage"])
    return [chunk(["role": "assistant", "content": ""], usage: usage.tokenUsage)]
  }

  private mutating func startBlock(_ event: JSONValue) -> [Chunk] {
    let block = event["content_block"]
    switch block?["type"]?.string {
    case "text": return text(block?["text"], as: "content")
    case "thinking": return text(block?["thinking"], as: "reasoning_content")
    case "tool_use":
      let index = tools.begin(block: event["index"]?.integer ?? 0, input: block?["input"])
      let whole = call.model.toolNames.clientFacing(
        AnthropicReply.toolCall(id: block?["id"], name: block?["name"], arguments: ""))
      var members = JSONMembers()
      members["index"] = JSONValue(index)
      for member in whole.members ?? [] { members[member.name] = member.value }
      return [chunk(["tool_calls": [members.value]])]
    default: return []
    }
  }

  private mutating func add(_ delta: JSONValue?, toBlock block: Int) -> [Chunk] {
    switch delta?["type"]?.string {
    case "text_delta": return text(delta?["text"], as: "content")
    case "thinking_delta": return text(delta?["thinking"], as: "reasoning_content")
    case "input_json_delta":
      guard let json = delta?["partial_json"]?.string, !json.isEmpty else { return [] }
      return tools.add(toBlock: block).map { [arguments(json, of: $0)] } ?? []
    // Signatures and citations have no place in a chunk.
    default: return []
    }
  }

  private mutating func endBlock(_ event: JSONValue) -> [Chunk] {
    tools.end(block: event["index"]?.integer ?? 0).map { [arguments($0.missingInput, of: $0.index)] } ?? []
  }

  private mutating func change(_ event: JSONValue) -> [Chunk] {
    usage.update(event["usage"])
    guard let reason = AnthropicReply.finishReason(event["delta"]?["stop_reason"]) else { return [] }
    let choice = ChatChunk.choice(JSONValue(.object([])), finish: reason)
    return [Chunk(body: head.body(choices: [choice]), usage: usage.tokenUsage)]
  }

  private func text(_ text: JSONValue?, as name: String) -> [Chunk] {
    guard let text = text?.string, !text.isEmpty else { return [] }
    return [
      Chunk(
        body: head.body(choices: [ChatChunk.choice(JSONValue(.object([.init(name: name, value: JSONValue(text))])))]))
    ]
  }

  private func arguments(_ json: String, of index: Int) -> Chunk {
    chunk([
      "tool_calls": [
        JSONValue(object: [
          "index": JSONValue(index), "function": JSONValue(object: ["arguments": JSONValue(json)]),
        ])
      ]
    ])
  }

  private func chunk(_ delta: KeyValuePairs<String, JSONValue>, usage: TokenUsage? = nil) -> Chunk {
    Chunk(body: head.body(choices: [ChatChunk.choice(JSONValue(object: delta))]), usage: usage)
  }
}
