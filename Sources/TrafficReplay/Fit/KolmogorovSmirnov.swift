import RoutingCore

/// The greatest distance between two cumulative distributions, with what is needed to judge it.
///
/// From sketches the distance is known at the borders of buckets only: ``distance`` is the greatest there, and the
/// exact distance is no less than that and no more than ``upperBound``.
public struct KolmogorovSmirnov: Hashable, Sendable {
  /// The greatest distance seen, from 0 to 1.
  public let distance: Double
  /// What the exact distance cannot exceed.
  public let upperBound: Double
  /// What the distance exceeds once in twenty times where there is no difference, if the values are independent.
  public let criticalValue: Double

  /// Whether even the least distance is more than chance explains, at 5 %.
  public var rejects: Bool { distance > criticalValue }

  /// The distance between two samples, or nil where one is empty.
  ///
  /// The critical value is 1.358 √((n + m) / nm), the limit for large samples (Smirnov, "Table for estimating the
  /// goodness of fit of empirical distributions", Annals of Mathematical Statistics 1948).
  /// - Complexity: O(n) in the buckets, 7,296 of them.
  public init?(_ first: ValueSketch, _ second: ValueSketch) {
    guard first.count > 0, second.count > 0 else { return nil }
    let (n, m) = (Double(first.count), Double(second.count))
    var (a, b) = (0.0, 0.0)
    var (distance, bound) = (0.0, 0.0)
    var (seenA, seenB) = (0, 0)
    for bucket in first.counts.indices {
      seenA += first.counts[bucket]
      seenB += second.counts[bucket]
      let (nextA, nextB) = (Double(seenA) / n, Double(seenB) / m)
      bound = max(bound, nextA - b, nextB - a)
      (a, b) = (nextA, nextB)
      distance = max(distance, abs(a - b))
    }
    self.distance = distance
    upperBound = max(distance, KolmogorovSmirnov.isExact(first, second) ? distance : bound)
    criticalValue = 1.358 * ((n + m) / (n * m)).squareRoot()
  }

  /// The distance of a sample from an exponential distribution with a mean, or nil where there is nothing to compare.
  ///
  /// The mean is taken to be the sample's own, which makes distances smaller; the critical value is that of Stephens
  /// ("EDF statistics for goodness of fit and some comparisons", JASA 1974, table 1, case of the exponential with
  /// unknown mean): (D − 0.2 / n)(√n + 0.26 + 0.5 / √n) exceeds 1.094 once in twenty times.
  /// - Complexity: O(n) in the buckets, 7,296 of them.
  public init?(_ sample: ValueSketch, exponentialOfMean mean: Double) {
    guard sample.count > 0, mean > 0, mean.isFinite else { return nil }
    let n = Double(sample.count)
    var (a, b) = (0.0, 0.0)
    var (distance, bound) = (0.0, 0.0)
    var seen = 0
    for bucket in sample.counts.indices {
      seen += sample.counts[bucket]
      let next = Double(seen) / n
      let expected = 1 - ElementaryFunctions.exp(-ValueSketch.end(of: bucket) / mean)
      bound = max(bound, next - b, expected - a)
      (a, b) = (next, expected)
      distance = max(distance, abs(a - b))
    }
    self.distance = distance
    upperBound = max(distance, bound)
    criticalValue = 1.094 / (n.squareRoot() + 0.26 + 0.5 / n.squareRoot()) + 0.2 / n
  }

  /// Whether all values have a bucket of their own.
  private static func isExact(_ first: ValueSketch, _ second: ValueSketch) -> Bool {
    first.counts[256...].allSatisfy { $0 == 0 } && second.counts[256...].allSatisfy { $0 == 0 }
  }
}
