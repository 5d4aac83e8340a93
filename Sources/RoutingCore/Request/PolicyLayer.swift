/// What one source says about how to choose; nil means that it does not say.
public struct PolicyLayer: Hashable, Sendable {
  /// What matters most.
  public var mode: RoutingMode?
  /// The highest cost of a request in US dollars; see ``PolicyStack`` for what zero means.
  public var maximumCost: Double?
  /// The time for a request in milliseconds; see ``PolicyStack`` for what zero means.
  public var deadline: Double?
  /// The lowest weight that will do.
  public var minimumWeight: Int?
  /// The expected length of the answer in tokens.
  public var estimatedOutputTokens: Int?
  /// A coarse preference.
  public var strategy: RoutingStrategy?
  /// What is in and out of bounds; the layers' constraints hold together.
  public var constraints: RoutingConstraints
  /// What goes first, and what else should hold.
  public var preferences: RoutingPreferences?
  /// A JSON schema that the answer must keep to, as text.
  public var outputSchema: String?
  /// Whether the request's capabilities say `planning: true`.
  public var wantsPlanning: Bool

  /// Makes a layer; what is left out is not said.
  public init(
    mode: RoutingMode? = nil, maximumCost: Double? = nil, deadline: Double? = nil, minimumWeight: Int? = nil,
    estimatedOutputTokens: Int? = nil, strategy: RoutingStrategy? = nil,
    constraints: RoutingConstraints = RoutingConstraints(), preferences: RoutingPreferences? = nil,
    outputSchema: String? = nil, wantsPlanning: Bool = false
  ) {
    self.mode = mode
    self.maximumCost = maximumCost
    self.deadline = deadline
    self.minimumWeight = minimumWeight
    self.estimatedOutputTokens = estimatedOutputTokens
    self.strategy = strategy
    self.constraints = constraints
    self.preferences = preferences
    self.outputSchema = outputSchema
    self.wantsPlanning = wantsPlanning
  }

  /// The fields whose values lie outside their ranges, NaN included.
  public var problems: [PolicyProblem] {
    var problems: [PolicyProblem] = []
    func check(_ value: Double?, _ field: PolicyProblem.Field) {
      if let value, !(value >= 0 && value <= field.upperBound) { problems.append(PolicyProblem(field: field)) }
    }
    check(maximumCost, .maximumCost)
    check(deadline, .deadline)
    check(minimumWeight.map { Double($0) }, .minimumWeight)
    return problems
  }
}

/// A field of a policy with a value outside its range.
public struct PolicyProblem: Error, Hashable, Sendable {
  /// The field.
  public let field: Field

  /// Makes a problem.
  public init(field: Field) {
    self.field = field
  }

  /// The fields that have a range; all of them begin at zero.
  public enum Field: CaseIterable, Hashable, Sendable {
    /// ``PolicyLayer/maximumCost``, up to 100 US dollars.
    case maximumCost
    /// ``PolicyLayer/deadline``, up to 300,000 ms.
    case deadline
    /// ``PolicyLayer/minimumWeight``, up to 10.
    case minimumWeight

    /// The name used on the wire.
    public var name: String {
      switch self {
      case .maximumCost: "max_budget_usd"
      case .deadline: "max_latency_ms"
      case .minimumWeight: "min_weight"
      }
    }

    /// The highest value.
    public var upperBound: Double {
      switch self {
      case .maximumCost: 100
      case .deadline: 300_000
      case .minimumWeight: 10
      }
    }
  }
}

extension PolicyProblem: CustomStringConvertible {
  /// The contract's words for it.
  public var description: String {
    "\(field.name) must be between 0 and \(Int(field.upperBound))"
  }
}
