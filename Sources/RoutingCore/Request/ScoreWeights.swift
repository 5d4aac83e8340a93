/// How much each term of the score counts.
public struct ScoreWeights: Hashable, Sendable {
  /// The weight of the cost term.
  public let cost: Double
  /// The weight of the latency term.
  public let latency: Double
  /// The weight of the failure term.
  public let failure: Double
  /// The weight of the capability term, which lowers the score.
  public let weight: Double

  /// The weights of a mode.
  public init(mode: RoutingMode) {
    switch mode {
    case .cheap: self.init(cost: 0.7, latency: 0.1, failure: 0.1, weight: 0.1)
    case .normal, .thompson: self.init(cost: 0.25, latency: 0.25, failure: 0.25, weight: 0.25)
    case .highConfidence: self.init(cost: 0.05, latency: 0.1, failure: 0.15, weight: 0.7)
    case .planning, .adversarial: self.init(cost: 0.1, latency: 0.1, failure: 0.2, weight: 0.6)
    }
  }

  /// The weights that order by one thing alone; throughput is read from the latency column, as time for a token.
  init(sort: SortKey) {
    switch sort {
    case .price: self.init(cost: 1, latency: 0, failure: 0, weight: 0)
    case .latency, .throughput: self.init(cost: 0, latency: 1, failure: 0, weight: 0)
    }
  }

  /// The weights of the latency-first strategy.
  public static let latencyFirst = ScoreWeights(cost: 0.1, latency: 0.7, failure: 0.1, weight: 0.1)

  private init(cost: Double, latency: Double, failure: Double, weight: Double) {
    self.cost = cost
    self.latency = latency
    self.failure = failure
    self.weight = weight
  }
}
