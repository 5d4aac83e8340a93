import FoundationTransport
import ProviderAdapters
import RoutingCore
import RoutingTestSupport
import Testing

/// Whole responses over real connections, beyond the contract.
@Suite(.timeLimit(.minutes(60))) struct SendingTests {
  private let transport = FoundationHTTPTransport(configuration: .init(userAgent: "test-agent"))
  private let server: LocalServer

  init() throws { server = try LocalServer.shared }

  private func echo(_ request: HTTPRequest) async throws -> JSONValue {
    try JSONValue(parsing: try await transport.send(request).body)
  }

  @Test("a body without a type is called bytes, and a request without an agent carries that of the transport")
  func addedFields() async throws {
    let plain = try await echo(HTTPRequest(method: "POST", url: server.url + "/echo", body: [1]))
    #expect(plain.values("content-type") == ["application/octet-stream"])
    #expect(plain.values("user-agent") == ["test-agent"])
    let own = try await echo(
      HTTPRequest(
        method: "POST", url: server.url + "/echo",
        headers: [HTTPField("user-agent", "mine"), HTTPField("CONTENT-TYPE", "text/plain")], body: [1]))
    #expect(own.values("content-type") == ["text/plain"])
    #expect(own.values("user-agent") == ["mine"])
  }

  @Test("fields that say where a message ends are the transport's own")
  func framing() async throws {
    let echo = try await echo(
      HTTPRequest(
        method: "POST", url: server.url + "/echo",
        headers: [
          HTTPField("Content-Length", "1"), HTTPField("transfer-encoding", "chunked"), HTTPField("Connection", "close"),
        ], body: Array("hello".utf8)))
    #expect(echo["body"]?.string == "68656c6c6f")
    #expect(echo.values("content-length") == ["5"])
    #expect(echo.values("transfer-encoding") == [])
    #expect(echo.values("connection") == ["keep-alive"])
  }

  @Test(
    "what cannot be sent as it stands is not sent",
    arguments: [
      ("GET", "", [], []), ("GET", "/echo", [], [1]), ("HEAD", "/echo", [], [1]), ("G ET", "/echo", [], []),
      ("", "/echo", [], []), ("GET", "/echo", [HTTPField("X-A", "1\r\nX-B: 2")], []),
      ("GET", "/echo", [HTTPField("X-A\r\nX-B", "1")], []), ("GET", "/echo", [HTTPField("", "1")], []),
      ("GET", "/echo", [HTTPField("X-A", "\0")], []), ("GET", "/a b", [], []),
      ("GET", "file:///etc/hostname", [], []), ("GET", "http://", [], []), ("GET", "http:///echo", [], []),
      ("GET", "ftp://127.0.0.1/", [], []), ("GET", "no address", [], []), ("GET", "//127.0.0.1/", [], []),
    ] as [(String, String, [HTTPField], [UInt8])])
  func unsendable(method: String, target: String, headers: [HTTPField], body: [UInt8]) async throws {
    let url = target.hasPrefix("/") && !target.hasPrefix("//") ? server.url + target : target
    let request = HTTPRequest(method: method, url: url, headers: headers, body: body)
    await #expect(throws: HTTPTransportError.failed(.other)) { try await transport.send(request) }
    await #expect(throws: HTTPTransportError.failed(.other)) { try await transport.stream(request) }
  }

  @Test("no cookie is kept, and nothing is answered from a cache")
  func memory() async throws {
    let id = try await server.newID(by: transport)
    let visit = HTTPRequest(method: "GET", url: server.url + "/visit?id=\(id)")
    for _ in 0..<3 { #expect(try await transport.send(visit).head["set-cookie"] == "crumb=1") }
    let visits = try await echo(HTTPRequest(method: "GET", url: server.url + "/visits?id=\(id)"))
    #expect(visits["count"]?.integer == 3)
    #expect(visits["headers"]?.elements?.flatMap { $0.pairs("cookie") } == [])
  }

  @Test("a redirection without a place to go is refused like any other, and 300 and 304 are responses")
  func redirections() async throws {
    for status in [301, 302, 303, 307, 308] {
      let request = HTTPRequest(method: "POST", url: server.url + "/redirect?status=\(status)", body: [1])
      await #expect(throws: HTTPTransportError.failed(.redirected)) { try await transport.send(request) }
    }
    for status in [300, 304] {
      let request = HTTPRequest(method: "GET", url: server.url + "/redirect?to=/visit&status=\(status)")
      #expect(try await transport.send(request).head.status == status)
    }
  }

  @Test("a secret is not sent to where a redirection leads, there or on another host", arguments: ["", "other"])
  func redirectedSecret(host: String) async throws {
    let id = try await server.newID(by: transport)
    let target = (host.isEmpty ? server.url : server.otherURL) + "/visit?id=\(id)"
    let request = HTTPRequest(
      method: "GET", url: server.url + "/redirect?to=\(target)",
      headers: [HTTPField("Authorization", "Bearer canary", isSecret: true)])
    await #expect(throws: HTTPTransportError.failed(.redirected)) { try await transport.send(request) }
    let visits = try await echo(HTTPRequest(method: "GET", url: server.url + "/visits?id=\(id)"))
    #expect(visits["count"]?.integer == 0)
  }

  @Test("a compressed body is given uncompressed, and its limit counts what comes out")
  func compression() async throws {
    var request = HTTPRequest(method: "GET", url: server.url + "/gzip/1000000", maximumResponseBytes: 1_000_000)
    #expect(try await transport.send(request).body == [UInt8](repeating: 0, count: 1_000_000))
    request.maximumResponseBytes = 999_999
    await #expect(throws: HTTPTransportError.failed(.tooLarge)) { try await transport.send(request) }
  }

  @Test("a limit of nothing, or less, lets an empty body pass", arguments: [0, -1, Int.min])
  func noBytes(limit: Int) async throws {
    let empty = HTTPRequest(method: "GET", url: server.url + "/bytes/0", maximumResponseBytes: limit)
    #expect(try await transport.send(empty).body == [])
    let one = HTTPRequest(method: "GET", url: server.url + "/bytes/1", maximumResponseBytes: limit)
    await #expect(throws: HTTPTransportError.failed(.tooLarge)) { try await transport.send(one) }
  }

  @Test("a timeout may be nothing or as long as it likes")
  func extremeTimeouts() async throws {
    let none = HTTPRequest(method: "GET", url: server.url + "/hang", timeout: 0)
    await #expect(throws: HTTPTransportError.failed(.timedOut)) { try await transport.send(none) }
    let longest = try #require(Milliseconds(.greatestFiniteMagnitude))
    let request = HTTPRequest(method: "GET", url: server.url + "/bytes/3", timeout: longest)
    #expect(try await transport.send(request).body == [0, 1, 2])
  }

  @Test("a large body goes both ways")
  func largeBodies() async throws {
    let body = (0..<4_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let echo = try await echo(
      HTTPRequest(method: "POST", url: server.url + "/echo", body: body, maximumResponseBytes: 20_000_000))
    #expect(echo["body"]?.string?.utf8.count == 8_000_000)
    #expect(echo.values("content-length") == ["4000000"])
  }

  @Test("a hundred requests at once each get their own answer")
  func hundred() async throws {
    let bodies = try await withThrowingTaskGroup(of: (Int, [UInt8]).self) { group in
      for number in 0..<100 {
        group.addTask { [transport, server] in
          let request = HTTPRequest(method: "GET", url: server.url + "/bytes/\(number * 101)")
          return (number, try await transport.send(request).body)
        }
      }
      return try await group.reduce(into: [Int: [UInt8]]()) { $0[$1.0] = $1.1 }
    }
    for number in 0..<100 { #expect(bodies[number]?.count == number * 101) }
  }

  @Test("a name that nobody has is not found")
  func unknownName() async {
    let request = HTTPRequest(method: "GET", url: "http://no-such-host.invalid/", timeout: 20_000)
    await #expect(throws: HTTPTransportError.failed(.nameNotFound)) { try await transport.send(request) }
  }
}

extension JSONValue {
  /// The values of a header in an echo.
  fileprivate func values(_ name: String) -> [String] { self["headers"]?.pairs(name) ?? [] }

  /// The values of a header among pairs.
  fileprivate func pairs(_ name: String) -> [String] {
    (elements ?? []).compactMap { $0[0]?.string?.lowercased() == name ? $0[1]?.string : nil }
  }
}

extension LocalServer {
  /// A name for an exchange that no other has.
  func newID(by transport: FoundationHTTPTransport) async throws -> String {
    String(
      decoding: try await transport.send(HTTPRequest(method: "GET", url: url + "/new-id")).body, as: UTF8.self)
  }

  /// Whether the server saw the connection of an exchange being closed within ten seconds.
  func wasClosed(_ id: String, by transport: FoundationHTTPTransport) async throws -> Bool {
    let request = HTTPRequest(method: "GET", url: url + "/closed?id=\(id)&ms=10000")
    return String(decoding: try await transport.send(request).body, as: UTF8.self) == #"{"closed": true}"#
  }
}
