import ProviderAdapters
import TokenHubAPI

/// The status line and the header fields of a response as they are sent.
struct ResponseHead: Sendable {
  /// How the body follows.
  enum Body: Hashable, Sendable {
    case none
    case length(Int)
    case chunked
    case untilClose
  }

  /// The bytes, up to the empty line; nil for fields that would begin a line of their own.
  static func bytes(_ response: GatewayResponse, body: Body, keepsAlive: Bool) -> [UInt8]? {
    let own: Set<String> = ["content-length", "transfer-encoding", "connection"]
    var text = "HTTP/1.1 \(response.status) \(reason(response.status))\r\n"
    for field in response.headers where !own.contains(field.name.lowercased()) {
      let isSound = !(field.name + field.value).unicodeScalars.contains { $0 == "\r" || $0 == "\n" || $0 == "\0" }
      guard isSound, !field.name.isEmpty else { return nil }
      text += "\(field.name): \(field.value)\r\n"
    }
    switch body {
    case .length(let length): text += "Content-Length: \(length)\r\n"
    case .chunked: text += "Transfer-Encoding: chunked\r\n"
    case .none, .untilClose: break
    }
    text += "Connection: \(keepsAlive ? "keep-alive" : "close")\r\n\r\n"
    return Array(text.utf8)
  }

  /// Whether a status is of responses that never have a body.
  static func isBodiless(_ status: Int) -> Bool { status < 200 || status == 204 || status == 304 }

  private static func reason(_ status: Int) -> String {
    switch status {
    case 200: "OK"
    case 400: "Bad Request"
    case 404: "Not Found"
    case 500: "Internal Server Error"
    default: "Status"
    }
  }
}
