import Foundation
import GatewayTestSupport
import RoutingTestSupport
import Testing
import TokenHubAPI

/// What the server leaves behind, seen in a process of its own where nothing else opens files.
@Suite struct DescriptorLeakTests {
  @Test("servers that came and went leave no descriptor and no thread behind", .timeLimit(.minutes(60)))
  func leaks() async {
    await #expect(processExitsWith: .success) {
      func count(_ what: String) -> Int {
        (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/\(what)").count) ?? -1
      }
      func round() async throws {
        try await LoopbackServer.with(handle: Echo.handle) { server in
          for _ in 0..<5 {
            let client = try RawConnection(port: server.port)
            try await client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
            _ = try await client.read(until: "none")
          }
        }
      }
      /// Whether it comes true soon; threads that have done their work take a moment to end.
      func soon(_ test: () -> Bool) async throws -> Bool {
        for _ in 0..<3000 where !test() { try await Task.sleep(for: .milliseconds(10)) }
        return test()
      }
      let files = count("fd")
      for _ in 0..<6 { try await round() }
      // The first event of a process may open what its waiting for events needs; thirty connections would be seen.
      #expect(try await soon { count("fd") <= files + 4 })
      #expect(try await soon { count("task") < 15 })
    }
  }
}
