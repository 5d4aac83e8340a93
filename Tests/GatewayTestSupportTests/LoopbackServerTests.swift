import GatewayTestSupport
import ProviderAdapters
import RoutingTestSupport
import Synchronization
import Testing
import TokenHubAPI

/// The server against clients that send bytes by hand.
@Suite(.offThePool, .timeLimit(.minutes(60))) struct LoopbackServerTests {
  @Test("requests sent at once are answered in order on one connection, which stays until it is told otherwise")
  func pipelining() async throws {
    try await LoopbackServer.with(handle: Echo.handle) { server in
      let client = try RawConnection(port: server.port)
      try await client.send(
        "POST /1 HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabcGET /2?q HTTP/1.1\r\nHost: h\r\n\r\n"
          + "POST /3 HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n"
          + "GET /4 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
      let answers = try await client.readToEnd()
      let bodies = answers.split(separator: "\r\n\r\n").compactMap { $0.split(separator: "HTTP/1.1 200").first }
      #expect(bodies.dropFirst() == ["POST /1? bytes 3", "GET /2?q none", "POST /3? bytes 2", "GET /4? none"])
      #expect(answers.components(of: "Connection: keep-alive") == 3)
      #expect(answers.components(of: "Connection: close") == 1)
    }
  }

  @Test("a client that sends no more after its requests still gets all the answers")
  func halfClosed() async throws {
    let slow: @Sendable (GatewayRequest) async -> GatewayResponse = { request in
      try? await Task.sleep(for: request.path == "/last" ? .seconds(3600) : .milliseconds(20))
      return Task.isCancelled ? GatewayResponse(status: 499) : await Echo.handle(request)
    }
    try await LoopbackServer.with(handle: slow) { server in
      let client = try RawConnection(port: server.port)
      let paths = ["/first", "/second", "/last"]
      try await client.send(paths.map { "GET \($0) HTTP/1.1\r\nHost: h\r\n\r\n" }.joined())
      client.halfClose()
      // The last one is cancelled, since a client with nothing left to send looks like one that went away.
      let answer = try await client.readToEnd()
      #expect(answer.components(of: "HTTP/1.1 200") == 2)
      #expect(answer.components(of: "HTTP/1.1 499") == 1)
    }
  }

  @Test("the leave to send a body is given when the handler asks for it, and not before")
  func leave() async throws {
    let handle: @Sendable (GatewayRequest) async -> GatewayResponse = { request in
      request.path == "/refuse" ? GatewayResponse(status: 413) : await Echo.handle(request)
    }
    try await LoopbackServer.with(handle: handle) { server in
      let head = "HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nConnection: close\r\nContent-Length:"
      let willing = try RawConnection(port: server.port)
      try await willing.send("POST /take \(head) 2\r\n\r\n")
      #expect(try await willing.read() == "HTTP/1.1 100 Continue\r\n\r\n")
      try await willing.send("ab")
      #expect(try await willing.readToEnd().contains("POST /take? bytes 2"))
      let refused = try RawConnection(port: server.port)
      try await refused.send("POST /refuse \(head) 400000000\r\n\r\n")
      #expect(try await refused.read(until: "\r\n\r\n").hasPrefix("HTTP/1.1 413 "))
      refused.close()
    }
  }

  @Test(
    "what is no request is answered with the status that says why, and the connection ends",
    arguments: [
      ("nonsense\r\n\r\n", 400), ("GET / HTTP/1.1\n\n", 400), ("GET / HTTP/1.1\r\n\r\n", 400),
      ("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400),
      ("GET /\(String(repeating: "x", count: 70_000)) HTTP/1.1\r\nHost: h\r\n\r\n", 431),
    ])
  func malformed(text: String, status: Int) async throws {
    try await LoopbackServer.with(handle: Echo.handle) { server in
      let client = try RawConnection(port: server.port)
      try await client.send(text)
      client.halfClose()
      let answer = try await client.readToEnd()
      #expect(answer.hasPrefix("HTTP/1.1 \(status) "))
      #expect(answer.contains("Connection: close"))
    }
  }

  @Test("a client that sends on after it was refused still gets the answer")
  func refusedWhileSending() async throws {
    try await LoopbackServer.with(handle: { _ in GatewayResponse(status: 413) }) { server in
      let client = try RawConnection(port: server.port)
      try await client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 8000000\r\n\r\n")
      for _ in 0..<8 { try await client.send([UInt8](repeating: 65, count: 1_000_000)) }
      #expect(try await client.readToEnd().hasPrefix("HTTP/1.1 413 "))
    }
  }

  @Test("a response to HEAD has the length and no body, and so has none of 204 and 304 a body")
  func bodiless() async throws {
    let handle: @Sendable (GatewayRequest) async -> GatewayResponse = { request in
      GatewayResponse(status: request.path == "/none" ? 204 : 200, body: .bytes(Array("body".utf8)))
    }
    try await LoopbackServer.with(handle: handle) { server in
      let client = try RawConnection(port: server.port)
      try await client.send(
        "HEAD / HTTP/1.1\r\nHost: h\r\n\r\nGET /none HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
      let answer = try await client.readToEnd()
      #expect(answer.components(of: "Content-Length: 4") == 1)
      #expect(!answer.contains("body"))
      #expect(answer.contains("HTTP/1.1 204 "))
    }
  }

  @Test("a field that would begin a line of its own is not sent", arguments: ["\r\n", "\n", "\r"])
  func splitting(lineEnd: String) async throws {
    let handle: @Sendable (GatewayRequest) async -> GatewayResponse = { _ in
      GatewayResponse(status: 200, headers: [HTTPField("X-A", "b\(lineEnd)Set-Cookie: c")])
    }
    try await LoopbackServer.with(handle: handle) { server in
      let client = try RawConnection(port: server.port)
      try await client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
      let answer = try await client.readToEnd()
      #expect(answer.hasPrefix("HTTP/1.1 500 "))
      #expect(!answer.contains("Set-Cookie"))
    }
  }

  @Test("each event is sent when it comes, as a chunk, and the connection stays for the next request")
  func events() async throws {
    let stream = HandFedStream()
    try await LoopbackServer.with(handle: { _ in GatewayResponse(status: 200, body: .events(stream)) }) { server in
      let client = try RawConnection(port: server.port)
      try await client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
      #expect(try await client.read(until: "\r\n\r\n").contains("Transfer-Encoding: chunked"))
      for text in ["data: 1\n\n", "data: 22222222\n\n"] {
        stream.give(text)
        #expect(try await client.read(until: text) == "\(String(text.utf8.count, radix: 16))\r\n\(text)\r\n")
      }
      stream.give("")
      stream.give(nil)
      #expect(try await client.read(until: "0\r\n\r\n") == "0\r\n\r\n")
      try await client.send("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n")
      #expect(try await client.read(until: "\r\n\r\n").hasPrefix("HTTP/1.1 200 "))
      #expect(stream.isCancelled)
    }
  }

  @Test("an old client gets events without chunks, up to the end of the connection")
  func oldClient() async throws {
    let stream = HandFedStream()
    stream.give("data: 1\n\n")
    stream.give(nil)
    try await LoopbackServer.with(handle: { _ in GatewayResponse(status: 200, body: .events(stream)) }) { server in
      let client = try RawConnection(port: server.port)
      try await client.send("GET / HTTP/1.0\r\n\r\n")
      #expect(try await client.readToEnd().hasSuffix("Connection: close\r\n\r\ndata: 1\n\n"))
    }
  }

  @Test("H-129: a stream is cancelled when its client goes away, also while it has nothing to send")
  func goneWhileSilent() async throws {
    let stream = HandFedStream()
    try await LoopbackServer.with(handle: { _ in GatewayResponse(status: 200, body: .events(stream)) }) { server in
      let client = try RawConnection(port: server.port)
      try await client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
      _ = try await client.read(until: "\r\n\r\n")
      client.close()
      await stream.cancelled()
    }
  }

  @Test("a handler is cancelled when its client goes away, and a body that stops arriving is a failure")
  func goneWhileHandling() async throws {
    let (told, teller) = AsyncStream.makeStream(of: String.self)
    let handle: @Sendable (GatewayRequest) async -> GatewayResponse = { request in
      if case .pieces = request.body {
        let response = await Echo.handle(request)
        if case .bytes(let bytes) = response.body { teller.yield(String(decoding: bytes, as: UTF8.self)) }
        return response
      }
      teller.yield("began")
      try? await Task.sleep(for: .seconds(3600))
      teller.yield("cancelled \(Task.isCancelled)")
      return GatewayResponse(status: 200)
    }
    try await LoopbackServer.with(handle: handle) { server in
      var events = told.makeAsyncIterator()
      let client = try RawConnection(port: server.port)
      try await client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
      #expect(await events.next() == "began")
      client.close()
      #expect(await events.next() == "cancelled true")
      let uploading = try RawConnection(port: server.port)
      try await uploading.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2000000\r\n\r\nabc")
      uploading.close()
      #expect(await events.next() == "POST /? broken")
    }
  }

  @Test("many connections at once are all served, with handlers that wait for one another")
  func many() async throws {
    let count = 40
    let arrived = Mutex<[CheckedContinuation<Void, Never>]>([])
    let handle: @Sendable (GatewayRequest) async -> GatewayResponse = { request in
      await withCheckedContinuation { continuation in
        let all = arrived.withLock { waiting -> [CheckedContinuation<Void, Never>] in
          waiting.append(continuation)
          return waiting.count == count ? waiting : []
        }
        for continuation in all { continuation.resume() }
      }
      return await Echo.handle(request)
    }
    try await LoopbackServer.with(handle: handle) { server in
      let port = server.port
      let good = try await withThrowingTaskGroup(of: Bool.self) { group in
        for number in 0..<count {
          group.addTask {
            let client = try RawConnection(port: port)
            try await client.send("GET /\(number) HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
            return try await client.readToEnd().hasSuffix("GET /\(number)? none")
          }
        }
        return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
      }
      #expect(good == count)
    }
  }

  @Test("stopping ends what waits, and leaves no connection behind")
  func stopping() async throws {
    let stream = HandFedStream()
    let server = try LoopbackServer { request in
      if request.path == "/events" { return GatewayResponse(status: 200, body: .events(stream)) }
      try? await Task.sleep(for: .seconds(3600))
      return GatewayResponse(status: 200)
    }
    let clients = try ["/events", "/slow", nil].map { ($0, try RawConnection(port: server.port)) }
    for (path, client) in clients {
      if let path { try await client.send("GET \(path) HTTP/1.1\r\nHost: h\r\n\r\n") }
    }
    _ = try await clients[0].1.read(until: "\r\n\r\n")
    await server.stop()
    #expect(stream.isCancelled)
    #expect(server.connectionCount == 0)
    for (_, client) in clients { _ = try await client.readToEnd() }
    #expect(throws: SystemFailure.self) { try RawConnection(port: server.port) }
  }
}

extension String {
  /// How often a text occurs.
  fileprivate func components(of text: String) -> Int { ranges(of: text).count }
}
