/// A log-normal distribution, by its median and the standard deviation of its natural logarithm.
public struct LogNormal: Hashable, Sendable {
  /// The median, in whatever unit the values have; positive and finite.
  public let median: Double
  /// The standard deviation of the logarithm, from 0 to 10.
  public let spread: Double

  /// Makes a distribution, or nil where the median is not positive and finite or the spread is outside 0 to 10.
  public init?(median: Double, spread: Double) {
    guard median > 0, median.isFinite, (0...10).contains(spread) else { return nil }
    self.median = median
    self.spread = spread
  }

  /// A distribution that is written down in the source.
  init(fixedMedian median: Double, spread: Double) {
    self.median = median
    self.spread = spread
  }
}
