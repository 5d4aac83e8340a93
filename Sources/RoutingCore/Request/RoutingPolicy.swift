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
  /// Which of the fields above nobody asked for.
  ///
  /// Such a limit is soft: a model that the caller names may break it; and such a mode gives way to
  /// the mode of a plan.
  public var defaulted: DefaultedFields
  /// Regions, providers and models that are in or out of bounds.
  public var constraints: RoutingConstraints
  /// What goes first, and what else must or should hold of a model.
  public var preferences: RoutingPreferences
  /// How a capability that nobody stated counts.
  public var unknownCapabilities: UnknownCapabilityReading
  /// Floors, penalties and readings of gaps used by the score.
  public var scoring: ScoringParameters
  /// How the first choice is taken from the candidates.
  public var picker: Picker
  /// How requests that belong together are kept together, or nil to take no notice of it.
  public var affinity: AffinityRule?

  /// Makes a policy; what is left out has the contract's built-in value, and all limits are hard.
  public init(
    mode: RoutingMode? = nil, strategy: RoutingStrategy? = nil, maximumCost: Dollars? = Self.defaultMaximumCost,
    deadline: Milliseconds? = Self.defaultDeadline, minimumWeight: Int = 0, defaulted: DefaultedFields = [],
    constraints: RoutingConstraints = RoutingConstraints(), preferences: RoutingPreferences = RoutingPreferences(),
    unknownCapabilities: UnknownCapabilityReading = .asSupported, scoring: ScoringParameters = ScoringParameters(),
    picker: Picker = .best, affinity: AffinityRule? = nil
  ) {
    self.mode = mode
    self.strategy = strategy
    self.maximumCost = maximumCost
    self.deadline = deadline
    self.minimumWeight = minimumWeight
    self.defaulted = defaulted
    self.constraints = constraints
    self.preferences = preferences
    self.unknownCapabilities = unknownCapabilities
    self.scoring = scoring
    self.picker = picker
    self.affinity = affinity
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

  /// The weights of the four score terms that sort order, mode and strategy stand for.
  public var scoreWeights: ScoreWeights {
    if let sort = preferences.sort { return ScoreWeights(sort: sort) }
    if let mode { return ScoreWeights(mode: mode) }
    switch strategy {
    case .costFirst: return ScoreWeights(mode: .cheap)
    case .latencyFirst: return .latencyFirst
    case nil: return ScoreWeights(mode: .normal)
    }
  }

  /// What the latency term of the score is made of.
  public var latencyMeasure: LatencyMeasure {
    switch preferences.sort {
    case .throughput: .timePerToken
    case .latency, .price: .average
    // The 95th percentile of the last hour, where that was measured.
    case nil: mode == nil && strategy == .latencyFirst ? .tail : .average
    }
  }

  /// What the terms of the score are measured against; what is sorted by one thing alone is measured among itself, so
  /// that no limit flattens it.
  public var normalization: Normalization { preferences.sort == nil ? scoring.normalization : .eligibleMaximum }

  /// The policy with the mode of a plan, which counts where nobody asked for another.
  public func underPlan(mode planMode: RoutingMode?) -> RoutingPolicy {
    guard let planMode, mode == nil || defaulted.contains(.mode) else { return self }
    var policy = self
    policy.mode = planMode
    return policy
  }
}

/// Fields of a policy whose values are defaults.
public struct DefaultedFields: OptionSet, Hashable, Sendable {
  /// One bit for each field.
  public let rawValue: UInt8

  /// Makes a set from its bits.
  public init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  /// ``RoutingPolicy/mode``.
  public static let mode = DefaultedFields(rawValue: 1)
  /// ``RoutingPolicy/maximumCost``.
  public static let maximumCost = DefaultedFields(rawValue: 2)
  /// ``RoutingPolicy/minimumWeight``.
  public static let minimumWeight = DefaultedFields(rawValue: 4)
}

/// What the latency term of a score is made of.
public enum LatencyMeasure: CaseIterable, Hashable, Sendable {
  /// The moving average.
  case average
  /// The 95th percentile where it was measured, else the moving average.
  case tail
  /// The median time between two tokens of an answer: the reciprocal of throughput.
  case timePerToken
}
