/// Thompson arms made ready for one router: the quantiles of every model's belief, laid out for drawing.
///
/// A host makes new ones when it refreshes its arms, every five minutes or so; models of which nothing is known share one
/// table.
public final class CompiledArms: Sendable {
  /// The arms this was made from.
  public let arms: ThompsonArms
  /// The knots of each different belief, one after the other.
  private let knots: [Float]
  /// Where the knots of a model's belief begin: all models for each bucket, one bucket after the other.
  private let offsets: [Int32]
  private let modelCount: Int
  private let beliefs: [BetaDistribution]

  /// - Complexity: O(n) in the number of models, times some 30 µs for each different belief.
  init(_ arms: ThompsonArms, registry: ModelRegistry) {
    self.arms = arms
    modelCount = registry.models.count
    var knots: [Float] = []
    var offsets: [Int32] = []
    var beliefs: [BetaDistribution] = []
    var known: [BetaDistribution: Int32] = [:]
    for bucket in TokenBucket.allCases {
      for model in registry.models {
        let belief = arms[model.id, bucket]
        beliefs.append(belief)
        if let offset = known[belief] {
          offsets.append(offset)
          continue
        }
        let offset = Int32(knots.count)
        known[belief] = offset
        offsets.append(offset)
        if arms.sampling == .tabulated { knots += BetaQuantiles.knots(of: belief) }
      }
    }
    self.knots = knots
    self.offsets = offsets
    self.beliefs = beliefs
  }

  /// One model's draw for a request.
  func draw(_ index: Int, hash: UInt64, bucket: TokenBucket, _ draws: DrawKey) -> Double {
    switch arms.sampling {
    case .tabulated: return tabulated(place(index, bucket), draws.bits(.thompson, model: hash))
    case .exact:
      var generator = draws.generator(.thompson, model: hash)
      return beliefs[place(index, bucket)].sample(using: &generator)
    }
  }

  private func place(_ index: Int, _ bucket: TokenBucket) -> Int { Int(bucket.rawValue) * modelCount + index }

  /// The quantile that 64 random bits stand for: the highest picks the tail, the others a probability below ½.
  private func tabulated(_ place: Int, _ bits: UInt64) -> Double {
    let (cell, share) = BetaQuantiles.cell(of: Double((bits << 1) >> 11) * 0x1p-54)
    let isUpper = bits >> 63 != 0
    let start = Int(offsets[place])
    let near = isUpper ? BetaQuantiles.knotCount - 1 - cell : cell
    let far = isUpper ? near - 1 : near + 1
    let low = Double(knots[start + near])
    return low + (Double(knots[start + far]) - low) * share
  }

  /// The chance that a model's draw is the highest of several, integrated over its own quantiles cell by cell.
  ///
  /// Each cell counts with its probability at its middle, so small chances, which come from the tail, keep their digits.
  ///
  /// - Complexity: O(n · k · log k) in the number of models and of knots.
  func propensity(of index: Int, among models: [Int], bucket: TokenBucket) -> Double {
    let own = table(index, bucket)
    let others = models.filter { $0 != index }.map { table($0, bucket) }
    var sum = 0.0
    for cell in 0..<BetaQuantiles.knotCount - 1 {
      let value = own.middle(ofCell: cell)
      sum += others.reduce(BetaQuantiles.probability(ofCell: cell)) { $0 * $1.probability(below: value) }
    }
    return min(sum, 1)
  }

  /// The quantiles of a belief, made on the spot where draws are exact.
  private func table(_ index: Int, _ bucket: TokenBucket) -> QuantileTable {
    let place = place(index, bucket)
    guard arms.sampling == .tabulated else { return QuantileTable(BetaQuantiles.knots(of: beliefs[place])[...]) }
    let start = Int(offsets[place])
    return QuantileTable(knots[start..<start + BetaQuantiles.knotCount])
  }
}
