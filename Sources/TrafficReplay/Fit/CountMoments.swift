/// Mean and variance of numbers seen one after the other.
///
/// Welford's method ("Note on a method for calculating corrected sums of squares and products", Technometrics 1962),
/// which does not lose what large sums of squares would.
struct CountMoments: Hashable, Sendable {
  private(set) var count = 0
  private(set) var mean = 0.0
  private var squares = 0.0

  mutating func add(_ value: Double) {
    count += 1
    let distance = value - mean
    mean += distance / Double(count)
    squares += distance * (value - mean)
  }

  /// Adds the same number many times (Chan, Golub and LeVeque, 1983, for two sets put together).
  mutating func add(_ value: Double, times: Int) {
    guard times > 0 else { return }
    let total = Double(count) + Double(times)
    let distance = value - mean
    squares += distance * distance * (Double(count) / total * Double(times))
    mean += distance * (Double(times) / total)
    count += times
  }

  /// The variance with n − 1 below the line, or nil for fewer than two numbers.
  var variance: Double? { count < 2 ? nil : squares / Double(count - 1) }
}
