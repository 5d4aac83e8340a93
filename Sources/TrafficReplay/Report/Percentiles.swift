/// Quantiles of a set of measurements.
public struct Percentiles: Sendable {
  private let sorted: [Double]

  /// Takes a set of measurements, in any order.
  ///
  /// - Complexity: O(n log n).
  public init(_ values: [Double]) {
    sorted = values.sorted()
  }

  /// The smallest measurement that at least `share` of all do not exceed (nearest rank), or 0 where there are none.
  public func value(at share: Double) -> Double {
    guard !sorted.isEmpty else { return 0 }
    let exact = share * Double(sorted.count)
    let rank = Int(exact) + (exact > Double(Int(exact)) ? 1 : 0)
    return sorted[min(max(rank, 1), sorted.count) - 1]
  }

  /// The middle measurement, the lower of two.
  public var median: Double { value(at: 0.5) }
}
