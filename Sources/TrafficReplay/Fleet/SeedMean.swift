/// A figure over several seeds: its mean, and how far chance may have moved it.
public struct SeedMean: Hashable, Sendable {
  /// The mean over the seeds that have the figure.
  public let mean: Double
  /// The standard error of the mean: the standard deviation of a sample, divided by √n; nil with fewer than two seeds.
  public let standardError: Double?
  /// How many seeds have the figure.
  public let count: Int

  /// Makes the mean of finite figures, one a seed; nil where no seed has one.
  ///
  /// - Complexity: O(n).
  public init?(_ figures: [Double?]) {
    let figures = figures.compactMap { $0 }
    guard !figures.isEmpty else { return nil }
    count = figures.count
    let mean = figures.reduce(0, +) / Double(figures.count)
    self.mean = mean
    let squares = figures.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    standardError = count > 1 ? (squares / Double(count - 1) / Double(count)).squareRoot() : nil
  }
}
