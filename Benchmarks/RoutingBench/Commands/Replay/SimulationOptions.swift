import RoutingCore
import RoutingFormats
import TrafficReplay

/// The options that say what a replay of a trace is simulated with.
enum SimulationOptions {
  static let all = [
    Command.Option(
      name: "--world", value: "FILE",
      help: "how providers behave, as 'providers --out' writes it (default: as measured in 2023 and 2024)"),
    Command.Option(
      name: "--attempts", value: "N", help: "models that a request is tried at, one after the other (default 1)"),
    Command.Option(
      name: "--slo-first-token", value: "MS", help: "longest time to the first token that is good enough (default 1000)"
    ),
    Command.Option(
      name: "--slo-token-interval", value: "MS", help: "longest time between two tokens that is (default 100)"),
    Command.Option(name: "--spend", value: "USD", help: "money a policy may spend in all (default: any amount)"),
    Command.Option(
      name: "--spend-period", value: "SECONDS", help: "the money is for so long, and then there is as much again"),
  ]

  /// No document of a world is longer.
  private static let worldLimit = 1 << 26

  static func settings(_ arguments: Arguments) throws -> ReplaySettings {
    var settings = ReplaySettings(seed: try ReplayCommand.seed(arguments))
    if let path = arguments.text("--world") {
      let bytes = try FileChunks(path).all(limit: worldLimit)
      settings.world = try ProviderWorld(try ProviderWorldDocument(parsing: bytes, file: path), file: path)
    }
    settings.attempts = try arguments.integer("--attempts", in: 1...FallbackList.capacity + 1, default: 1)
    let objective = settings.objective
    settings.objective = ServiceObjective(
      firstToken: try milliseconds("--slo-first-token", arguments) ?? objective.firstToken,
      tokenInterval: try milliseconds("--slo-token-interval", arguments) ?? objective.tokenInterval)
    settings.spending = try spending(arguments)
    return settings
  }

  private static func milliseconds(_ name: String, _ arguments: Arguments) throws -> Milliseconds? {
    guard arguments.has(name) else { return nil }
    return Milliseconds(try arguments.number(name, in: 0...1e12, default: 0))
  }

  private static func spending(_ arguments: Arguments) throws -> SpendingLimit? {
    guard arguments.has("--spend") else {
      guard !arguments.has("--spend-period") else {
        throw UsageError(description: "--spend-period means nothing without --spend")
      }
      return nil
    }
    guard let amount = Dollars(try arguments.number("--spend", in: 0...9e9, default: 0)) else { return nil }
    guard arguments.has("--spend-period") else { return SpendingLimit(amount) }
    let seconds = try arguments.number("--spend-period", in: 0.001...3e9, default: 86_400)
    return SpendingLimit(amount, each: try BudgetPeriod(milliseconds: Int64((seconds * 1000).rounded())))
  }
}
