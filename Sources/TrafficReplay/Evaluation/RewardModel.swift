import RoutingCore

/// Predicts rewards by means: of an action among requests of one bucket, of the action, of all.
///
/// A mean over few rounds leans on the wider one: (Σr + k·wider) / (n + k), with k rounds' worth of belief. Rounds are
/// dealt into folds by a hash of their number, and a round is predicted from the other folds alone, so that no round is
/// predicted from itself (cross-fitting; Chernozhukov and others, "Double/debiased machine learning", 2018).
public struct RewardModel: Hashable, Sendable {
  /// The number of folds, at least 2.
  public let folds: Int
  /// k, how many rounds' worth the wider mean counts; at least 0.
  public let shrinkage: Double
  private let seed: UInt64
  private var cells: [Cell: [FoldSum]] = [:]
  private var actions: [Int: [FoldSum]] = [:]
  private var overall: [FoldSum]

  private struct Cell: Hashable, Sendable {
    let bucket: Int
    let action: Int
  }

  private struct FoldSum: Hashable, Sendable {
    var count = 0
    var sum = CompensatedSum()

    mutating func add(_ reward: Double) {
      count += 1
      sum += reward
    }

    mutating func merge(_ other: FoldSum) {
      count += other.count
      sum += other.sum
    }
  }

  /// Makes a model that has seen nothing.
  ///
  /// - Parameters:
  ///   - folds: from 2 to 100.
  ///   - shrinkage: finite and at least 0.
  ///   - seed: which rounds share a fold.
  public init(folds: Int = 5, shrinkage: Double = 10, seed: UInt64 = 0) {
    precondition((2...100).contains(folds), "A model has 2 to 100 folds.")
    precondition(shrinkage >= 0 && shrinkage.isFinite, "The shrinkage must be finite and at least zero.")
    self.folds = folds
    self.shrinkage = shrinkage
    self.seed = seed
    overall = Array(repeating: FoldSum(), count: folds)
  }

  /// Learns from a round.
  ///
  /// - Parameters:
  ///   - reward: what came of it; finite.
  ///   - bucket: the features, as the caller numbers them.
  ///   - action: what was done, as the caller numbers it.
  ///   - round: the round's place in the log, which says its fold.
  public mutating func add(reward: Double, bucket: Int, action: Int, round: Int) {
    let fold = fold(of: round)
    let empty = Array(repeating: FoldSum(), count: folds)
    cells[Cell(bucket: bucket, action: action), default: empty][fold].add(reward)
    actions[action, default: empty][fold].add(reward)
    overall[fold].add(reward)
  }

  /// Adds what another part of the same log taught; both need the same folds, shrinkage and seed.
  ///
  /// - Complexity: O(c) in the number of pairs of bucket and action.
  public mutating func merge(_ other: RewardModel) {
    precondition(
      folds == other.folds && shrinkage == other.shrinkage && seed == other.seed,
      "Parts of a log are learned from with the same settings.")
    func joined(_ mine: [FoldSum], _ others: [FoldSum]) -> [FoldSum] {
      zip(mine, others).map { mine, other in
        var sum = mine
        sum.merge(other)
        return sum
      }
    }
    cells.merge(other.cells, uniquingKeysWith: joined)
    actions.merge(other.actions, uniquingKeysWith: joined)
    overall = joined(overall, other.overall)
  }

  /// The reward that the other folds lead to expect of an action; 0 where they hold nothing.
  ///
  /// - Complexity: O(k) in the number of folds.
  public func prediction(bucket: Int, action: Int, round: Int) -> Double {
    let fold = fold(of: round)
    let mean = shrunk(overall, without: fold, to: 0, by: 0)
    let actionMean = shrunk(actions[action], without: fold, to: mean, by: shrinkage)
    return shrunk(cells[Cell(bucket: bucket, action: action)], without: fold, to: actionMean, by: shrinkage)
  }

  /// What a round's reward and that of a policy are expected to be.
  ///
  /// The policy is the actions it may take with their probabilities; what they lack to 1 counts as nothing.
  ///
  /// - Complexity: O(a·k) in the numbers of actions and folds.
  public func prediction(
    ofAction action: Int, policy: some Sequence<(action: Int, probability: Double)>, bucket: Int, round: Int
  ) -> LoggedRound.Prediction {
    var expected = CompensatedSum()
    for share in policy {
      expected += share.probability * prediction(bucket: bucket, action: share.action, round: round)
    }
    return LoggedRound.Prediction(
      logged: prediction(bucket: bucket, action: action, round: round), expected: expected.value)
  }

  private func fold(of round: Int) -> Int {
    Int(StableHash.mix(seed, UInt64(bitPattern: Int64(round))) % UInt64(folds))
  }

  /// The mean over all folds but one, drawn towards another mean.
  ///
  /// Folds are added up rather than taken away from a total, so that not even rounding knows the one left out.
  private func shrunk(_ sums: [FoldSum]?, without fold: Int, to wider: Double, by weight: Double) -> Double {
    guard let sums else { return wider }
    var count = weight
    var total = weight * wider
    for place in sums.indices where place != fold {
      count += Double(sums[place].count)
      total += sums[place].sum.value
    }
    return count > 0 ? total / count : wider
  }
}
