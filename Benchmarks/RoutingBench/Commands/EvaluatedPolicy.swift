import RoutingCore
import RoutingFormats
import TrafficReplay

/// The policy that a log is asked about.
enum EvaluatedPolicy {
  /// What the options make, over a catalogue.
  case catalogue(PolicyDistribution, ModelRegistry, summary: String)
  /// What the log's own lines say.
  case log

  /// A policy's chances in one round.
  struct Chances {
    /// That of the logged model.
    let evaluated: Double
    /// Those of all models it may choose, or nil where the log does not say.
    let shares: [(model: ModelID, probability: Double)]?
    /// That of models the log could not have chosen.
    let unsupported: Double
    /// Whether the policy refuses the request.
    var isRefused = false
    /// Whether the catalogue does not have the logged model.
    var isUnknown = false
  }

  init(_ arguments: Arguments) throws {
    if try arguments.choice("--policy", of: ["catalogue", "log"], called: { $0 }) == "log" {
      let others = PolicyOptions.all.map(\.name) + [RegistrySource.option.name, "--explore"]
      if let name = others.first(where: arguments.has) {
        throw UsageError(description: "\(name) means nothing beside --policy log")
      }
      self = .log
      return
    }
    var policy = try PolicyOptions.policy(arguments)
    let temperature = try arguments.number("--explore", in: 0...1e6, default: 0)
    if temperature > 0 { policy.picker = .exploring(temperature: temperature) }
    let source = try RegistrySource(arguments)
    let registry = source.engine.registry
    let distribution = PolicyDistribution(
      router: source.engine.router, policy: policy, health: HealthSnapshot(of: registry))
    guard let distribution else {
      throw UsageError(description: "the chances of this policy cannot be worked out")
    }
    self = .catalogue(distribution, registry, summary: source.summary)
  }

  /// One line about where its chances come from.
  var summary: String {
    switch self {
    case .catalogue(_, _, let summary): summary
    case .log: "probabilities of the evaluated policy: as logged"
    }
  }

  func chances(for round: DecisionLog.Round) throws(FormatError) -> Chances {
    switch self {
    case .catalogue(let distribution, let registry, _): chances(for: round.entry, distribution, registry)
    case .log: try loggedChances(for: round)
    }
  }

  private func chances(
    for entry: DecisionLogEntry, _ distribution: PolicyDistribution, _ registry: ModelRegistry
  ) -> Chances {
    let request = RoutingRequest(
      id: entry.requestID ?? "", kind: entry.features.kind, inputTokens: entry.features.inputTokens,
      outputTokens: entry.features.outputTokens, requires: entry.features.requires)
    let shares = distribution.shares(for: request).map { (model: registry[$0.model].id, probability: $0.probability) }
    let possible = Set(entry.candidates.filter { $0.propensity > 0 }.map(\.model))
    let impossible = possible.isEmpty ? [] : shares.filter { !possible.contains($0.model) }
    return Chances(
      evaluated: shares.first { $0.model == entry.model }?.probability ?? 0, shares: shares,
      unsupported: min(impossible.reduce(0) { $0 + $1.probability }, 1), isRefused: shares.isEmpty,
      isUnknown: registry.handle(ofModel: entry.model) == nil)
  }

  /// Shares that sum to less were not written down in full.
  private static let wholeShare = 0.99

  private func loggedChances(for round: DecisionLog.Round) throws(FormatError) -> Chances {
    let entry = round.entry
    let candidate = entry.candidates.first { $0.model == entry.model }
    guard let evaluated = entry.evaluatedPropensity ?? candidate?.evaluatedPropensity else {
      throw round.error("evaluated_propensity", "the member is missing")
    }
    var shares: [(model: ModelID, probability: Double)] = []
    var unsupported = 0.0
    for candidate in entry.candidates {
      guard let probability = candidate.evaluatedPropensity else { continue }
      shares.append((candidate.model, probability))
      if candidate.propensity == 0 { unsupported += probability }
    }
    let isWhole = shares.reduce(0) { $0 + $1.probability } >= EvaluatedPolicy.wholeShare
    return Chances(evaluated: evaluated, shares: isWhole ? shares : nil, unsupported: min(unsupported, 1))
  }
}
