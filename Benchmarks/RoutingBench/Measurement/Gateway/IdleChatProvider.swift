import Routing
import RoutingCore

/// A provider that has its answer ready, whole and as a stream, so that what is measured is the gateway's own work.
struct IdleChatProvider: ModelProvider {
  /// How many pieces a streamed answer has.
  static let chunkCount = 20

  private static let usage = TokenUsage(inputTokens: 120, outputTokens: 40)
  private static let reply = ProviderReply(
    body: JSONValue(object: [
      "id": "chatcmpl-1", "object": "chat.completion", "created": 1_795_305_600, "model": "idle",
      "choices": [
        JSONValue(object: [
          "index": 0,
          "message": JSONValue(object: [
            "role": "assistant",
            "content": JSONValue(.string(String(repeating: "An answer of eight words stands here. ", count: 5))),
          ]),
          "finish_reason": "stop",
        ])
      ],
      "usage": JSONValue(object: ["prompt_tokens": 120, "completion_tokens": 40, "total_tokens": 160]),
    ]), usage: usage)
  private static let chunks: [StreamChunk] = (0..<chunkCount).map { place in
    let isLast = place == chunkCount - 1
    return StreamChunk(
      body: JSONValue(object: [
        "id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1_795_305_600, "model": "idle",
        "choices": [
          JSONValue(object: [
            "index": 0, "delta": JSONValue(object: ["content": JSONValue(.string("word \(place) "))]),
            "finish_reason": isLast ? "stop" : .null,
          ])
        ],
      ]), usage: isLast ? usage : nil, byteCount: 160)
  }

  func send(_ call: ProviderCall) async throws(ProviderFailure) -> ProviderReply { Self.reply }

  func openStream(_ call: ProviderCall) async throws(ProviderFailure) -> any ProviderStream { Chunks() }

  /// The pieces, one by one.
  private final class Chunks: ProviderStream {
    private let turns = TurnCounter()

    func next() async throws(ProviderFailure) -> StreamChunk? {
      let turn = turns.next()
      return turn < IdleChatProvider.chunks.count ? IdleChatProvider.chunks[turn] : nil
    }

    func cancel() {}
  }
}
