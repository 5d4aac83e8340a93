import Foundation
import GatewayTestSupport
import ProviderAdapters
import RoutingCore
import RoutingTestSupport

/// The Python programs of Tests/Fixtures/clients, and the environment with packages that some of them need.
enum PythonClients {
  /// The interpreter of the environment that Docs/Scripts/python-clients.sh makes.
  private static let interpreter = Repository.root.appending(path: ".build-python/bin/python3").path

  /// Whether the environment is there.
  static let areInstalled = FileManager.default.isExecutableFile(atPath: interpreter)

  /// What is said where it is not.
  static let absence = "there is no .build-python: run Docs/Scripts/python-clients.sh"

  /// Runs a program that needs the environment and reads the JSON that it prints.
  static func run(_ name: String, _ arguments: [String] = [], input: [UInt8] = []) async throws -> JSONValue {
    try await run(name, arguments, input: input, interpreter: interpreter)
  }

  /// Runs a program that needs nothing but Python and reads the JSON that it prints.
  static func runPlain(_ name: String, _ arguments: [String] = []) async throws -> JSONValue {
    try await run(name, arguments, interpreter: "python3")
  }

  private static func run(
    _ name: String, _ arguments: [String], input: [UInt8] = [], interpreter: String
  ) async throws -> JSONValue {
    let program = Repository.root.appending(path: "Tests/Fixtures/clients/\(name)").path
    // Isolated, so that neither the machine's packages nor its proxies have a say.
    let result = try await Command.run(
      interpreter, ["-I", program] + arguments, environment: ["NO_PROXY": "*", "no_proxy": "*"], input: input,
      timeout: 900)
    guard result.exitCode == 0, let json = try? JSONValue(parsing: result.output) else {
      throw Failed(program: name, errors: result.errorText)
    }
    return json
  }

  /// A program that ended badly.
  struct Failed: Error {
    let program: String
    let errors: String
  }
}
