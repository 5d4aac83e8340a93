import Foundation
package import ProviderAdapters

/// Sends requests with `curl`, a client that is not ours.
package enum CurlCommand {
  /// Whether there is a `curl` to run.
  package static var isInstalled: Bool { Command.isInstalled("curl") }

  /// Runs `curl` with these arguments; the addresses are among them.
  ///
  /// Nothing of the machine's own configuration is read, no proxy is used, and a minute is the limit.
  package static func run(_ arguments: [String], environment: [String: String] = [:]) async throws -> CurlResult {
    let folder = FileManager.default.temporaryDirectory.appending(path: "curl-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (head, body) = (folder.appending(path: "head"), folder.appending(path: "body"))
    let own = ["-q", "-sS", "--noproxy", "*", "--max-time", "60", "-D", head.path, "-o", body.path]
    let result = try await Command.run(
      "curl", own + ["-w", "%{http_code}"] + arguments, environment: environment, timeout: 900)
    let blocks = String(decoding: (try? Data(contentsOf: head)) ?? Data(), as: UTF8.self)
      .replacing("\r\n", with: "\n").split(separator: "\n\n")
    // Each interim response, such as 100, has a head of its own.
    let lines = (blocks.last ?? "").split(separator: "\n").dropFirst()
    return CurlResult(
      status: Int(result.outputText.suffix(3)) ?? 0,
      headers: lines.compactMap(field), body: Array((try? Data(contentsOf: body)) ?? Data()),
      exitCode: result.exitCode, errorText: result.errorText)
  }

  private static func field(_ line: Substring) -> HTTPField? {
    guard let colon = line.firstIndex(of: ":") else { return nil }
    let value = line[line.index(after: colon)...].drop { $0 == " " }
    return HTTPField(String(line[..<colon]), String(value))
  }
}

/// What `curl` received.
package struct CurlResult: Hashable, Sendable {
  /// The status of the last response; 0 for none.
  package var status: Int
  /// The header fields of the last response in order.
  package var headers: [HTTPField]
  /// The body.
  package var body: [UInt8]
  /// The exit code of `curl`; 0 where all went well.
  package var exitCode: Int
  /// What `curl` complained about.
  package var errorText: String

  /// The body as text.
  package var text: String { String(decoding: body, as: UTF8.self) }

  /// The value of the first header field of this name, whose case does not matter.
  package subscript(header name: String) -> String? {
    headers.first { $0.name.lowercased() == name.lowercased() }?.value
  }
}
