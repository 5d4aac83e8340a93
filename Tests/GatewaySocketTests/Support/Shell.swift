import Foundation
import GatewayTestSupport
import RoutingCore

/// Runs commands as they are printed, in a folder of their own.
struct Shell {
  /// What a command of `curl` brought.
  struct Answer {
    var status: Int
    var text: String
    var errors: String
    var json: JSONValue { (try? JSONValue(parsing: Array(text.utf8))) ?? .null }
  }

  private let folder: URL

  /// Makes a folder for as long as a body runs.
  static func with<Result>(_ body: (Shell) async throws -> Result) async throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "shell-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    // So that the status is told without another word in the command.
    try Data("write-out = \"\\n%{http_code}\"\nnoproxy = \"*\"\nmax-time = 60\n".utf8)
      .write(to: folder.appending(path: ".curlrc"))
    return try await body(Shell(folder: folder))
  }

  /// Runs a command with the key in the environment, as the quickstart has it.
  func run(_ command: String, key: String = "") async throws -> Answer {
    let result = try await Command.run(
      "bash", ["-c", "cd \"$SHELL_FOLDER\" || exit 1\n\(command)"],
      environment: ["SHELL_FOLDER": folder.path, "CURL_HOME": folder.path, "TOKENHUB_API_KEY": key], timeout: 900)
    let lines = result.outputText.split(separator: "\n", omittingEmptySubsequences: false)
    return Answer(
      status: lines.last.flatMap { Int($0) } ?? 0, text: lines.dropLast().joined(separator: "\n"),
      errors: result.errorText)
  }

  /// Writes a file that commands can send.
  func write(_ bytes: [UInt8], to name: String) throws { try Data(bytes).write(to: folder.appending(path: name)) }

  /// The bytes of a file that a command wrote, or nil where there is none.
  func file(_ name: String) -> [UInt8]? { (try? Data(contentsOf: folder.appending(path: name))).map(Array.init) }

  /// One request of many.
  struct Request {
    var method: String
    var url: String
    var headers: [String] = []
    var body: String?
  }

  /// Sends many requests with one `curl`, one after the other.
  func batch(_ requests: [Request]) async throws -> [Answer] {
    func quoted(_ text: String) -> String {
      "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
    var blocks: [String] = []
    for (index, request) in requests.enumerated() {
      var lines = [
        "url = \(quoted(request.url))", "request = \(quoted(request.method))", "output = \"answer-\(index)\"",
        "noproxy = \"*\"", "max-time = 60", "path-as-is", "silent", "show-error", "globoff",
        "write-out = \"%{http_code}\\n\"",
      ]
      lines += request.headers.map { "header = \(quoted($0))" }
      if let body = request.body { lines.append("data = \(quoted(body))") }
      blocks.append(lines.joined(separator: "\n"))
    }
    try write(Array(blocks.joined(separator: "\nnext\n").utf8), to: "batch")
    let result = try await Command.run(
      "bash", ["-c", "cd \"$SHELL_FOLDER\" && curl -q -K batch"], environment: ["SHELL_FOLDER": folder.path],
      timeout: 900)
    let codes = result.outputText.split(separator: "\n").map { Int($0) ?? 0 }
    return requests.indices.map { index in
      Answer(
        status: index < codes.count ? codes[index] : 0,
        text: String(decoding: file("answer-\(index)") ?? [], as: UTF8.self), errors: result.errorText)
    }
  }
}
