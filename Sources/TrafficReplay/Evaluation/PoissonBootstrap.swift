import RoutingCore

/// Resamples of a log taken while it streams by.
///
/// Every resample counts every round so many times as a Poisson variable of mean 1 says, which for large logs is the
/// bootstrap's drawing with replacement, but needs no second look (Hanley and MacGibbon, 2006; Chamandy and others,
/// "Estimating uncertainty for massive data streams", 2012). A round's counts follow from the seed and the round's own
/// number, so neither the order of the log nor how it was cut into parts changes a resample.
struct PoissonBootstrap: Hashable, Sendable {
  private let seed: UInt64
  private let resamples: Int
  /// Numerator and denominator of each estimator, resample by resample.
  private var sums: [Double]
  private static let width = 2 * OffPolicyEstimator.allCases.count

  init(resamples: Int, seed: UInt64) {
    self.seed = seed
    self.resamples = resamples
    sums = Array(repeating: 0, count: resamples * PoissonBootstrap.width)
  }

  /// Adds a round; `terms` holds a numerator and a denominator for each estimator.
  mutating func add(_ terms: [Double], round: Int) {
    guard resamples > 0 else { return }
    var dice = SeededGenerator(seed: seed, stream: UInt64(bitPattern: Int64(round)))
    for resample in 0..<resamples {
      let count = PoissonBootstrap.count(dice.unit())
      guard count > 0 else { continue }
      let start = resample * PoissonBootstrap.width
      for place in 0..<PoissonBootstrap.width { sums[start + place] += count * terms[place] }
    }
  }

  mutating func merge(_ other: PoissonBootstrap) {
    for place in sums.indices { sums[place] += other.sums[place] }
  }

  /// The middle 95 % of an estimator's resamples, or nil where there are none or one of them has nothing to divide by.
  func interval(of estimator: Int) -> ClosedRange<Double>? {
    guard resamples > 0 else { return nil }
    var ratios: [Double] = []
    for resample in 0..<resamples {
      let place = resample * PoissonBootstrap.width + 2 * estimator
      let ratio = sums[place] / sums[place + 1]
      guard ratio.isFinite else { return nil }
      ratios.append(ratio)
    }
    ratios.sort()
    let low = PoissonBootstrap.quantile(0.025, of: ratios)
    return low...max(PoissonBootstrap.quantile(0.975, of: ratios), low)
  }

  /// The quantile between the two nearest values (type 7 of Hyndman and Fan, 1996).
  private static func quantile(_ share: Double, of sorted: [Double]) -> Double {
    let position = share * Double(sorted.count - 1)
    let below = Int(position)
    let above = min(below + 1, sorted.count - 1)
    return sorted[below] + (position - Double(below)) * (sorted[above] - sorted[below])
  }

  /// The Poisson variable of mean 1 that a draw in 0..<1 falls on, by inversion.
  static func count(_ draw: Double) -> Double {
    var chance = 0.36787944117144233  // 1 / e
    var total = chance
    var count = 0.0
    // Beyond 20, chances are below the steps of the draw.
    while draw >= total, count < 20 {
      count += 1
      chance /= count
      total += chance
    }
    return count
  }
}
