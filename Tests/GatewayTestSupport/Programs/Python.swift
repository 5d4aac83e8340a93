/// Runs clients that are written in Python.
package enum Python {
  /// Whether there is a `python3` to run.
  package static var isInstalled: Bool { Command.isInstalled("python3") }

  /// Runs a script given as text, by a name in the search path or a path such as that of a virtual environment's `python`.
  package static func run(
    _ script: String, arguments: [String] = [], environment: [String: String] = [:], interpreter: String = "python3"
  ) async throws -> CommandResult {
    try await Command.run(
      interpreter, ["-c", script] + arguments, environment: environment.merging(["NO_PROXY": "*"]) { $1 })
  }
}
