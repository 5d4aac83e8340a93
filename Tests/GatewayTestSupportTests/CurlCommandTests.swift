import Foundation
import GatewayTestSupport
import ProviderAdapters
import RoutingTestSupport
import Testing
import TokenHubAPI

/// The server against a client that is not ours.
@Suite(.offThePool, .enabled(if: CurlCommand.isInstalled, "needs curl in PATH"), .timeLimit(.minutes(60)))
struct CurlCommandTests {
  @Test(
    "curl's bodies arrive whole up to 1 MiB and in pieces beyond it, with and without a length",
    arguments: [(0, "none"), (1000, "bytes"), (1 << 20, "bytes"), (1 << 20 + 1, "pieces"), (5_000_000, "pieces")],
    [false, true])
  func uploads(size: (bytes: Int, form: String), isChunked: Bool) async throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "upload-\(UUID().uuidString)")
    try Data(repeating: 65, count: size.bytes).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    try await LoopbackServer.with(handle: Echo.handle) { server in
      var arguments = ["--data-binary", "@\(file.path)", "\(server.url)/up?a=b"]
      // Without a body curl would go on waiting after it got the leave to send one.
      if size.bytes > 0 { arguments += ["-H", "Expect: 100-continue"] }
      if isChunked { arguments += ["-H", "Transfer-Encoding: chunked"] }
      let result = try await CurlCommand.run(arguments)
      #expect(result.exitCode == 0)
      #expect(result.status == 200)
      #expect(result[header: "content-type"] == "text/plain")
      #expect(result.text == "POST /up?a=b \(size.form == "none" ? "none" : "\(size.form) \(size.bytes)")")
    }
  }

  @Test("curl uses one connection for several requests, and a HEAD ends without a body")
  func keepAlive() async throws {
    try await LoopbackServer.with(handle: Echo.handle) { server in
      let result = try await CurlCommand.run(["-v", "\(server.url)/a", "\(server.url)/b", "-o", "/dev/null"])
      #expect(result.errorText.contains("Re-using existing") || result.errorText.contains("left intact"))
      #expect(result.exitCode == 0)
      let head = try await CurlCommand.run(["--head", "\(server.url)/c"])
      #expect(head.exitCode == 0)
      #expect(head[header: "Content-Length"] == "13")
    }
  }

  @Test("curl sees the answer to an upload that nobody read")
  func refusedUpload() async throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "upload-\(UUID().uuidString)")
    try Data(repeating: 65, count: 20 << 20).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    try await LoopbackServer.with(handle: { _ in GatewayResponse(status: 413, body: .bytes([111, 107])) }) { server in
      for expectation in ["Expect:", "Expect: 100-continue"] {
        let result = try await CurlCommand.run(["--data-binary", "@\(file.path)", "-H", expectation, server.url])
        #expect(result.status == 413)
        #expect(result.text == "ok")
      }
    }
  }

  @Test("curl reads events to their end")
  func events() async throws {
    try await LoopbackServer.with(handle: { _ in
      let stream = HandFedStream()
      for text in ["data: 1\n\n", "data: 2\n\n", nil] { stream.give(text) }
      return GatewayResponse(
        status: 200, headers: [HTTPField("Content-Type", "text/event-stream")], body: .events(stream))
    }) { server in
      let result = try await CurlCommand.run(["-N", server.url])
      #expect(result.exitCode == 0)
      #expect(result.text == "data: 1\n\ndata: 2\n\n")
    }
  }
}
