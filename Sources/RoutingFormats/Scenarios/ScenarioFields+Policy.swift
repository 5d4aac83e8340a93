public import RoutingCore

extension PolicyLayer {
  /// Reads what one source says about how to choose.
  init(_ field: JSONField?) throws(FormatError) {
    self.init()
    guard let field else { return }
    mode = try field.optional("mode")?.mode()
    maximumCost = try field.optional("max_budget_usd")?.double()
    deadline = try field.optional("max_latency_ms")?.double()
    minimumWeight = try field.optional("min_weight")?.int()
    estimatedOutputTokens = try field.optional("estimated_output_tokens")?.int()
    wantsPlanning = try field.optional("planning")?.bool() ?? false
    guard let preferences = try field.optional("preferences") else { return }
    strategy = try preferences.optional("strategy")
      .map { (name) throws(FormatError) in try name.named("strategy", RoutingStrategy.init(name:)) }
    constraints = try RoutingConstraints(preferences)
    self.preferences = try RoutingPreferences(preferences)
  }
}

extension PolicyLayer {
  /// Reads a layer of a stack, and refuses the first value outside its range by the way to it.
  ///
  /// - Throws: A ``FormatError`` with the line and the field of what cannot be read.
  public init(checking field: JSONField?) throws(FormatError) {
    try self.init(field)
    guard let field, let problem = problems.first else { return }
    throw try field.required(problem.field.name).error("\(problem)")
  }
}

extension JSONField {
  /// A mode by its wire name, or nil for an empty one; an unknown one is an error.
  fileprivate func mode() throws(FormatError) -> RoutingMode? {
    let name = try string()
    if name.isEmpty { return nil }
    guard let mode = RoutingMode(name: name) else { throw error("unknown mode") }
    return mode
  }
}

extension RoutingPolicy {
  /// Reads a policy of a scenario that has no layers: a budget or deadline of zero means no limit.
  init(_ field: JSONField?, scoring: ScoringParameters) throws(FormatError) {
    self.init(defaulted: [.maximumCost, .minimumWeight, .mode], scoring: scoring)
    guard let field else { return }
    let layer = try PolicyLayer(field)
    mode = layer.mode ?? (layer.wantsPlanning ? .planning : nil)
    if mode != nil { defaulted.remove(.mode) }
    strategy = layer.strategy
    if let budget = try field.optional("max_budget_usd") {
      maximumCost = try budget.quantity("an amount of money")
      defaulted.remove(.maximumCost)
    }
    if let limit = try field.optional("max_latency_ms") { deadline = try limit.quantity("a number of milliseconds") }
    if let weight = try field.optional("min_weight") {
      minimumWeight = try weight.int()
      guard Model.weightRange.contains(minimumWeight) else {
        throw weight.error("min_weight must be between 0 and 10")
      }
      defaulted.remove(.minimumWeight)
    }
    constraints = layer.constraints
    preferences = layer.preferences ?? RoutingPreferences()
    try readSelection(field)
  }

  /// Reads what no layer can say: how gaps count, how the first choice is taken, and what is kept together.
  mutating func readSelection(_ field: JSONField?) throws(FormatError) {
    guard let field else { return }
    if let reading = try field.optional("unknown_capabilities") {
      switch try reading.string() {
      case "supported": unknownCapabilities = .asSupported
      case "unsupported": unknownCapabilities = .asUnsupported
      default: throw reading.error("expected 'supported' or 'unsupported'")
      }
    }
    if let temperature = try field.optional("exploration_temperature") {
      picker = .exploring(temperature: try temperature.double())
    }
    if let picker = try field.optional("picker") { self.picker = try Picker(picker) }
    affinity = try field.optional("affinity").map { (rule) throws(FormatError) in try AffinityRule(rule) }
  }
}

extension Picker {
  /// Reads a picker's name, or `{"name", "temperature"}`.
  fileprivate init(_ field: JSONField) throws(FormatError) {
    var nameField = field
    var temperature = 0.0
    if case .object = field.value.content {
      nameField = try field.required("name")
      temperature = try field.optional("temperature")?.double() ?? 0
    }
    switch try nameField.string() {
    case "best": self = .best
    case "exploring": self = .exploring(temperature: temperature)
    case "softmax": self = .softmax(temperature: temperature)
    case "weighted": self = .weighted
    case "inverse_square_price": self = .inverseSquarePrice
    case "two_choices": self = .twoChoices
    default: throw nameField.error("unknown picker")
    }
  }
}

extension AffinityRule {
  fileprivate init(_ field: JSONField) throws(FormatError) {
    self.init()
    scoreSlack = try field.optional("score_slack")?.double() ?? scoreSlack
    loadSlack = try field.optional("load_slack")?.int() ?? loadSlack
    loadRatio = try field.optional("load_ratio")?.double() ?? loadRatio
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
