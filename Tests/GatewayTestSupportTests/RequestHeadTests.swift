import ProviderAdapters
import RoutingTestSupport
import Testing

@testable import GatewayTestSupport

/// The reading of request lines and header fields.
@Suite(.offThePool) struct RequestHeadTests {
  private func head(_ text: String) throws -> RequestHead {
    try RequestHead(Array(text.replacing("\n", with: "\r\n").utf8)[...])
  }

  @Test("a head is taken apart as it was sent")
  func plain() throws {
    let head = try head(
      "POST /v1/a%2Fb?limit=1&x=%20 HTTP/1.1\nHost: h\nContent-Length: 12\nX-A:\t one \nX-A: two\nX-B:")
    #expect(head.method == "POST")
    #expect(head.path == "/v1/a%2Fb")
    #expect(head.query == "limit=1&x=%20")
    #expect(head.framing == .length(12))
    #expect(head.keepsAlive)
    #expect(!head.expectsContinue)
    let expected = [
      HTTPField("Host", "h"), HTTPField("Content-Length", "12"), HTTPField("X-A", "one"), HTTPField("X-A", "two"),
      HTTPField("X-B", ""),
    ]
    #expect(head.fields == expected)
  }

  @Test(
    "a connection stays as the version and the client say",
    arguments: [
      ("HTTP/1.1\nHost: h", true), ("HTTP/1.1\nHost: h\nConnection: Close", false),
      ("HTTP/1.1\nHost: h\nConnection: x, close", false), ("HTTP/1.0", false),
      ("HTTP/1.0\nConnection: keep-alive", true),
    ])
  func keepAlive(text: String, keepsAlive: Bool) throws {
    #expect(try head("GET / " + text).keepsAlive == keepsAlive)
  }

  @Test(
    "what is no request is refused with the status that says why",
    arguments: [
      ("", 400), ("GET", 400), ("GET /", 400), ("GET  / HTTP/1.1\nHost: h", 400), ("G@T / HTTP/1.1\nHost: h", 400),
      ("GET / HTTQ/1.1\nHost: h", 400), ("GET / HTTP/2.0\nHost: h", 505), ("GET index HTTP/1.1\nHost: h", 400),
      ("GET /\u{e9} HTTP/1.1\nHost: h", 400), ("GET /#a HTTP/1.1\nHost: h", 400), ("GET / HTTP/1.1", 400),
      ("GET / HTTP/1.1\nHost: a\nHost: b", 400), ("GET / HTTP/1.1\nHost : h", 400),
      ("GET / HTTP/1.1\nHost: h\n folded", 400), ("GET / HTTP/1.1\nHost: h\n: x", 400),
      ("GET / HTTP/1.1\nHost: h\nX: a\u{7}b", 400), ("GET / HTTP/1.1\nHost: h\nX: a\0b", 400),
      ("POST / HTTP/1.1\nHost: h\nContent-Length: +1", 400), ("POST / HTTP/1.1\nHost: h\nContent-Length: ", 400),
      ("POST / HTTP/1.1\nHost: h\nContent-Length: 99999999999999999999", 400),
      ("POST / HTTP/1.1\nHost: h\nContent-Length: 1\nContent-Length: 2", 400),
      ("POST / HTTP/1.1\nHost: h\nContent-Length: 1\nTransfer-Encoding: chunked", 400),
      ("POST / HTTP/1.0\nTransfer-Encoding: chunked", 400),
      ("POST / HTTP/1.1\nHost: h\nTransfer-Encoding: gzip, chunked", 501),
      ("POST / HTTP/1.1\nHost: h\nExpect: 200-ok", 417),
    ])
  func refused(text: String, status: Int) {
    let problem = #expect(throws: RequestProblem.self) { try head(text) }
    #expect(problem?.status == status)
  }

  @Test("a line that ends with LF alone is refused")
  func bareLineFeed() {
    #expect(throws: RequestProblem.malformed) { try RequestHead(Array("GET / HTTP/1.1\nHost: h".utf8)[...]) }
    var input = InputBuffer()
    input.append(Array("GET / HTTP/1.1\nHost: h\n\n".utf8))
    #expect(throws: RequestProblem.malformed) { try input.head() }
  }

  @Test("heads are found however the bytes are cut, and nothing is lost between them", arguments: 1...12)
  func cuts(size: Int) throws {
    let bytes = Array("\r\nGET /a HTTP/1.1\r\nHost: h\r\n\r\nGET /b HTTP/1.1\r\nHost: h\r\n\r\nrest".utf8)
    var input = InputBuffer()
    var paths: [String] = []
    for start in stride(from: 0, to: bytes.count, by: size) {
      input.append(Array(bytes[start..<min(bytes.count, start + size)]))
      while paths.count < 2, let head = try input.head() { paths.append(try RequestHead(head).path) }
    }
    #expect(paths == ["/a", "/b"])
    #expect(input.take(atMost: 100) == Array("rest".utf8))
  }

  @Test("a head beyond 64 KiB is refused, whether it ends or not", arguments: [true, false])
  func limit(ends: Bool) {
    var input = InputBuffer()
    input.append(Array(("GET / HTTP/1.1\r\nX: " + String(repeating: "x", count: 65_600)).utf8))
    if ends { input.append([13, 10, 13, 10]) }
    #expect(throws: RequestProblem.headTooLarge) { try input.head() }
  }
}
