public import RoutingCore

/// One decision as a line of JSON: registry, health, request and policy together.
///
/// `Docs/RoutingFormats.docc/Scenarios.md` describes the line. Only `models` and `request` are needed; everything else
/// has the contract's defaults.
public struct RoutingScenario: Sendable {
  /// The scenario's name, nil where the line gives none.
  public let id: String?
  /// The models to choose among, and the providers that have an adapter.
  public let registry: ModelRegistry
  /// The providers' readings.
  public let health: [ProviderID: HealthReading]
  /// What is asked for.
  public let request: RoutingRequest
  /// How to choose.
  public let policy: RoutingPolicy
  /// The seed of explorations.
  public let seed: UInt64

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
    let models = try root.required("models")
    registry = try RoutingScenario.registry(models: models, adapters: try root.optional("adapters"))
    health = try RoutingScenario.health(try root.optional("health"))
    request = try RoutingRequest(try root.required("request"))
    let policyField = try root.optional("policy")
    policy = try RoutingPolicy(policyField, scoring: try ScoringParameters(try root.optional("scoring"), policyField))
    let seedField = try policyField?.optional("seed")
    let seed = try seedField?.int() ?? 0
    guard let seed = UInt64(exactly: seed) else {
      throw FormatError(line: root.value.line, field: "policy.seed", message: "the seed is negative")
    }
    self.seed = seed
  }

  /// Decides.
  public func record() -> DecisionRecord {
    var generator = SeededGenerator(seed: seed)
    return RoutingEngine(registry: registry).record(
      for: request, policy: policy, health: HealthSnapshot(of: registry, readings: health), using: &generator)
  }

  /// Decides, and tells everything about it.
  public func explanation() -> Explanation {
    var generator = SeededGenerator(seed: seed)
    return RoutingEngine(registry: registry).explain(
      request, policy: policy, health: HealthSnapshot(of: registry, readings: health), using: &generator)
  }

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
}
