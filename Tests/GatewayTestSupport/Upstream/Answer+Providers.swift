package import ProviderAdapters
import RoutingCore

/// What providers answer, in their own words.
extension ScriptedUpstream.Answer {
  /// JSON as it is written on the wire.
  package static func document(_ status: Int, _ json: String, headers: [HTTPField] = []) -> Self {
    .bytes(status, Array(json.utf8), headers: [HTTPField("Content-Type", "application/json")] + headers)
  }

  /// Too many requests, with the time to wait in seconds.
  package static func rateLimited(retryAfter seconds: Int) -> Self {
    document(
      429, #"{"error":{"message":"rate limit reached","type":"rate_limit_error"}}"#,
      headers: [HTTPField("Retry-After", "\(seconds)")])
  }

  /// An answer of `/v1/chat/completions`.
  package static func openAIChat(_ text: String, model: String = "gpt-test") -> Self {
    document(
      200,
      """
      {"id":"chatcmpl-upstream","object":"chat.completion","created":1763700000,"model":\(quoted(model)),\
      "choices":[{"index":0,"message":{"role":"assistant","content":\(quoted(text))},"finish_reason":"stop"}],\
      "usage":{"prompt_tokens":11,"completion_tokens":7,"total_tokens":18}}
      """)
  }

  /// A stream of `/v1/chat/completions` that says these pieces.
  package static func openAIStream(_ pieces: [String], model: String = "gpt-test", pause: Duration = .zero) -> Self {
    let start = """
      data: {"id":"chatcmpl-upstream","object":"chat.completion.chunk","created":1763700000,"model":\(quoted(model)),
      """
    func chunk(_ delta: String, finish: String = "null") -> String {
      start + #""choices":[{"index":0,"delta":\#(delta),"finish_reason":\#(finish)}]}"# + "\n\n"
    }
    let usage = start + #""choices":[],"usage":{"prompt_tokens":11,"completion_tokens":7,"total_tokens":18}}"# + "\n\n"
    let said = pieces.map { chunk(#"{"content":\#(quoted($0))}"#) }
    return .stream(
      [chunk(#"{"role":"assistant"}"#)] + said + [chunk("{}", finish: #""stop""#), usage, "data: [DONE]\n\n"],
      pause: pause)
  }

  /// An answer of `/v1/messages`.
  package static func anthropicMessage(_ text: String, model: String = "claude-test") -> Self {
    document(
      200,
      """
      {"id":"msg_upstream","type":"message","role":"assistant","model":\(quoted(model)),\
      "content":[{"type":"text","text":\(quoted(text))}],"stop_reason":"end_turn",\
      "usage":{"input_tokens":11,"output_tokens":7}}
      """)
  }

  /// A stream of `/v1/messages` that says these pieces.
  package static func anthropicStream(
    _ pieces: [String], model: String = "claude-test", pause: Duration = .zero
  ) -> Self {
    func event(_ type: String, _ members: String) -> String {
      "event: \(type)\ndata: {\"type\":\"\(type)\"\(members)}\n\n"
    }
    let message = """
      ,"message":{"id":"msg_upstream","type":"message","role":"assistant","model":\(quoted(model)),"content":[],\
      "usage":{"input_tokens":11,"output_tokens":0}}
      """
    let said = pieces.map { piece in
      event("content_block_delta", #","index":0,"delta":{"type":"text_delta","text":\#(quoted(piece))}"#)
    }
    let start = [
      event("message_start", message),
      event("content_block_start", #","index":0,"content_block":{"type":"text","text":""}"#),
    ]
    let end = [
      event("content_block_stop", #","index":0"#),
      event("message_delta", #","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":7}"#),
      event("message_stop", ""),
    ]
    return .stream(start + said + end, pause: pause)
  }

  /// What DashScope answers to a synchronous request for images.
  package static func dashScopeImages(_ urls: [String]) -> Self {
    let results = urls.map { #"{"url":\#(quoted($0))}"# }.joined(separator: ",")
    return document(
      200,
      """
      {"request_id":"request-upstream","output":{"results":[\(results)]},"usage":{"image_count":\(urls.count)}}
      """)
  }

  /// The state of an asynchronous task of DashScope.
  package static func dashScopeTask(_ id: String, status: String, videoURL: String? = nil) -> Self {
    let video = videoURL.map { #","video_url":\#(quoted($0))"# } ?? ""
    return document(
      200,
      """
      {"request_id":"request-upstream","output":{"task_id":\(quoted(id)),"task_status":\(quoted(status))\(video)}}
      """)
  }

  /// An answer of `/v1/models`.
  package static func modelList(_ ids: [String]) -> Self {
    let models = ids.map { #"{"id":\#(quoted($0)),"object":"model","owned_by":"upstream"}"# }
    return document(200, #"{"object":"list","data":[\#(models.joined(separator: ","))]}"#)
  }

  private static func quoted(_ text: String) -> String { JSONValue(.string(text)).text }
}
