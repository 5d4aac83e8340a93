import RoutingCore

/// Differing decisions with one cause.
public struct ChangeGroup: Sendable {
  /// What came of one decision, as far as its log says.
  public struct Outcome: Hashable, Sendable {
    /// What it cost in US dollars.
    public let cost: Double?
    /// How long it took in milliseconds.
    public let latency: Double?
    /// Whether it was served.
    public let isSuccess: Bool?

    /// Makes an outcome; nil stands for what the log does not say.
    public init(cost: Double? = nil, latency: Double? = nil, isSuccess: Bool? = nil) {
      self.cost = cost
      self.latency = latency
      self.isSuccess = isSuccess
    }
  }

  /// What outcomes are compared by.
  public enum Figure: String, CaseIterable, Hashable, Sendable {
    /// The cost of a decision in US dollars.
    case cost
    /// The time it took in milliseconds.
    case latency
    /// The share of decisions that were served.
    case success

    func value(of outcome: Outcome) -> Double? {
      switch self {
      case .cost: outcome.cost
      case .latency: outcome.latency
      case .success: outcome.isSuccess.map { $0 ? 1 : 0 }
      }
    }
  }

  /// What the decisions have in common.
  public let cause: ChangeGroups.Cause
  /// How many there are.
  public private(set) var count = 0
  /// How many have a pair of models that is not told apart, there being too many.
  public private(set) var uncountedPairs = 0
  private var pairs: [ChangeGroups.ModelPair: Int] = [:]
  private var sums = Figure.allCases.map { _ in (first: BlockSums(), second: BlockSums()) }

  /// How many pairs of models are told apart.
  public static let mostPairs = 4096

  init(cause: ChangeGroups.Cause) {
    self.cause = cause
  }

  mutating func add(_ pair: ChangeGroups.ModelPair, first: Outcome, second: Outcome) {
    count += 1
    if pairs[pair] != nil || pairs.count < ChangeGroup.mostPairs {
      pairs[pair, default: 0] += 1
    } else {
      uncountedPairs += 1
    }
    for (place, figure) in Figure.allCases.enumerated() {
      // A figure that one log lacks cannot be compared, so neither counts.
      let ours = figure.value(of: first)
      let theirs = figure.value(of: second)
      sums[place].first.add(theirs == nil ? nil : ours)
      sums[place].second.add(ours == nil ? nil : theirs)
    }
  }

  /// The pairs of models, the most frequent first, and by name where they are as frequent.
  ///
  /// - Complexity: O(p log p) in the number of pairs.
  public var rankedPairs: [(pair: ChangeGroups.ModelPair, count: Int)] {
    pairs.map { (pair: $0.key, count: $0.value) }.sorted { one, other in
      one.count != other.count
        ? one.count > other.count : (one.pair.from, one.pair.to) < (other.pair.from, other.pair.to)
    }
  }

  /// How many decisions have a figure in both logs.
  public func count(of figure: Figure) -> Int { both(figure).first.count }

  /// The second log's mean less the first's, over the decisions that have the figure in both; nil where none has.
  public func meanDifference(in figure: Figure) -> Double? {
    let (first, second) = both(figure)
    guard let ours = first.mean, let theirs = second.mean, (theirs - ours).isFinite else { return nil }
    return theirs - ours
  }

  /// The same with its 95 % interval; nil where there is too little to say (``PairedDifference``).
  ///
  /// - Complexity: 2,000 draws of all blocks, a few milliseconds.
  public func difference(in figure: Figure, seed: UInt64 = 1) -> PairedDifference? {
    var generator = SeededGenerator(seed: seed, stream: 7)
    let (first, second) = both(figure)
    return PairedDifference(from: first, to: second, generator: &generator)
  }

  private func both(_ figure: Figure) -> (first: BlockSums, second: BlockSums) {
    switch figure {
    case .cost: sums[0]
    case .latency: sums[1]
    case .success: sums[2]
    }
  }
}
