import GatewayTestSupport
import ProviderAdapters
import RoutingCore

@testable import TokenHubAPI

/// What holds of every response, whatever was asked.
enum ReplyRules {
  private static let statuses: Set = [
    200, 201, 202, 204, 302, 304, 400, 401, 403, 404, 405, 409, 413, 415, 429, 499, 502, 503, 504,
  ]

  /// What is wrong with a reply, in words.
  static func problems(of reply: Reply, to request: GatewayRequest) -> [String] {
    var problems: [String] = []
    func demand(_ isMet: Bool, _ what: String) { if !isMet { problems.append(what) } }
    demand(statuses.contains(reply.status), "the status is none of those that there are")
    let ids = reply.headers.filter { $0.name.lowercased() == "x-request-id" }.map(\.value)
    demand(ids.count == 1, "there is not one X-Request-ID")
    if let id = ids.first { demand(RequestID.isAcceptable(id), "the X-Request-ID has another form") }
    demand(
      reply.headers.allSatisfy { field in
        !field.name.isEmpty && (field.name + field.value).utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
      }, "a header field holds a control")
    demand(!reply.text.contains(GatewayFixture.adminToken), "the administrator's token is shown")
    demand(reply.bytes.count < 4_000_000, "the body is huge")
    guard request.method != "HEAD" else {
      demand(reply.bytes.isEmpty, "there is a body for HEAD")
      return problems
    }
    let type = reply[header: "content-type"] ?? ""
    if type.hasPrefix("application/json") {
      demand((try? JSONValue(parsing: reply.bytes)) != nil, "the body is no JSON")
    }
    if reply.status >= 400 {
      demand(type.hasPrefix("application/json"), "an error is no JSON")
      problems += shape(of: reply.json, on: ErrorSurface(RequestPath(request.path)))
    }
    if type.hasPrefix("text/event-stream") { problems += frames(of: reply, to: request) }
    return problems
  }

  /// What is wrong with the shape of an error (H-010 to H-013).
  private static func shape(of body: JSONValue, on surface: ErrorSurface) -> [String] {
    func isText(_ value: JSONValue?) -> Bool { value?.string?.isEmpty == false }
    let isRight: Bool
    switch surface {
    case .native: isRight = isText(body["error"])
    case .openAI:
      let names = body["error"]?.members?.map(\.name) ?? []
      isRight =
        isText(body["error"]?["message"]) && isText(body["error"]?["type"])
        && ["param", "code"].allSatisfy { names.contains($0) }
    case .anthropic: isRight = body["type"]?.string == "error" && isText(body["error"]?["message"])
    case .jobs:
      let errors = body["errors"]?.elements ?? []
      isRight =
        body["data"]?.isNull == true && !errors.isEmpty
        && errors.allSatisfy { isText($0["code"]) && isText($0["message"]) }
    }
    return isRight ? [] : ["the error has not the shape of its surface"]
  }

  /// What is wrong with a stream of events.
  private static func frames(of reply: Reply, to request: GatewayRequest) -> [String] {
    var problems: [String] = []
    guard let text = String(validating: reply.bytes, as: UTF8.self) else { return ["the stream is not UTF-8"] }
    if !text.isEmpty, !text.hasSuffix("\n\n") { problems.append("the stream ends within a frame") }
    let names = ["data:", "event:", "id:", "retry:", ":"]
    for line in text.split(separator: "\n") where !names.contains(where: { line.hasPrefix($0) }) {
      problems.append("a line of the stream is none: \(line.prefix(80))")
      break
    }
    guard request.path.contains("chat") else { return problems }
    let data = reply.frames.filter { $0.hasPrefix("data: ") }.map { $0.dropFirst(6) }
    let ends = data.filter { $0 == "[DONE]" }.count
    // A stream that was left before its end has none.
    if reply.frames.count < 40, ends != 1 || data.last != "[DONE]" { problems.append("the stream has not one end") }
    if data.contains(where: { $0 != "[DONE]" && (try? JSONValue(parsing: Array($0.utf8))) == nil }) {
      problems.append("a piece of the stream is no JSON")
    }
    return problems
  }
}
