import Foundation
import RoutingTestSupport

/// Runs the executable as a person would.
struct BenchProcess {
  let status: Int32
  let output: String
  let errors: String

  /// The executable that was built beside the tests.
  static var executable: URL {
    URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "routing-bench")
  }

  /// Runs the executable that was built beside the tests, with some text as its standard input.
  init(_ arguments: [String], input: String = "") throws {
    let process = Process()
    process.executableURL = BenchProcess.executable
    process.arguments = arguments
    // From somewhere else than the package, since that is where people run it from.
    process.currentDirectoryURL = FileManager.default.temporaryDirectory
    let files = try ["in", "out", "err"].map { try BenchProcess.temporaryFile("\($0)", $0 == "in" ? input : "") }
    defer { files.forEach { try? FileManager.default.removeItem(at: $0) } }
    process.standardInput = try FileHandle(forReadingFrom: files[0])
    process.standardOutput = try FileHandle(forWritingTo: files[1])
    process.standardError = try FileHandle(forWritingTo: files[2])
    try process.run()
    process.waitUntilExit()
    status = process.terminationStatus
    output = String(decoding: try Data(contentsOf: files[1]), as: UTF8.self)
    errors = String(decoding: try Data(contentsOf: files[2]), as: UTF8.self)
  }

  /// A file of its own with some bytes in it.
  static func temporaryFile(_ name: String, _ text: some StringProtocol) throws -> URL {
    let url = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString)-\(name)")
    try Data(text.utf8).write(to: url)
    return url
  }

  var lines: [Substring] { output.split(separator: "\n") }
}
