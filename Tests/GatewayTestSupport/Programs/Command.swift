package import Foundation

/// Runs other programs.
package enum Command {
  /// Whether a program is in the search path.
  package static func isInstalled(_ name: String) -> Bool {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    return folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(name)") }
  }

  /// Runs a program to its end, or ends it after a time in seconds; `environment` is added to that of this process.
  package static func run(
    _ name: String, _ arguments: [String] = [], environment: [String: String] = [:], input: [UInt8] = [],
    timeout: TimeInterval = 60
  ) async throws -> CommandResult {
    let environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [name] + arguments
    process.environment = environment
    let (stdin, stdout, stderr) = (Pipe(), Pipe(), Pipe())
    (process.standardInput, process.standardOutput, process.standardError) = (stdin, stdout, stderr)
    try process.run()
    let killer = Task {
      try await Task.sleep(for: .seconds(timeout))
      process.terminate()
    }
    defer { killer.cancel() }
    return try await withTaskCancellationHandler {
      async let errors = onThread { stderr.fileHandleForReading.readDataToEndOfFile() }
      async let output = onThread {
        try? stdin.fileHandleForWriting.write(contentsOf: input)
        try? stdin.fileHandleForWriting.close()
        return stdout.fileHandleForReading.readDataToEndOfFile()
      }
      let result = try await (output, errors)
      try await onThread { process.waitUntilExit() }
      return CommandResult(
        exitCode: Int(process.terminationStatus), output: Array(result.0),
        errorText: String(decoding: result.1, as: UTF8.self))
    } onCancel: {
      process.terminate()
    }
  }
}

/// What a program left behind.
package struct CommandResult: Hashable, Sendable {
  /// The exit code, or the number of the signal that ended it.
  package var exitCode: Int
  /// What it wrote to its standard output.
  package var output: [UInt8]
  /// What it wrote to its standard error.
  package var errorText: String

  /// The output as text.
  package var outputText: String { String(decoding: output, as: UTF8.self) }
}
