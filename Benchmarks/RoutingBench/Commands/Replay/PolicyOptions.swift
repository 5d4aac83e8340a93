import RoutingCore

/// The options that make a policy, shared by the commands that take one.
enum PolicyOptions {
  static let all = [
    Command.Option(
      name: "--mode", value: "MODE", help: "normal, cheap, high_confidence, planning, adversarial or thompson"),
    Command.Option(name: "--budget", value: "USD", help: "highest cost of a request, 0 for no limit (default 0.05)"),
    Command.Option(name: "--deadline", value: "MS", help: "time for a request, 0 for no limit (default 20000)"),
    Command.Option(name: "--min-weight", value: "W", help: "lowest capability, 0 to 10 (default 0)"),
    Command.Option(name: "--normalization", value: "HOW", help: "eligible_maximum (default) or absolute"),
    Command.Option(name: "--region", value: "LIST", help: "only these regions, separated by commas"),
    Command.Option(name: "--provider", value: "LIST", help: "only these providers, separated by commas"),
    Command.Option(name: "--model", value: "LIST", help: "only these models, by id or name, separated by commas"),
  ]

  static func policy(_ arguments: Arguments) throws(UsageError) -> RoutingPolicy {
    func list(_ name: String) -> [String] {
      (arguments.text(name) ?? "").split(separator: ",").map(String.init)
    }
    let normalization = try arguments.choice("--normalization", of: Normalization.allCases) { normalization in
      switch normalization {
      case .eligibleMaximum: "eligible_maximum"
      case .absolute: "absolute"
      }
    }
    let budget = try arguments.number("--budget", in: 0...1e9, default: RoutingPolicy.defaultMaximumCost.value)
    let deadline = try arguments.number("--deadline", in: 0...1e9, default: RoutingPolicy.defaultDeadline.value)
    return RoutingPolicy(
      mode: try arguments.choice("--mode", of: RoutingMode.allCases, called: \.name),
      maximumCost: Dollars(budget), deadline: Milliseconds(deadline),
      minimumWeight: try arguments.integer("--min-weight", in: Model.weightRange, default: 0),
      constraints: RoutingConstraints(
        models: NameFilter(allow: list("--model")), providers: NameFilter(allow: list("--provider")),
        regions: .regions(allow: list("--region"))),
      scoring: ScoringParameters(normalization: normalization ?? .eligibleMaximum))
  }
}
