import GatewayTestSupport
import ProviderAdapters
import RoutingCore

/// Hosts that say back what they were sent, secrets and all: in answers, in errors and in headers.
enum EchoHosts {
  /// Answers by the host's name and the path.
  static let answer: @Sendable (HTTPRequest) -> StubTransport.Answer = { request in
    let said = request.headers.map { "\($0.name): \($0.value)" }.joined(separator: "\n")
    let fields = [HTTPField("Retry-After", "1; \(said.replacing("\n", with: " "))"), HTTPField("x-echo", said)]
    let host = request.url.split(separator: "/").dropFirst().first.map(String.init) ?? ""
    switch host {
    case "denied.test":
      return .json(401, error("Incorrect API key provided. \(said)"), headers: fields)
    case "limited.test": return .json(429, error("Slow down. \(said)"), headers: fields)
    case "broken.test": return .bytes(500, Array("<pre>\(said)</pre>".utf8), headers: fields)
    case "garbled.test": return .bytes(200, Array("not JSON: \(said)".utf8), headers: fields)
    case "cut.test": return .stream([frame(said), "data: {\"error\": \(JSONValue("gone. \(said)").text)}\n\n"])
    case "hook.test": return .bytes(200, Array(said.utf8), headers: fields)
    case "escaped.test":
      return .bytes(200, Array(completion(said).text.replacing("/", with: "\\/").utf8), headers: fields)
    default: return fine(request, said, fields)
    }
  }

  private static func fine(_ request: HTTPRequest, _ said: String, _ fields: [HTTPField]) -> StubTransport.Answer {
    let url = request.url
    let body = (try? JSONValue(parsing: request.body)) ?? .null
    let text = JSONValue(said).text
    if url.hasSuffix("/chat/completions") {
      guard body["stream"]?.bool == true else { return .json(200, completion(said), headers: fields) }
      return .stream([frame(said), frame("", finish: #""stop""#), "data: [DONE]\n\n"])
    }
    if url.hasSuffix("/v1/messages") {
      return .json(
        200,
        .reading(
          #"{"id":"m","type":"message","role":"assistant","model":"x","content":[{"type":"text","text":\#(text)}],"stop_reason":"end_turn","usage":{"input_tokens":1,"output_tokens":1}}"#
        ), headers: fields)
    }
    if url.hasSuffix("/embeddings") {
      return .json(
        200,
        .reading(
          #"{"object":"list","model":\#(text),"data":[{"index":0,"embedding":[1]}],"usage":{"prompt_tokens":1,"total_tokens":1}}"#
        ), headers: fields)
    }
    if url.hasSuffix("/images/generations") {
      return .json(
        200, .reading(#"{"created":1,"data":[{"url":"https://img.test/1.png","revised_prompt":\#(text)}]}"#),
        headers: fields)
    }
    if url.hasSuffix("image-synthesis") {
      return .json(
        200,
        .reading(
          #"{"request_id":\#(text),"output":{"task_id":"t","task_status":"SUCCEEDED","results":[{"url":"https://img.test/1.png","actual_prompt":\#(text)}]}}"#
        ), headers: fields)
    }
    if url.hasSuffix("video-synthesis") {
      return .json(200, .reading(#"{"request_id":\#(text),"output":{"task_id":"v-1","task_status":"PENDING"}}"#))
    }
    if url.contains("/api/v1/tasks/") {
      return .json(
        200,
        .reading(
          #"{"request_id":\#(text),"output":{"task_id":"v-1","task_status":"FAILED","code":\#(text),"message":\#(text)}}"#
        ))
    }
    if url.hasSuffix("/v1/models") {
      return .json(200, .reading(#"{"data":[{"id":\#(text),"owned_by":\#(text)}]}"#), headers: fields)
    }
    return .json(404, error("no such path. \(said)"), headers: fields)
  }

  private static func error(_ message: String) -> JSONValue {
    .reading(#"{"error":{"message":\#(JSONValue(message).text),"type":"error","code":\#(JSONValue(message).text)}}"#)
  }

  private static func completion(_ text: String) -> JSONValue { FixtureHosts.completion(text) }

  private static func frame(_ text: String, finish: String = "null") -> String {
    #"data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":\#(JSONValue(text).text)},"finish_reason":\#(finish)}]}"#
      + "\n\n"
  }
}
