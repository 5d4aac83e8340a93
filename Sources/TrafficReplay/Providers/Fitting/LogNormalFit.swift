import RoutingCore

/// A log-normal distribution fitted to values, and how well it fits.
///
/// The median is that of the logarithms, and the spread their distance from the first to the ninth decile, divided by
/// that of a normal distribution. The largest likelihood would take mean and standard deviation of the logarithms
/// instead, which is more exact where the values are log-normal; but single requests that hung for minutes are in every
/// table (a 100 s first token among 109 of half a second makes a standard deviation of 0.74 where deciles say 0.17). Up
/// to a tenth of the values at either end can be wild without moving deciles far, and a quartile range would see less
/// of the tail that a simulation is about. Over normal samples of 110 the estimate is off by 0.08 of its value (one
/// standard deviation), where the largest likelihood is off by 0.07.
public struct LogNormalFit: Hashable, Sendable {
  /// Why a fit should not be leant on.
  public enum Warning: Hashable, Sendable {
    /// There are fewer than 30 values.
    case fewValues
    /// The values are not log-normal: the distance is more than chance explains, at 5 %.
    case poorShape
  }

  /// The fewest values whose deciles are not just the smallest and the largest of them.
  public static let fewestForSpread = 10

  /// How many values there were.
  public let count: Int
  /// The median, in the unit of the values.
  public let median: Double
  /// The standard deviation of the logarithm; nil for fewer than ten values.
  public let spread: Double?
  /// The greatest distance of the values from the fitted distribution (Kolmogorov-Smirnov), from 0 to 1.
  public let distance: Double?

  /// Fits a distribution, or gives nil where there are no values; values that are not positive and finite are left out.
  ///
  /// - Complexity: O(n log n) in the values.
  public init?(_ values: [Double]) {
    let logarithms = values.filter { $0 > 0 && $0.isFinite }.map { ElementaryFunctions.log($0) }.sorted()
    guard !logarithms.isEmpty else { return nil }
    count = logarithms.count
    let middle = LogNormalFit.quantile(0.5, of: logarithms)
    median = ElementaryFunctions.exp(middle)
    guard logarithms.count >= LogNormalFit.fewestForSpread else {
      (spread, distance) = (nil, nil)
      return
    }
    let width = LogNormalFit.quantile(0.9, of: logarithms) - LogNormalFit.quantile(0.1, of: logarithms)
    let spread = width / (2 * NormalDistribution.ninthDecile)
    self.spread = spread
    distance = LogNormalFit.distance(of: logarithms, mean: middle, deviation: spread)
  }

  /// What ``distance`` exceeds about once in twenty times where the values are log-normal.
  ///
  /// 1.05 / √n rather than the 1.36 / √n of a distribution that was known beforehand, since this one was fitted to the
  /// same values (Lilliefors, "On the Kolmogorov-Smirnov test for normality with mean and variance unknown", JASA
  /// 1967). For the deciles that are used here, samples of normal numbers, 8,000 or more of each size, gave 0.91 / √n
  /// for 10 values, 0.99 for 30, 1.03 for 110 and 1.06 for 1,000.
  public var criticalValue: Double { 1.05 / Double(count).squareRoot() }

  /// What speaks against leaning on the fit.
  public var warnings: [Warning] {
    var warnings: [Warning] = count < 30 ? [.fewValues] : []
    if let distance, distance > criticalValue { warnings.append(.poorShape) }
    return warnings
  }

  /// The distribution, or nil where there are too few values for a spread.
  public var distribution: LogNormal? { spread.flatMap { LogNormal(median: median, spread: $0) } }

  /// A quantile by definition 8 of Hyndman and Fan ("Sample quantiles in statistical packages", The American
  /// Statistician 1996), whose median is right whatever the distribution.
  ///
  /// Their more common definition 7 made spreads of ten normal numbers 18 % too small, this one 5 % too large.
  static func quantile(_ probability: Double, of sorted: [Double]) -> Double {
    let place = max((Double(sorted.count) + 1.0 / 3) * probability - 2.0 / 3, 0)
    let index = min(Int(place), sorted.count - 1)
    let next = min(index + 1, sorted.count - 1)
    return sorted[index] + (place - Double(index)) * (sorted[next] - sorted[index])
  }

  /// The greatest distance between the shares of sorted values and a normal distribution.
  static func distance(of sorted: [Double], mean: Double, deviation: Double) -> Double {
    let n = Double(sorted.count)
    guard deviation > 0 else {
      // All in one place: those beside it are on the wrong side of the step.
      return max(Double(sorted.count { $0 < mean }), Double(sorted.count { $0 > mean })) / n
    }
    return sorted.enumerated().reduce(0) { greatest, value in
      let expected = NormalDistribution.cumulative((value.element - mean) / deviation)
      return max(greatest, Double(value.offset + 1) / n - expected, expected - Double(value.offset) / n)
    }
  }
}
