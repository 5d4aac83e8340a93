import Foundation

/// The server of `Tests/Fixtures/servers/http_test_server.py`, running beside the tests.
///
/// It ends with its standard input, so with this process however that ends.
package struct LocalServer: Sendable {
  /// `http://127.0.0.1:` and the port.
  package let url: String
  /// Where a name leads to that is not this one, though the server is the same.
  package var otherURL: String { url.replacingOccurrences(of: "127.0.0.1", with: "localhost") }

  private let input: FileHandle
  private let process: Process

  /// The one that the tests of a process share.
  ///
  /// - Throws: ``Problem`` where it cannot be started; a test without its server fails and is not passed over.
  package static var shared: LocalServer { get throws { try started.get() } }

  private static let started = Result { try LocalServer() }

  /// Why there is no server.
  package struct Problem: Error, CustomStringConvertible {
    package let description: String
  }

  /// Starts a server.
  package init() throws {
    process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", Repository.root.appending(path: "Tests/Fixtures/servers/http_test_server.py").path]
    let (input, output) = (Pipe(), Pipe())
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    self.input = input.fileHandleForWriting
    var line: [UInt8] = []
    while line.last != 10, let byte = try output.fileHandleForReading.read(upToCount: 1)?.first { line.append(byte) }
    guard let port = Int(String(decoding: line.dropLast(), as: UTF8.self)) else {
      throw Problem(
        description: "Tests with real connections need python3 (3.8 or later) in PATH, and it did not start.")
    }
    url = "http://127.0.0.1:\(port)"
  }

  /// Lets the server end, and waits for it.
  package func stop() throws {
    try input.close()
    process.waitUntilExit()
  }
}
