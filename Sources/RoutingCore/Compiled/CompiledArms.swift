/// Thompson arms made ready for one router: the quantiles of every model's belief, laid out for drawing.
///
/// A host makes new ones when it refreshes its arms, every five minutes or so; models of which nothing is known share
/// one table.
public final class CompiledArms: Sendable {
  /// The arms this was made from.
  public let arms: ThompsonArms
  /// Whether draws are look-ups.
  let isTabulated: Bool
  /// The cells of all different beliefs: the outermost of each, then the next of each, and so on.
  ///
  /// Half of all draws fall into the sixteen cells next to the medians. Side by side, those of a thousand models fill
  /// 128 KB and 32 pages; model by model they would lie on a page each.
  private let cells: [Cell]
  private let beliefCount: Int
  /// What a draw starts from: all models for each bucket, one bucket after the other.
  private let starts: [Start]
  private let modelCount: Int
  private let beliefs: [BetaDistribution]

  /// One cell of a table, eight bytes because large registries draw from memory: a draw's distance from the end of its
  /// tail is the base and a share of the width.
  ///
  /// The distance, and not the value, keeps a `Float` exact enough next to 1, where the draws of an arm that never
  /// failed lie.
  private struct Cell: Sendable {
    let base: Float
    let width: Float
  }

  /// What a draw of one model starts from.
  private struct Start: Sendable {
    /// Stands for the model's id.
    let hash: UInt64
    /// The place of its belief among the different ones.
    let belief: Int
  }

  private static let cellsPerTail = BetaQuantiles.cellsPerTail

  /// - Complexity: O(n) in the number of models, times some 30 µs for each different belief.
  init(_ arms: ThompsonArms, registry: ModelRegistry) {
    self.arms = arms
    isTabulated = arms.sampling == .tabulated
    modelCount = registry.models.count
    var starts: [Start] = []
    var beliefs: [BetaDistribution] = []
    var different: [BetaDistribution] = []
    var known: [BetaDistribution: Int] = [:]
    for bucket in TokenBucket.allCases {
      for model in registry.models {
        let belief = arms[model.id, bucket]
        beliefs.append(belief)
        let place = known[belief] ?? different.count
        starts.append(Start(hash: StableHash.hash(model.id.text), belief: place))
        if known.updateValue(place, forKey: belief) == nil { different.append(belief) }
      }
    }
    self.starts = starts
    self.beliefs = beliefs
    beliefCount = different.count
    cells = isTabulated ? CompiledArms.cells(of: different) : []
  }

  private static func cells(of beliefs: [BetaDistribution]) -> [Cell] {
    var cells = Array(repeating: Cell(base: 0, width: 0), count: 2 * cellsPerTail * beliefs.count)
    for (place, belief) in beliefs.enumerated() {
      for (number, cell) in CompiledArms.cells(of: BetaQuantiles.knots(of: belief)).enumerated() {
        cells[number * beliefs.count + place] = cell
      }
    }
    return cells
  }

  /// The cells of the lower tail from its end inwards, then those of the upper tail from its end inwards.
  private static func cells(of knots: [Double]) -> [Cell] {
    func cell(_ outer: Double, _ inner: Double) -> Cell { Cell(base: Float(outer), width: Float(inner - outer)) }
    return (0..<cellsPerTail).map { cell(knots[$0], knots[$0 + 1]) }
      + (0..<cellsPerTail).map { place in
        cell(1 - knots[BetaQuantiles.knotCount - 1 - place], 1 - knots[BetaQuantiles.knotCount - 2 - place])
      }
  }

  /// One model's draw for a request.
  func draw(_ index: Int, bucket: TokenBucket, _ draws: DrawKey) -> Double {
    let place = firstPlace(of: bucket) + index
    if isTabulated { return tabulatedDraw(place, draws) }
    var generator = draws.generator(.thompson, model: starts[place].hash)
    return beliefs[place].sample(using: &generator)
  }

  /// Where the models of a bucket begin.
  func firstPlace(of bucket: TokenBucket) -> Int { Int(bucket.rawValue) &* modelCount }

  /// The quantile that 64 random bits stand for: the lowest picks the tail, the 52 highest how far into it.
  ///
  /// As a `Double` in 0..<1, the latter holds the number of its cell: the exponent is the octave, the three highest
  /// bits of the fraction are the cell in it, and what is left of the fraction is the share of the cell. The cells
  /// before the first octave, taken once in 32,768 draws, divide what is left evenly.
  func tabulatedDraw(_ place: Int, _ draws: DrawKey) -> Double {
    let start = starts[place]
    let bits = draws.bits(.thompson, model: start.hash)
    let pattern = (Double(bitPattern: CompiledArms.one | (bits &>> 12)) - 1).bitPattern
    var cell = Int(truncatingIfNeeded: pattern &>> 49) &- CompiledArms.patternBeforeOctaves
    var share = Double(bitPattern: CompiledArms.one | ((pattern &<< 3) & 0x000F_FFFF_FFFF_FFF8)) - 1
    if cell < BetaQuantiles.cellsPerOctave { (cell, share) = BetaQuantiles.cell(of: Double(bitPattern: pattern) / 2) }
    let isUpper = bits & 1 != 0
    let found = cells[((isUpper ? CompiledArms.cellsPerTail : 0) &+ cell) &* beliefCount &+ start.belief]
    let distance = Double(found.base) + Double(found.width) * share
    return isUpper ? 1 - distance : distance
  }

  /// The mean of one draw for every model, by which the bench tells what a draw costs.
  package func meanDraw(for shape: RequestShape) -> Double {
    let first = firstPlace(of: TokenBucket(shape.inputTokens))
    var sum = 0.0
    for index in 0..<modelCount { sum += tabulatedDraw(first &+ index, shape.draws) }
    return modelCount > 0 ? sum / Double(modelCount) : 0
  }

  /// The bits of 1.0.
  private static let one: UInt64 = 0x3FF0_0000_0000_0000
  /// What the pattern of 2⁻¹⁵ holds above the share, less the cells before the first octave.
  private static let patternBeforeOctaves = Int(truncatingIfNeeded: UInt64(0x3F00_0000_0000_0000) &>> 49) - 8

  /// The chance that a model's draw is the highest of several, integrated over its own quantiles cell by cell.
  ///
  /// `models` stand in the order in which they take equal draws. Each cell counts with its probability at its
  /// middle, so small chances, which come from the tail, keep their digits. No chance is told as less than 2⁻⁵⁴, the
  /// step of a draw.
  ///
  /// - Complexity: O(n · k · log k) in the number of models and of knots.
  func propensity(of index: Int, among models: [Int], bucket: TokenBucket) -> Double {
    let own = table(index, bucket)
    var isBehind = false
    var others: [(table: QuantileTable, losesTies: Bool)] = []
    for model in models {
      if model == index { isBehind = true } else { others.append((table(model, bucket), isBehind)) }
    }
    var sum = 0.0
    for cell in 0..<BetaQuantiles.knotCount - 1 {
      let value = own.middle(ofCell: cell)
      sum += others.reduce(BetaQuantiles.probability(ofCell: cell)) { chance, other in
        chance * other.table.probability(below: value, orEqual: other.losesTies)
      }
    }
    return max(min(sum, 1), 0x1p-54)
  }

  private func table(_ index: Int, _ bucket: TokenBucket) -> QuantileTable {
    QuantileTable(BetaQuantiles.knots(of: beliefs[firstPlace(of: bucket) + index])[...])
  }
}
