public import RoutingCore

/// One decision as a line of JSON: registry, names, health, request and policy together.
///
/// `Docs/RoutingFormats.docc/Scenarios.md` describes the line. Only `models` and `request` are needed; everything else
/// has the contract's defaults.
public struct RoutingScenario: Sendable {
  /// The scenario's name, nil where the line gives none.
  public let id: String?
  /// The models to choose among, and the providers that have an adapter, with the aliases and plans over them.
  public let engine: RoutingEngine
  /// The providers' readings.
  public let health: [ProviderID: HealthReading]
  /// What is asked for.
  public let request: RoutingRequest
  /// How to choose.
  public let policy: RoutingPolicy
  /// What has been learned, or nil where nothing has.
  public let arms: ThompsonArms?
  /// Whose turn it is among round-robin aliases and behind `*`.
  public let turns: ReferenceTurns
  /// The seed of draws.
  public let seed: UInt64
  /// What the request's messages held that was not understood.
  public let warnings: [DirectiveWarning]

  /// The models to choose among.
  public var registry: ModelRegistry { engine.registry }

  /// Reads a line.
  ///
  /// - Throws: A ``FormatError`` with the line number and field.
  public init(parsing bytes: [UInt8], line: Int) throws(FormatError) {
    let root: JSONField
    do throws(JSONError) {
      root = JSONField(try JSONValue(parsing: bytes, firstLine: line))
    } catch {
      throw FormatError(error, line: line)
    }
    try self.init(root)
  }

  private init(_ root: JSONField) throws(FormatError) {
    id = try root.optional("id")?.string()
    let registry = try RoutingScenario.registry(
      models: try root.required("models"), adapters: try root.optional("adapters"))
    engine = try RoutingScenario.engine(registry, root)
    health = try RoutingScenario.health(try root.optional("health"))

    let requestField = try root.required("request")
    let messages = try ReadMessages(requestField)
    let policyField = try root.optional("policy")
    let scoring = try ScoringParameters(try root.optional("scoring"), policyField)
    var request = try RoutingRequest(requestField)
    var policy = try RoutingPolicy(policyField, scoring: scoring)
    var estimate = try PolicyLayer(policyField).estimatedOutputTokens
    if try root.optional("layers") != nil || messages != nil {
      let effective = try RoutingScenario.merge(root, messages, policyField)
      policy = effective.policy
      policy.scoring = scoring
      try policy.readSelection(policyField)
      estimate = effective.estimatedOutputTokens
    }
    if let estimate, try requestField.optional("output_tokens") == nil {
      request.outputTokens = TokenEstimator.output(policyEstimate: estimate, requestLimit: nil)
    }
    if let messages {
      request.hint = messages.reading.directive.hint(over: request.hint)
      // A stated length of zero states nothing.
      request.inputTokens = TokenEstimator.input(
        stated: request.inputTokens.value, textBytes: messages.textBytes, otherParts: 0)
    }
    self.request = request
    self.policy = policy
    warnings = messages?.reading.warnings ?? []

    let sampling = try root.optional("sampling")
      .map { (name) throws(FormatError) in try name.named("sampling", ThompsonSampling.init(name:)) }
    arms = try root.optional("arms").map { (list) throws(FormatError) in
      try ThompsonArms(list, sampling: sampling ?? .tabulated)
    }
    turns = ReferenceTurns(
      startingAt: try root.optional("turn")?.int() ?? 0, for: engine.router.resolver.directory)
    let seed = try policyField?.optional("seed")?.int() ?? 0
    guard let seed = UInt64(exactly: seed) else {
      throw FormatError(line: root.value.line, field: "policy.seed", message: "the seed is negative")
    }
    self.seed = seed
  }

  /// Decides.
  public func record() -> DecisionRecord {
    var turns = turns
    return engine.record(
      for: request, policy: policy, health: HealthSnapshot(of: registry, readings: health), arms: arms, turns: &turns,
      seed: seed)
  }

  /// Decides, and tells everything about it.
  public func explanation() -> Explanation {
    engine.explain(
      request, policy: policy, health: HealthSnapshot(of: registry, readings: health), arms: arms, turns: turns,
      seed: seed)
  }

  /// The single changes in favour of a model, the smallest first.
  public func smallestChanges(inFavourOf model: ModelID) -> [SingleChange] {
    engine.smallestChanges(
      inFavourOf: model, request, policy: policy, health: HealthSnapshot(of: registry, readings: health))
  }
}

extension RoutingScenario {
  private static func registry(models field: JSONField, adapters: JSONField?) throws(FormatError) -> ModelRegistry {
    var models: [Model] = []
    for model in try field.elements() { models.append(try Model(model)) }
    var providers: [Provider] = []
    if let adapters {
      for adapter in try adapters.elements() { providers.append(try Provider(adapter)) }
    } else {
      // Without a list, every provider that a model names has an adapter.
      providers = Set(models.map(\.provider)).sorted().map { Provider(id: $0) }
    }
    do throws(InvalidRegistry) {
      return try ModelRegistry(models: models, providers: providers)
    } catch {
      throw field.error(error.problems.map(\.description).joined(separator: "; "))
    }
  }

  private static func engine(_ registry: ModelRegistry, _ root: JSONField) throws(FormatError) -> RoutingEngine {
    let directory = try ModelDirectory(root)
    do throws(InvalidDirectory) {
      return try RoutingEngine(registry: registry, directory: directory)
    } catch {
      throw root.error(error.problems.map(\.description).joined(separator: "; "))
    }
  }

  private static func health(_ field: JSONField?) throws(FormatError) -> [ProviderID: HealthReading] {
    var health: [ProviderID: HealthReading] = [:]
    for entry in try field?.elements() ?? [] {
      let provider = ProviderID(try entry.required("provider_id").string())
      if health.updateValue(try HealthReading(entry), forKey: provider) != nil {
        throw entry.error("provider '\(provider)' has a reading already")
      }
    }
    return health
  }

  /// All that has a say, by the contract's precedence; `policy` is the request's own layer.
  private static func merge(
    _ root: JSONField, _ messages: ReadMessages?, _ policy: JSONField?
  ) throws(FormatError) -> EffectivePolicy {
    let layers = try root.optional("layers")
    let stack = PolicyStack(
      directive: messages?.reading.directive.policyLayer ?? PolicyLayer(), request: try PolicyLayer(checking: policy),
      key: try PolicyLayer(checking: try layers?.optional("key")),
      runtime: try PolicyLayer(checking: try layers?.optional("runtime")))
    do throws(PolicyProblem) {
      return try stack.merged()
    } catch {
      throw root.error("\(error)")
    }
  }
}
