import RoutingCore

extension RoutingRequest {
  /// Reads a request of a scenario.
  init(_ field: JSONField) throws(FormatError) {
    var requires: CapabilitySet = []
    for entry in try field.optional("requires")?.elements() ?? [] {
      guard let capability = Capability(name: try entry.string()) else { throw entry.error("unknown capability") }
      requires.formUnion(CapabilitySet([capability]))
    }
    let hint = try field.optional("model_hint")?.string() ?? ""
    self.init(
      kind: try field.optional("kind")?.kind() ?? .chat,
      inputTokens: try field.optional("input_tokens")?.tokens() ?? .zero,
      outputTokens: try field.optional("output_tokens")?.tokens() ?? TokenEstimator.defaultOutput,
      units: try field.optional("units")?.int() ?? 1, isStreaming: try field.optional("stream")?.bool() ?? false,
      requires: requires, hint: hint.isEmpty ? nil : ModelID(hint))
  }
}

extension RoutingPolicy {
  /// Reads a policy of a scenario; a budget or deadline of zero means no limit.
  init(_ field: JSONField?, scoring: ScoringParameters) throws(FormatError) {
    self.init(scoring: scoring)
    guard let field else { return }
    if let mode = try field.optional("mode"), case let name = try mode.string(), !name.isEmpty {
      guard let named = RoutingMode(name: name) else { throw mode.error("unknown mode") }
      self.mode = named
    }
    if let budget = try field.optional("max_budget_usd") { maximumCost = try budget.quantity("an amount of money") }
    if let limit = try field.optional("max_latency_ms") { deadline = try limit.quantity("a number of milliseconds") }
    if let weight = try field.optional("min_weight") {
      minimumWeight = try weight.int()
      guard Model.weightRange.contains(minimumWeight) else {
        throw weight.error("min_weight must be between 0 and 10")
      }
    }
    explorationTemperature = try field.optional("exploration_temperature")?.double() ?? 0
    if let reading = try field.optional("unknown_capabilities") {
      switch try reading.string() {
      case "supported": unknownCapabilities = .asSupported
      case "unsupported": unknownCapabilities = .asUnsupported
      default: throw reading.error("expected 'supported' or 'unsupported'")
      }
    }
    guard let preferences = try field.optional("preferences") else { return }
    if let strategy = try preferences.optional("strategy") {
      guard let named = RoutingStrategy(name: try strategy.string()) else { throw strategy.error("unknown strategy") }
      self.strategy = named
    }
    let regions = try NameFilter(try preferences.optional("region"))
    constraints = RoutingConstraints(
      models: try NameFilter(try preferences.optional("model")),
      providers: try NameFilter(try preferences.optional("provider")),
      regions: .regions(allow: regions.allow, deny: regions.deny))
  }
}

extension NameFilter {
  /// Reads a name, a list of names (both mean allow), or `{"allow": [..], "deny": [..]}`.
  fileprivate init(_ field: JSONField?) throws(FormatError) {
    self.init()
    switch field?.value.content {
    case nil: break
    case .string(let name): allow = [name]
    case .array: allow = try NameFilter.names(field)
    default:
      allow = try NameFilter.names(try field?.optional("allow"))
      deny = try NameFilter.names(try field?.optional("deny"))
    }
  }

  private static func names(_ field: JSONField?) throws(FormatError) -> [String] {
    try field?.elements().map { (name) throws(FormatError) in try name.string() } ?? []
  }
}

extension ScoringParameters {
  /// Reads the scoring object of a scenario, and the normalisation from it or from the policy.
  init(_ field: JSONField?, _ policy: JSONField?) throws(FormatError) {
    self.init()
    if let floor = try field?.optional("latency_floor_ms") {
      latencyFloor = try floor.quantity("a number of milliseconds")
    }
    if let floor = try field?.optional("failure_floor") { failureFloor = try floor.quantity("a share from 0 to 1") }
    if let penalty = try field?.optional("degraded_penalty") {
      degradedPenalty = try penalty.quantity("a share from 0 to 1")
    }
    if let reading = try field?.optional("unknown_latency") {
      switch try reading.string() {
      case "median": unknownLatency = .median
      case "zero": unknownLatency = .zero
      default: throw reading.error("expected 'median' or 'zero'")
      }
    }
    let ofPolicy = try policy?.optional("normalization")
    if let name = try field?.optional("normalization") ?? ofPolicy {
      switch try name.string() {
      case "eligible_maximum": normalization = .eligibleMaximum
      case "absolute": normalization = .absolute
      default: throw name.error("expected 'eligible_maximum' or 'absolute'")
      }
    }
  }
}
