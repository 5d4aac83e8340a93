internal import RoutingCore

/// The name of an alias, compared by its bytes as the store compares keys: names that only look alike are two.
typealias AliasName = Identifier<ModelAlias>
/// The name of a plan, compared likewise.
typealias PlanName = Identifier<ModelPlan>

/// What an operator has registered, by name, and which of it the store knows.
struct GatewayRecords: Sendable {
  /// The providers.
  var providers: [ProviderID: Provider] = [:]
  /// The addresses of vLLM providers that have several (H-312).
  var endpoints: [ProviderID: [String]] = [:]
  /// The providers whose secret the vault has, or memory (H-313).
  var keyed: Set<ProviderID> = []
  /// The models.
  var models: [ModelID: Model] = [:]
  /// The aliases.
  var aliases: [AliasName: ModelAlias] = [:]
  /// The plans.
  var plans: [PlanName: ModelPlan] = [:]
  /// What stands behind `*` where no alias does.
  var wildcardPool = ModelDirectory.defaultWildcardPool
  /// The providers that the store has a record of; others were given at start (H-307).
  var storedProviders: Set<ProviderID> = []
  /// The models that the store has a record of (H-323).
  var storedModels: Set<ModelID> = []
  /// The operator's defaults for routing (H-401).
  var defaults = RoutingDefaults()

  /// The models and providers in the order of their ids.
  ///
  /// - Throws: `APIError` where they cannot be used together.
  func registry() throws(APIError) -> ModelRegistry {
    do throws(InvalidRegistry) {
      return try ModelRegistry(
        models: models.values.sorted { $0.id < $1.id }, providers: providers.values.sorted { $0.id < $1.id })
    } catch {
      throw .badRequest(error.problems.first.map { "\($0)" } ?? "the records cannot be used", code: "invalid_value")
    }
  }

  /// The aliases, the plans and the pool, in the order of their names.
  var directory: ModelDirectory {
    ModelDirectory(
      aliases: aliases.values.sorted { AliasName($0.name) < AliasName($1.name) },
      plans: plans.values.sorted { PlanName($0.name) < PlanName($1.name) }, wildcardPool: wildcardPool)
  }

  /// The alias that a reference stands for, if one does; `*` does where its pool has a model.
  ///
  /// - Complexity: O(n) in the number of models for `*`, else O(1).
  func alias(of reference: ModelReference?) -> String? {
    guard let text = reference?.text else { return nil }
    if aliases[AliasName(text)]?.isEnabled == true { return text }
    return text == "*" && wildcardPool.contains(where: isServed) ? text : nil
  }

  /// Whether a member of the pool stands for a model that is enabled, by its id or the end of it.
  private func isServed(_ member: String) -> Bool {
    if let model = models[ModelID(member)] { return model.isEnabled }
    return models.values.contains { $0.isEnabled && $0.id.text.hasSuffix("/" + member) }
  }
}

/// The operator's defaults for requests that do not say (H-401, H-402).
struct RoutingDefaults: Hashable, Sendable {
  /// How to choose.
  var mode = RoutingMode.normal
  /// The most that a request may cost in US dollars; 0 for no limit.
  var maximumCost = RoutingPolicy.defaultMaximumCost.value
  /// The time that a request may take in milliseconds; 0 for no limit.
  var deadline = RoutingPolicy.defaultDeadline.value

  /// The lowest layer of the policy of every request.
  var layer: PolicyLayer { PolicyLayer(mode: mode, maximumCost: maximumCost, deadline: deadline) }

  /// The wire form, which is also that of the store.
  var json: JSONValue {
    JSONValue(object: [
      "default_mode": JSONValue(.string(mode.name)), "default_max_budget_usd": JSONValue(.number(maximumCost)),
      "default_max_latency_ms": JSONValue(.number(deadline)),
    ])
  }

  /// Reads the store's form; what cannot be read is as if it had not been set.
  init(_ json: JSONValue) {
    mode = json["default_mode"]?.string.flatMap(RoutingMode.init(name:)) ?? mode
    maximumCost = json["default_max_budget_usd"]?.number ?? maximumCost
    deadline = json["default_max_latency_ms"]?.number ?? deadline
  }

  /// Makes the contract's defaults.
  init() {}
}
