import Foundation
import ProviderAdapters
import RoutingCore
import RoutingTestSupport
import Testing

@testable import FoundationTransport

/// Streams over real connections, and what is left behind, beyond the contract.
@Suite(.timeLimit(.minutes(60))) struct StreamingTests {
  private let server: LocalServer

  init() throws { server = try LocalServer.shared }

  private func rest(of stream: any HTTPResponseStream) async throws -> [UInt8] {
    var body: [UInt8] = []
    while let piece = try await stream.next() { body += piece }
    return body
  }

  @Test("a hundred streams are open at once")
  func hundred() async throws {
    let transport = FoundationHTTPTransport()
    let id = try await server.newID(by: transport)
    let bodies = try await withThrowingTaskGroup(of: String.self) { group in
      // None of them ends before all have begun.
      let streams = try await withThrowingTaskGroup(of: (any HTTPResponseStream).self) { group in
        for _ in 0..<100 {
          group.addTask { [server] in
            try await transport.stream(HTTPRequest(method: "GET", url: server.url + "/hold?id=\(id)"))
          }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      _ = try await transport.send(HTTPRequest(method: "GET", url: server.url + "/release?id=\(id)"))
      for stream in streams {
        group.addTask { String(decoding: try await rest(of: stream), as: UTF8.self) }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(bodies == Array(repeating: "firstsecond", count: 100))
  }

  @Test("events arrive byte for byte, wherever they are split")
  func splits() async throws {
    let transport = FoundationHTTPTransport()
    let request = HTTPRequest(method: "GET", url: server.url + "/sse")
    let stream = try await transport.stream(request)
    #expect(stream.head["content-type"] == "text/event-stream")
    let body = String(decoding: try await rest(of: stream), as: UTF8.self)
    #expect(body == "data: {\"n\": 1, \"text\": \"né\"}\n\ndata: {\"n\": 2}\n\ndata: {\"n\": 3}\n\ndata: [DONE]\n\n")
  }

  @Test("a reader that falls too far behind loses its stream, and what it had to read stays within the limit")
  func slowReader() async throws {
    let limit = 1_000_000
    let transport = FoundationHTTPTransport(configuration: .init(maximumUnreadBytes: limit))
    let id = try await server.newID(by: transport)
    let stream = try await transport.stream(
      HTTPRequest(method: "GET", url: server.url + "/endless?ms=1&id=\(id)", maximumResponseBytes: .max))
    // The server is faster than nobody reading.
    #expect(try await server.wasClosed(id, by: transport))
    var read = 0
    await #expect(throws: HTTPTransportError.failed(.tooLarge)) {
      while let piece = try await stream.next() { read += piece.count }
    }
    #expect(read > limit / 2 && read <= limit)
  }

  @Test("a reader that keeps up reads more than may be unread")
  func fastReader() async throws {
    let transport = FoundationHTTPTransport(configuration: .init(maximumUnreadBytes: 200_000))
    let stream = try await transport.stream(
      HTTPRequest(method: "GET", url: server.url + "/trickle?count=20&ms=5"))
    #expect(try await rest(of: stream).count == 20)
  }

  @Test("a stream that is let go of closes its connection")
  func abandoned() async throws {
    let transport = FoundationHTTPTransport()
    let id = try await server.newID(by: transport)
    _ = try await transport.stream(HTTPRequest(method: "GET", url: server.url + "/hang-body?id=\(id)"))
    #expect(try await server.wasClosed(id, by: transport))
  }

  @Test("a stream outlives its transport, which is not kept")
  func outliving() async throws {
    let other = FoundationHTTPTransport()
    let id = try await server.newID(by: other)
    var transport: FoundationHTTPTransport? = FoundationHTTPTransport()
    weak let kept = transport
    let stream = try #require(
      try await transport?.stream(HTTPRequest(method: "GET", url: server.url + "/hold?id=\(id)")))
    transport = nil
    #expect(kept == nil)
    _ = try await other.send(HTTPRequest(method: "GET", url: server.url + "/release?id=\(id)"))
    #expect(String(decoding: try await rest(of: stream), as: UTF8.self) == "firstsecond")
  }

  @Test("two readers of one stream, which is not asked for, both come to its end")
  func twoReaders() async throws {
    let transport = FoundationHTTPTransport()
    let stream = try await transport.stream(
      HTTPRequest(method: "GET", url: server.url + "/trickle?count=10&ms=10"))
    async let one = rest(of: stream)
    async let other = rest(of: stream)
    let counts = try await (one.count, other.count)
    #expect(counts.0 + counts.1 == 10)
  }

  @Test("however exchanges end, none is left behind, and no failure or description tells a secret")
  func leftovers() async throws {
    let transport = FoundationHTTPTransport()
    let targets = [
      "/echo", "/hang", "/hang-body", "/reset", "/reset-body", "/close", "/early-eof", "/early-eof-chunked",
      "/not-http",
      "/redirect?to=/visit", "/redirect", "/bytes/100000", "/endless?ms=2", "/status/429",
      "/status/401?authenticate=Basic%20realm=%22a%22",
      "/status/529", "/gzip/100000",
    ]
    var failures: [any Error] = []
    var told = ""
    for address in [
      server.url.replacing("http://", with: "http://user:canary@"), "http://user:canary@127.0.0.1:1",
      "https://user:canary@" + server.url.dropFirst(7),
    ] {
      for target in targets {
        let request = HTTPRequest(
          method: "POST", url: address + target + (target.contains("?") ? "&" : "?") + "key=canary",
          headers: [HTTPField("Authorization", "Bearer canary", isSecret: true), HTTPField("x-api-key", "canary")],
          body: Array("canary".utf8), timeout: 150, maximumResponseBytes: 50_000)
        do { _ = try await transport.send(request) } catch { failures.append(error) }
        do {
          let stream = try await transport.stream(request)
          dump(stream, to: &told)
          dump(transport, to: &told)
          if target == "/hang-body" { stream.cancel() }
          _ = try await rest(of: stream)
        } catch { failures.append(error) }
      }
    }
    #expect(failures.count > 60)
    for failure in failures {
      dump(failure, to: &told)
      told += "\(failure) \(String(reflecting: failure)) \(failure.localizedDescription)"
    }
    #expect(!told.contains("canary"))
    for _ in 0..<100 where transport.exchangesUnderWay > 0 { try await Task.sleep(for: .milliseconds(20)) }
    #expect(transport.exchangesUnderWay == 0)
  }

  @Test("cancelling at any moment gives the response or the cancellation, and nothing is left behind")
  func anyMoment() async throws {
    let transport = FoundationHTTPTransport()
    for delay in 0..<60 {
      let task = Task { [server] in
        let stream = try await transport.stream(
          HTTPRequest(method: "GET", url: server.url + "/bytes/200000?chunked=1"))
        return try await rest(of: stream).count
      }
      try await Task.sleep(for: .microseconds(delay * 100))
      task.cancel()
      switch await task.result {
      case .success(let count): #expect(count == 200_000)
      case .failure(let failure): #expect(failure as? HTTPTransportError == .cancelled)
      }
    }
    for _ in 0..<100 where transport.exchangesUnderWay > 0 { try await Task.sleep(for: .milliseconds(20)) }
    #expect(transport.exchangesUnderWay == 0)
  }
}
