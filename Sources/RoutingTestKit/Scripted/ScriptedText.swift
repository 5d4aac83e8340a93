import Routing
import RoutingCore

/// What scripted answers consist of, as OpenAI would have written them.
enum ScriptedText {
  static func reply(to call: ProviderCall, tokens: Int) -> ProviderReply {
    let text = String(repeating: "token ", count: max(tokens, 0))
    let body = JSONValue(object: [
      "id": JSONValue(stringLiteral: call.requestID), "object": "chat.completion",
      "model": JSONValue(stringLiteral: call.model.upstreamName),
      "choices": [
        JSONValue(object: [
          "index": 0, "finish_reason": "stop",
          "message": JSONValue(object: ["role": "assistant", "content": JSONValue(stringLiteral: text)]),
        ])
      ],
    ])
    return ProviderReply(body: body, usage: usage(tokens))
  }

  static func chunk(of call: ProviderCall, number: Int, count: Int, byteCount: Int) -> StreamChunk {
    let isLast = number + 1 == count
    let body = JSONValue(object: [
      "id": JSONValue(stringLiteral: call.requestID), "object": "chat.completion.chunk",
      "model": JSONValue(stringLiteral: call.model.upstreamName),
      "choices": [
        JSONValue(object: [
          "index": 0, "finish_reason": isLast ? "stop" : .null,
          "delta": JSONValue(object: ["content": "token "]),
        ])
      ],
    ])
    return StreamChunk(body: body, usage: isLast ? usage(count) : nil, byteCount: byteCount)
  }

  private static func usage(_ tokens: Int) -> TokenUsage {
    TokenUsage(inputTokens: 10, outputTokens: TokenCount(clamping: tokens))
  }
}
