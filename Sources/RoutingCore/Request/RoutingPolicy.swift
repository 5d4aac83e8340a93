/// How to choose: what matters, what must not be exceeded, and what is out of the question.
public struct RoutingPolicy: Hashable, Sendable {
  /// What matters most, or nil to leave it to ``strategy`` and then to ``RoutingMode/normal``.
  public var mode: RoutingMode?
  /// A coarse preference, read only where ``mode`` is nil.
  public var strategy: RoutingStrategy?
  /// The highest estimated cost of one request; nil and zero mean no limit.
  public var maximumCost: Dollars?
  /// The time the whole request may take, nil and zero meaning no limit; the scale of latency under
  /// ``Normalization/absolute``.
  public var deadline: Milliseconds?
  /// The lowest weight that will do, from 0 to 10.
  public var minimumWeight: Int
  /// Regions, providers and models that are in or out of bounds.
  public var constraints: RoutingConstraints
  /// How a capability that nobody stated counts.
  public var unknownCapabilities: UnknownCapabilityReading
  /// Floors, penalties and readings of gaps used by the score.
  public var scoring: ScoringParameters
  /// How strongly to explore: 0 always takes the best, higher values spread the choice over the ranks.
  ///
  /// Any value that is not above zero, NaN included, means 0.
  public var explorationTemperature: Double

  /// Makes a policy; what is left out has the contract's built-in value.
  public init(
    mode: RoutingMode? = nil, strategy: RoutingStrategy? = nil, maximumCost: Dollars? = Self.defaultMaximumCost,
    deadline: Milliseconds? = Self.defaultDeadline, minimumWeight: Int = 0,
    constraints: RoutingConstraints = RoutingConstraints(),
    unknownCapabilities: UnknownCapabilityReading = .asSupported, scoring: ScoringParameters = ScoringParameters(),
    explorationTemperature: Double = 0
  ) {
    self.mode = mode
    self.strategy = strategy
    self.maximumCost = maximumCost
    self.deadline = deadline
    self.minimumWeight = minimumWeight
    self.constraints = constraints
    self.unknownCapabilities = unknownCapabilities
    self.scoring = scoring
    self.explorationTemperature = explorationTemperature
  }

  /// Five cents.
  public static let defaultMaximumCost: Dollars = 0.05
  /// Twenty seconds.
  public static let defaultDeadline: Milliseconds = 20_000

  /// The highest cost that passes, or nil where there is no limit.
  public var costLimit: Dollars? {
    guard let maximumCost, maximumCost.value > 0 else { return nil }
    return maximumCost
  }

  /// The weights of the four score terms that mode and strategy stand for.
  public var scoreWeights: ScoreWeights {
    if let mode { return ScoreWeights(mode: mode) }
    switch strategy {
    case .costFirst: return ScoreWeights(mode: .cheap)
    case .latencyFirst: return .latencyFirst
    case nil: return ScoreWeights(mode: .normal)
    }
  }

  /// Whether latency means its 95th percentile of the last hour, where that was measured.
  public var readsTailLatency: Bool { mode == nil && strategy == .latencyFirst }
}
